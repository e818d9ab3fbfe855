"""Secrets and personal data in the names of files and folders, and in short texts that no document holds.

A name can't be changed: it ties a stamp to its document. So it's told of as a finding, and shown masked to people.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kbaudit.model import Mark
from kbaudit.signals.exposed import Exposed, apart
from kbaudit.signals.exposure import exposed_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PLACE: Final = "path"
_SHORTEST: Final = 8
_BETWEEN: Final = "\n\n"  # no table, and nothing that one name announces in the next


def exposed_names(uris: Iterable[str]) -> Mapping[str, tuple[Exposed, ...]]:
    """What the parts of these uris give away, by the part. All of them are looked at in one go: few give anything."""
    parts = sorted({part for uri in uris for part in uri.split("/") if len(part) >= _SHORTEST})
    found: dict[str, tuple[Exposed, ...]] = {}
    ends, at = iter(parts), 0
    suspects: dict[str, None] = {}
    part, end = "", 0
    for one in sorted(exposed_in(_BETWEEN.join(parts)), key=lambda each: each.start):
        while end <= one.start and (part := next(ends, "")):
            end = at + len(part)
            at = end + len(_BETWEEN)
        suspects[part] = None
    for suspect in suspects:
        if alone := tuple(apart(exposed_in(suspect))):  # for sure: what stood beside it told nothing of it
            found[suspect] = alone
    return found


def name_marks(uris: Iterable[str]) -> Mapping[str, tuple[Mark, ...]]:
    """The marks of those uris whose names give something away."""
    known = tuple(uris)
    exposed = exposed_names(known)
    marks: dict[str, list[Mark]] = defaultdict(list)
    for uri in known if exposed else ():
        for part in uri.split("/"):
            marks[uri] += (Mark(one.kind, one.label, place=PLACE, digest=one.digest) for one in exposed.get(part, ()))
    return {uri: tuple(some) for uri, some in marks.items() if some}


def masked(text: str) -> str:
    """A short text with a notice in the place of each secret and each piece of personal data."""
    pieces: list[str] = []
    done = 0
    for one in apart(exposed_in(text)):
        pieces += (text[done : one.start], one.notice)
        done = one.end
    return "".join((*pieces, text[done:]))
