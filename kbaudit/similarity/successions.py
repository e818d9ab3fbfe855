"""Declared successions: which document says that another one replaces it, or that it replaces another one."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from kbaudit.similarity.naming import normalised
from kbaudit.similarity.versions import without_extension

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.model import Document

_SUCCESSOR_FIELDS: Final = frozenset({"superseded-by", "replaced-by", "successor", "obsoleted-by", "moved-to"})
_PREDECESSOR_FIELDS: Final = frozenset({"replaces", "supersedes", "obsoletes", "predecessor"})
_LINK: Final = re.compile(r"\[([^\]\n]{0,300})\]\(\s*<?([^)\s>]{1,1000})")
_SEVERAL: Final = re.compile(r"\s*[,;\n]\s*|\s+(?:and|und|et)\s+")
_NUMBERED: Final = re.compile(r"(.*?)0*(\d{1,9})")
_QUOTES: Final = " \t\r\n\"'`*_<>«»“”‘’„.:"


def successions(documents: Mapping[str, Document]) -> list[tuple[str, str]]:
    """Every declared (older, newer) pair of uris, sorted. What doesn't name exactly one document is left out."""
    newer = [(uri, written) for uri, document in documents.items() for written in _successors(document)]
    older = [
        (uri, written) for uri, document in documents.items() for written in _declared(document, _PREDECESSOR_FIELDS)
    ]
    if not newer and not older:
        return []
    names = Names(documents)
    found = {(uri, other) for uri, written in newer for other in names.resolve(written, uri)}
    found |= {(other, uri) for uri, written in older for other in names.resolve(written, uri)}
    return sorted(pair for pair in found if pair[0] != pair[1])


def _successors(document: Document) -> Iterator[str]:
    for state in document.states:
        if state.successor:
            yield state.successor
    yield from _declared(document, _SUCCESSOR_FIELDS)


def _declared(document: Document, names: frozenset[str]) -> Iterator[str]:
    for field in document.fields:
        if normalised(field.name.rpartition(".")[2]) in names:
            yield from field.values


class Names:
    """All ways in which a document may be named, each with the uris that answer to it."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._uris = documents.keys()
        self._by_name: dict[str, list[str]] = {}
        self._near: dict[str, _Bearers] = {}
        for uri, document in documents.items():
            file = uri.rpartition("/")[2].lower()
            stem = without_extension(file)
            for name in {file, stem, normalised(stem), document.title.strip().lower()}:
                self._by_name.setdefault(name, []).append(uri)
            path = uri
            while path not in ("", without_extension(path)):
                path = posixpath.splitext(path)[0]
                self._by_name.setdefault(f"path:{path}", []).append(uri)

    def resolve(self, written: str, uri: str) -> list[str]:
        """The documents that a declaration means; it may name several."""
        parts = _SEVERAL.split(written[:2000])
        found = [self._one(part, uri) for part in parts] if len(parts) > 1 else []
        if not found or not all(found):  # a title may have a comma in it
            whole = self._one(written, uri)
            found = [whole] if whole else found
        return sorted({one for one in found if one})

    def _one(self, written: str, uri: str) -> str:
        candidates: list[str] = []
        if link := _LINK.search(written):
            candidates = [link[2], link[1]]
        candidates.append(written)
        for candidate in candidates:
            text = unquote(candidate.strip(_QUOTES).partition("#")[0].partition("?")[0]).strip(_QUOTES)
            found = text and (self._by_path(text, uri) or self._by_title(text, uri))
            if found:
                return found
        return ""

    def _by_path(self, text: str, uri: str) -> str:
        """A path relative to the document's folder, to the source's root, or a uri as it is."""
        source, _, _ = uri.partition("/")
        for start in (posixpath.dirname(uri), source, ""):
            path = posixpath.normpath(posixpath.join(start, text.lstrip("/"))).rstrip("/")
            if path in self._uris:
                return path
            if one := self._nearest(f"path:{path}", uri):
                return one
        return ""

    def _by_title(self, text: str, uri: str) -> str:
        """A file name, title or number: "101" in pep-0102 means pep-0101."""
        name = text.rstrip("/").rpartition("/")[2].lower()
        stem = without_extension(name)
        for key in (text.lower(), name, stem, normalised(stem)):
            if one := self._nearest(key, uri):
                return one
        own = _NUMBERED.fullmatch(without_extension(uri.rpartition("/")[2].lower()))
        number = _NUMBERED.fullmatch(normalised(text))
        if own and number and number[1] in ("", own[1]):
            width = len(own[0]) - len(own[1])
            return self._nearest(f"{own[1]}{number[2].zfill(width)}", uri) or self._nearest(own[1] + number[2], uri)
        return ""

    def _nearest(self, key: str, uri: str) -> str:
        """The only document of that name: in the same folder, else in the same source, else anywhere; "" if unclear."""
        if key not in self._by_name:
            return ""
        if key not in self._near:
            self._near[key] = _Bearers(self._by_name[key])
        return self._near[key].nearest(uri)


class _Bearers:
    """The documents of one name by folder and by source: every page of a large folder may ask for "index"."""

    def __init__(self, uris: Sequence[str]) -> None:
        self._uris = uris
        self._in: dict[str, list[str]] = {}
        for uri in uris:
            for place in (posixpath.dirname(uri), uri.partition("/")[0] + "/"):
                self._in.setdefault(place, []).append(uri)

    def nearest(self, uri: str) -> str:
        """The only one in the same folder, else in the same source, else anywhere; "" if there are several."""
        for near in (self._in.get(posixpath.dirname(uri)), self._in.get(uri.partition("/")[0] + "/"), self._uris):
            others = [other for other in (near or ())[:3] if other != uri]
            if others:
                return others[0] if len(others) == 1 else ""
        return ""
