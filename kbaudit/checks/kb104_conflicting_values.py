"""KB104: two documents that are both current say different things of the same matter."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.checks.wording import names, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, RelationKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.model import Corpus, Difference, Member, Relation

_SHOWN: Final = 5  # differences that are quoted
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


class _Sides(NamedTuple):
    """Whom a conflict affects since when; lesser is the side whose word counts less by the policy, "" for neither.

    spared says that the effect would meet the side whose word counts.
    """

    affects: tuple[Affected, ...]
    lesser: str = ""
    spared: bool = False


class ConflictingValues:
    """One finding a pair. Where the end of one side is known, only that side is affected: the other one outlives it.

    Else it is the side whose word counts less by the policy, or both where the policy doesn't say.
    """

    code = "KB104"
    name = "conflicting-values"
    summary = "Says something else than another document that is current too."
    of_many = "contradict another one"
    severity = Severity.ERROR
    effect = Effect.DEMOTE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        members = {member.uri: member for family in corpus.families for member in family.members}
        copies = _copies(corpus)
        for relation in corpus.relations:
            if relation.kind is RelationKind.CONFLICTS_WITH and relation.differences:
                sides = _sides(relation, corpus, members, copies)
                if sides.affects:
                    yield self._finding(relation, sides)

    def _finding(self, relation: Relation, sides: _Sides) -> Finding:
        first = relation.differences[0]
        here, there = names([relation.a]), names([relation.b])
        quoted = relation.differences[:_SHOWN]
        evidence = [evidence for difference in quoted for evidence in _quoted(difference, relation)]
        left = len(relation.differences) - len(quoted)
        if left:
            evidence.append(Evidence("more", f"{left} more differences"))
        if relation.evidence:
            label = "which side is more authoritative" if sides.lesser else "which side is newer"
            evidence.append(Evidence(label, shortened(relation.evidence), relation.b))
        return Finding(
            code=self.code,
            uri=sides.affects[0].uri,
            message=f"{here} says {_value(first.value_a)}, {there} says {_value(first.value_b)}{_many(relation)}.",
            remedy="Decide which one is right and correct the other, or let one of the two refer to the other.",
            affects=sides.affects,
            evidence=tuple(evidence),
            keys=tuple(_keys(relation, {affected.uri for affected in sides.affects})),
            at_most=Severity.WARNING if sides.spared else Severity.ERROR,
        )


def _keys(relation: Relation, uris: set[str]) -> Iterator[tuple[str, ...]]:
    """What each side says of each matter, by the side that it's told of: which one is the newer doesn't matter."""
    for difference in relation.differences:
        a, b = (relation.a, difference.value_a), (relation.b, difference.value_b)
        for (uri, own), (other, said) in ((a, b), (b, a)):
            if uri in uris:
                yield (uri, other, difference.kind, own, said)


def _copies(corpus: Corpus) -> dict[str, list[str]]:
    """The copies of each document: what it says, they say."""
    copies: dict[str, list[str]] = {}
    for relation in corpus.relations:
        if relation.kind is RelationKind.EXACT_COPY:
            copies.setdefault(relation.b, []).append(relation.a)
    return copies


def _sides(
    relation: Relation, corpus: Corpus, members: Mapping[str, Member], copies: Mapping[str, list[str]]
) -> _Sides:
    """Both sides from the moment both are in effect; or the one side that ends first, if either is known to end.

    Of two that end together, or never, it's the one whose word counts less. One that ends first although its word
    counts more is spared the effect. The copies of a side stand with it, and lend it their weight. The finding is filed
    under the side's own document.
    """
    sides = (relation.a, relation.b)
    lesser = _lesser(sides, corpus, copies)
    ends = {uri: _end(uri, corpus, members) for uri in sides}
    begins = [at for uri in sides if (at := corpus.subjects[uri].valid_from.at)]
    since = max(begins, default=None)
    first = min(ends.values())
    if since and since >= first:
        return _Sides(())  # they are never in effect together
    touched = [uri for uri in sides if ends[uri] == first]
    touched = [lesser] if lesser in touched else touched
    repeated = sorted(copy for uri in touched for copy in copies.get(uri, ()))
    affects = tuple(Affected(uri, since) for uri in (*sorted(touched), *repeated))
    return _Sides(affects, lesser, spared=bool(lesser) and lesser not in touched)


def _lesser(sides: Sequence[str], corpus: Corpus, copies: Mapping[str, list[str]]) -> str:
    """The side whose word counts less by the policy's authorities, "" where they set none before the other."""
    weights = [max(corpus.subjects[uri].authority for uri in (side, *copies.get(side, ()))) for side in sides]
    return "" if weights[0] == weights[1] else sides[weights.index(min(weights))]


def _end(uri: str, corpus: Corpus, members: Mapping[str, Member]) -> datetime:
    """When a document expires or is superseded, as far as that is known."""
    member = members.get(uri)
    known = (corpus.subjects[uri].expires.at, member.superseded_at if member else None)
    return min((at for at in known if at), default=_NEVER)


def _quoted(difference: Difference, relation: Relation) -> tuple[Evidence, Evidence]:
    return (
        Evidence(
            f"{difference.kind} here",
            f"{shortened(difference.value_a)}: {shortened(difference.sentence_a)}",
            relation.a,
        ),
        Evidence(
            f"{difference.kind} there",
            f"{shortened(difference.value_b)}: {shortened(difference.sentence_b)}",
            relation.b,
        ),
    )


def _value(value: str) -> str:
    return f'"{shortened(value)}"'


def _many(relation: Relation) -> str:
    more = len(relation.differences) - 1
    return f", and {more} more difference{'s' * (more > 1)}" if more else ""
