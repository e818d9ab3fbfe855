"""Versions of one page that no name tells apart: one title, much of the same text, and not one form filled in twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.similarity.copies import language_folders

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kbaudit.model import Document, Subject
    from kbaudit.similarity.comparing import Compared
    from kbaudit.similarity.kinship import Measured

_ALIKE: Final = 0.5  # Jaccard on word 3-grams
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_VERSION_WORDS: Final = frozenset(
    {"v", "version", "rev", "revision", "edition", "draft", "final", "copy", "new", "old", "neu", "alt", "kopie"}
)


def same_pages(
    subjects: Mapping[str, Subject], measured: Measured, compared: Compared, lone: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Pairs of documents (least uris of their contents) that are versions of one page.

    Only of documents that nothing else ties to others: where a name tells the order, it isn't put in doubt.
    """
    languages = language_folders(subjects)
    for (a, b), pair in measured.items():
        if pair.jaccard < _ALIKE or a not in lone or b not in lone or languages[a] != languages[b]:
            continue
        comparison = compared.between(a, b)
        if comparison and not comparison.sibling and _one_title(subjects[a].document, subjects[b].document):
            yield a, b


def _one_title(a: Document, b: Document) -> bool:
    ours, theirs = _titles(a), _titles(b)
    return bool(ours & theirs)


def _titles(document: Document) -> set[tuple[str, ...]]:
    """The title and the heading as words, less numbers and words that tell a version."""
    said = (_WORD.findall(text.casefold()) for text in (document.title, document.heading))
    return {words for text in said if (words := tuple(word for word in text if word not in _VERSION_WORDS))}
