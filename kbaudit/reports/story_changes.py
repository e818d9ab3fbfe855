"""What changed between two versions, for `kbaudit explain PATH`: values first, then the wording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import RelationKind
from kbaudit.reports.story_family import said_differently
from kbaudit.reports.word_changes import changed_words, excerpt, inline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from kbaudit.model import Difference, Report

SHOWN: Final = 10

_LOOKED_AT: Final = 400  # changed sentences that are compared word by word
_QUOTE: Final = 300


@dataclass(frozen=True, slots=True)
class Rewording:
    """Two versions aligned: the sentences that correspond without being the same, in order; and how many have no match.

    The first of each pair is the older version's; dropped stand in the older version only, added in the newer one.
    """

    older: str
    newer: str
    sentences: tuple[tuple[str, str], ...] = ()
    dropped: int = 0
    added: int = 0


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


def changes(report: Report, uri: str, rewording: Rewording) -> Iterator[str]:
    """The values that differ, and of the other sentences those that changed the most."""
    other = rewording.newer if rewording.older == uri else rewording.older
    yield f"What changed {'since, in' if other == rewording.newer else 'against'} {other}"
    differences = _differences(report, rewording)
    if differences:
        yield from said_differently(differences, turned=rewording.newer == uri)
    quoted = {(excerpt(one.sentence_a), excerpt(one.sentence_b)) for one in differences}
    rest = [pair for pair in rewording.sentences if (excerpt(pair[0]), excerpt(pair[1])) not in quoted]
    telling = _telling(rest)
    if telling:
        yield "  reworded ([-older-], {+newer+}):"
        for older, newer in telling:
            yield f"    {inline(older, newer, limit=_QUOTE)}"
    left = len(rest) - len(telling)
    if left:
        yield f"    and {left:,} more, of less weight"
    if rewording.dropped or rewording.added:
        yield f"  sentences without a counterpart: {rewording.dropped:,} in the older, {rewording.added:,} in the newer"
    if not (differences or rest or rewording.dropped or rewording.added):
        yield "  nothing but what stands between the sentences"
    yield ""


def _differences(report: Report, rewording: Rewording) -> Sequence[Difference]:
    found = (
        relation.differences
        for relation in report.corpus.relations
        if relation.kind is RelationKind.OLDER_VERSION_OF
        and (relation.a, relation.b) == (rewording.older, rewording.newer)
    )
    return next(found, ())


def _telling(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs that say most, in the order of the text: numbers and whole words before punctuation and case."""
    weighed = []
    for at, pair in enumerate(pairs[:_LOOKED_AT]):
        words = changed_words(*pair)
        if words:
            weighed.append((-any(any(map(str.isdigit, word)) for word in words), -len(words), at))
    return [pairs[at] for at in sorted(at for *_, at in sorted(weighed)[:SHOWN])]
