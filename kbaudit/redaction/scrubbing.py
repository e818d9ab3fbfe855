"""Paths in running text: those that the report knows become pseudonyms, whatever else looks like one "[path]"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kbaudit.checks.file_names import stem
from kbaudit.model import displayed
from kbaudit.redaction.levels import PATH
from kbaudit.redaction.lookup import Hit, Lookup, replaced
from kbaudit.redaction.ordinary import is_telling
from kbaudit.redaction.path_like import path_like

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kbaudit.redaction.places import Places

_NO_MORE_THAN_A_LINE: Final = re.compile(r"[^\w/\\]*(?::\d+)?[^\w/\\]*")  # "a.md:12."
_KEPT: Final = 200_000


class Scrubber:
    """Takes paths out of texts. also are further names, each with what takes its place; targets are those of links."""

    def __init__(self, places: Places, also: Mapping[str, str], targets: Iterable[str]) -> None:
        names = dict(also)
        parts: dict[str, None] = {}
        for uri, pseudonym in (*places.documents.items(), *places.elsewhere.items()):
            _add_document(names, uri, pseudonym)
            parts |= dict.fromkeys(_parts(uri))
        for folder, pseudonym in places.folders.items():
            _add_folder(names, folder, pseudonym)
        names |= {name: by for name, by in places.sources.items() if name not in names and is_telling(name)}
        for name in (*parts, *targets):
            if name not in names and is_telling(name):
                names[name] = PATH
        self._lookup = Lookup({form: by for name, by in names.items() for form in _written(name)})
        self._parts = frozenset(part.lower() for part in parts)
        self.scrub = lru_cache(maxsize=_KEPT)(self._scrubbed)

    def _scrubbed(self, text: str) -> str:
        hits = self._lookup.found(text)
        stretches = list(path_like(text, self._parts))
        return replaced(text, _joined(text, hits, stretches) if stretches else hits)


def _written(name: str) -> set[str]:
    """A name as it is, and as reports write it: invisible characters shown, blanks run together."""
    return {name, displayed(name), displayed(" ".join(name.split()))} - {""}


def _add_document(names: dict[str, str], uri: str, pseudonym: str) -> None:
    """The uri, the path in its source, and the file's name; of a name that several have nobody can tell which it is."""
    names[uri] = pseudonym
    path, name = uri.partition("/")[2], uri.rpartition("/")[2]
    if path != name:
        names.setdefault(path, pseudonym.partition("/")[2])
    if name != stem(uri):
        names[name] = PATH if name in names else pseudonym.rpartition("/")[2]


def _add_folder(names: dict[str, str], folder: str, pseudonym: str) -> None:
    if folder:
        names.setdefault(folder, pseudonym)
    if folder.count("/") > 1:
        names.setdefault(folder[:-1], pseudonym[:-1])
        path, of = folder.partition("/")[2], pseudonym.partition("/")[2]
        if path.count("/") > 1:
            names.setdefault(path, of)
            names.setdefault(path[:-1], of[:-1])


def _parts(uri: str) -> Iterator[str]:
    """The names in a uri, and the file's less its endings."""
    for part in uri.split("/"):
        bare = part.removesuffix("!")
        yield bare
        if "." in bare:
            yield stem(bare)
            yield bare.rpartition(".")[0]


def _joined(text: str, hits: Sequence[Hit], stretches: Sequence[tuple[int, int]]) -> Iterator[Hit]:
    """Both in order. A name within a longer path gives way to that, unless only a line's number is left of it."""
    waiting = list(hits)[::-1]
    done = 0
    for start, end in stretches:
        while waiting and waiting[-1].end <= start:
            yield waiting.pop()
        if end <= done:  # a name with blanks or commas in it holds several such stretches
            continue
        within: list[Hit] = []
        while waiting and waiting[-1].start < end:
            within.append(waiting.pop())
        begin = max(start, done)
        if len(within) == 1 and _is_all(text, within[0], begin, end):
            done = within[0].end
            yield within[0]
        elif within:
            waiting.append(Hit(min(begin, within[0].start), max(end, within[-1].end), PATH))
        else:
            done = end
            yield Hit(begin, end, PATH)
    yield from reversed(waiting)


def _is_all(text: str, hit: Hit, start: int, end: int) -> bool:
    before, behind = text[start : hit.start], text[hit.end : end]
    return bool(_NO_MORE_THAN_A_LINE.fullmatch(before) and _NO_MORE_THAN_A_LINE.fullmatch(behind))
