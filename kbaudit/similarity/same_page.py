"""Versions of one page that no name tells apart: one title, much of the same text, and not one form filled in twice."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kbaudit.similarity.versions import without_extension

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kbaudit.model import Document
    from kbaudit.similarity.known import Known

_ALIKE: Final = 0.5  # Jaccard on word 3-grams
_PARALLEL: Final = 2  # names, beside the page's own, that two folders share without sharing the texts
_WORD: Final = re.compile(r"[^\W_]+")
_VERSION: Final = re.compile(
    r"\b(?:v|r|rev\.?|version|revision|edition)[\s._-]{0,2}\d{1,4}(?:\.\d{1,4}){0,3}\b|\b\d{1,4}(?:\.\d{1,4}){1,3}\b"
    r"|\b(?:19|20)\d\d\b"
)
_VERSION_WORDS: Final = frozenset(
    {"v", "version", "rev", "revision", "edition", "draft", "final", "copy", "new", "old", "neu", "alt", "kopie"}
)

Words = tuple[str, ...]


def same_pages(known: Known, languages: Mapping[str, str], lone: Collection[str]) -> Iterator[tuple[str, str]]:
    """Pairs of documents (least uris of their contents) that are versions of one page.

    Only of documents that nothing else ties to others: where a name tells the order, it isn't put in doubt. Texts of
    the same words are no versions: nothing hangs on which of them is served. languages are those that folders name.
    """
    folders = _Folders(known)
    for (a, b), pair in known.measured.items():
        if not _ALIKE <= pair.jaccard < 1 or a not in lone or b not in lone or languages[a] != languages[b]:
            continue
        comparison = known.compared.between(a, b)
        if known.series.apart(a, b) or comparison is None or comparison.sibling or folders.parallel(a, b):
            continue
        if _one_title(known.documents[a], known.documents[b]):
            yield a, b


class _Folders:
    """Which folders hold pages of the same names about different things: a branch, product or language each."""

    def __init__(self, known: Known) -> None:
        self._measured = known.measured
        self._documents = known.documents
        self._names: dict[str, set[str]] = defaultdict(set)
        for uri in known.documents:
            folder, _, name = uri.rpartition("/")
            self._names[folder].add(name)

    def parallel(self, a: str, b: str) -> bool:
        """Whether two namesakes stand in such folders: half of the other names that both hold are other texts."""
        (folder_a, _, name), (folder_b, _, other) = a.rpartition("/"), b.rpartition("/")
        if name != other:
            return False
        shared = (self._names[folder_a] & self._names[folder_b]) - {name}
        alike = sum(self._alike(f"{folder_a}/{one}", f"{folder_b}/{one}") for one in shared)
        return len(shared) >= _PARALLEL and alike * 2 <= len(shared)

    def _alike(self, a: str, b: str) -> bool:
        ours, theirs = self._documents[a], self._documents[b]
        if ours.text_sha256 == theirs.text_sha256:
            return ours.words > 0  # two that hold nothing but a redirection share nothing
        pair = self._measured.between(a, b)
        return pair is not None and pair.jaccard >= _ALIKE


def _one_title(a: Document, b: Document) -> bool:
    shared = titles(a) & titles(b)
    return bool(shared) and not _variants(a.uri, b.uri, {word for title in shared for word in title})


def titles(document: Document) -> set[Words]:
    """The title and the heading as words, less what tells a version; "Note 4" and "Note 5" are two titles."""
    said = (_WORD.findall(_VERSION.sub(" ", text.casefold())) for text in (document.title, document.heading))
    return {words for text in said if (words := tuple(word for word in text if word not in _VERSION_WORDS))}


def _variants(a: str, b: str, titled: Collection[str]) -> bool:
    """Whether file names tell apart what a shared title doesn't: "install-linux" and "install-macos", both "Steps"."""
    ours, theirs = (
        set(_WORD.findall(without_extension(uri.rpartition("/")[2]).casefold())) - _VERSION_WORDS for uri in (a, b)
    )
    common = ours & theirs
    return bool(common and ours - common and theirs - common and not common & set(titled))
