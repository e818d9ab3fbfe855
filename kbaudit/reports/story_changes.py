"""What changed between two versions, for `kbaudit explain PATH`: values first, then the wording."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from kbaudit.model import RelationKind, Wording
from kbaudit.reports.story_family import said_differently
from kbaudit.reports.word_changes import inline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from kbaudit.model import Difference, Report

SHOWN: Final = 10
"""Rewordings that a story shows."""

_QUOTE: Final = 300


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Two versions of a document, and how the newer one words what the older one says (its side is the first)."""

    older: str
    newer: str
    wording: Wording = field(default_factory=Wording)


def compared_with(report: Report, uri: str, as_of: datetime) -> tuple[str, str] | None:
    """The older and the newer of the two versions that a document's story compares: it and the current member.

    For the current member it is the newest of the older ones. None without another version.
    """
    for family in report.corpus.families:
        own = next((member for member in family.members if member.uri == uri), None)
        if own is None:
            continue
        current = family.current(as_of) or family.members[-1]
        if current.rank != own.rank:
            return (uri, current.uri) if own.rank < current.rank else (current.uri, uri)
        older = [member for member in family.members if member.rank < own.rank and not member.copy_of]
        return (older[-1].uri, uri) if older and not own.copy_of else None
    return None


def changes(report: Report, uri: str, rewritten: Rewritten) -> Iterator[str]:
    """The values that differ, and of the other sentences those that changed the most."""
    wording = rewritten.wording
    other = rewritten.newer if rewritten.older == uri else rewritten.older
    yield f"What changed {'since, in' if other == rewritten.newer else 'against'} {other}"
    differences = differing(report, rewritten.older, rewritten.newer)
    if differences:
        yield from said_differently(differences, turned=rewritten.newer == uri)
    if wording.rewordings:
        yield "  reworded ([-older-], {+newer+}):"
        for one in wording.rewordings:
            yield f"    {inline(one.a, one.b, limit=_QUOTE)}"
    if wording.more:
        yield f"    and {wording.more:,} more, of less weight"
    if wording.only_a or wording.only_b:
        yield f"  sentences without a counterpart: {wording.only_a:,} in the older, {wording.only_b:,} in the newer"
    if not differences and wording == Wording():
        yield "  nothing but what stands between the sentences"
    yield ""


def differing(report: Report, older: str, newer: str) -> Sequence[Difference]:
    """What two versions say differently, as the audit found it."""
    found = (
        relation.differences
        for relation in report.corpus.relations
        if relation.kind is RelationKind.OLDER_VERSION_OF and (relation.a, relation.b) == (older, newer)
    )
    return next(found, ())
