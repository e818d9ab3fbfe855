"""Documents of one content, the one that stands for them, and which of them are translations of a tree."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from kbaudit.similarity.unions import Unions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kbaudit.model import Family, Member, Subject
    from kbaudit.similarity.markers import Marker

_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:[-_](?:[a-z]{4}|[a-z]{2}|\d{3}))?", re.IGNORECASE)
_LANGUAGES: Final = frozenset(
    re.findall(
        r"\w+",
        """
        af ar az bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hu hy ja ka kk km kn ko lt lv mk ml
        mn mr ms nb ne nl nn pa pl pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh
        """,
    )
)
_ALSO_WORDS: Final = frozenset({"as", "be", "hr", "id", "is", "it", "no"})
"""Language codes that are as often departments or words: they count only beside a code that is nothing else."""


def text_digest(text: str) -> str:
    """The SHA-256 of a text's words and signs: blanks, line ends and a byte order mark make no other text."""
    return hashlib.sha256(" ".join(text.replace("\ufeff", "").split()).encode()).hexdigest()


def contents(subjects: Mapping[str, Subject]) -> dict[str, str]:
    """For each uri the least uri of the same content: equal bytes or equal text. Empty texts equal nothing."""
    unions = Unions()
    first: dict[str, str] = {}
    for uri, subject in subjects.items():
        document = subject.document
        if not document.words:
            continue
        for mark in (document.sha256, f"text:{document.text_sha256}"):
            unions.join(first.setdefault(mark, uri), uri)
    return {uri: unions.find(uri) for uri in subjects}


def preference(subject: Subject, marker: Marker) -> tuple[bool, bool, bool, int, str]:
    """Sorts the document that should stand for its copies first.

    That is one not marked a copy, not put away, at a place that the policy calls canonical, of a short path.
    """
    return (marker.copy, marker.version.standing < 0, not subject.canonical, len(subject.uri), subject.uri)


def standing_for(
    subjects: Mapping[str, Subject],
    content: Mapping[str, str],
    markers: Mapping[str, Marker],
    places: Mapping[str, tuple[Family, Member]],
) -> dict[str, str]:
    """For each content (its least uri) the document that stands for its copies."""
    best: dict[str, tuple[tuple[object, ...], str]] = {}
    for uri, subject in subjects.items():
        _, member = places.get(uri, (None, None))
        over = bool(subject.governance.releases) and not subject.release
        place = (bool(member.barred), over, -member.rank, bool(member.copy_of)) if member else (False, over, 0, False)
        key = (place, *preference(subject, markers[uri]))
        best[content[uri]] = min(best.get(content[uri], (key, uri)), (key, uri))
    return {name: uri for name, (_, uri) in best.items()}


def language_folders(uris: Iterable[str]) -> dict[str, str]:
    """For each uri the language that its folders name, "" for none: "docs/ja/a.md" beside "docs/en/a.md" is "ja"."""
    names = list(uris)
    trees = language_trees(names)
    return {uri: _language(uri, trees) for uri in names}


def language_trees(uris: Iterable[str]) -> frozenset[str]:
    """The folders (each with "/" before it) that hold a folder a language, two or more of them."""
    codes: dict[str, set[str]] = {}
    for folder in {uri.rpartition("/")[0] for uri in uris}:
        above = ""
        for name in folder.split("/"):
            if language_code(name):
                codes.setdefault(above, set()).add(name)
            above = f"{above}/{name}"
    return frozenset(
        above for above, found in codes.items() if len(found) > 1 and any(language_code(n) in _LANGUAGES for n in found)
    )


def language_code(name: str) -> str:
    """The language that a folder's name or a suffix may stand for, without its region; "" for none."""
    found = _LANGUAGE.fullmatch(name)
    code = found[1].lower() if found else ""
    return code if code in _LANGUAGES or code in _ALSO_WORDS else ""


def _language(uri: str, trees: frozenset[str]) -> str:
    above = ""
    for name in uri.split("/")[:-1] if trees else ():
        if above in trees and language_code(name):
            return name.lower()
        above = f"{above}/{name}"
    return ""
