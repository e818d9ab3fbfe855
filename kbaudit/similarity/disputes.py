"""What two documents say differently, judged: a conflict, two forms of one template, or a change between versions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.model import RelationKind
from kbaudit.similarity.grounds import relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Difference, Relation
    from kbaudit.similarity.grounds import Grounds

_FORM: Final = 0.3  # Jaccard, raw or masked, from which a shared form is worth a word
_MOST: Final = 20  # differences that a relation carries


def siblings(grounds: Grounds) -> Iterator[Relation]:
    """Documents made from one form about two things, where the form is a good part of both."""
    for (one, other), comparison in grounds.compared.items():
        a, b = grounds.standing[one], grounds.standing[other]
        pair = grounds.measured.between(a, b)
        if comparison.sibling and not grounds.kin(a, b) and pair and max(pair.jaccard, pair.masked_jaccard) >= _FORM:
            yield relation(RelationKind.TEMPLATE_SIBLING, min(a, b), max(a, b), pair, comparison.sibling)


def conflicts(grounds: Grounds) -> Iterator[Relation]:
    """Documents that are both current and say different things. What a family orders is a change, and no conflict."""
    for (one, other), comparison in grounds.compared.items():
        a, b = grounds.standing[one], grounds.standing[other]
        if not comparison.differences or comparison.sibling or grounds.in_two_languages(a, b):
            continue
        if _ordered(grounds, a, b) or not (_lives(grounds, a) and _lives(grounds, b)):
            continue
        older, newer, evidence = _by_date(grounds, a, b)
        said = changes(grounds, older, newer)
        pair = grounds.measured.between(a, b)
        yield replace(relation(RelationKind.CONFLICTS_WITH, older, newer, pair, evidence), differences=said)


def changes(grounds: Grounds, older: str, newer: str) -> tuple[Difference, ...]:
    """What two documents say differently, the first one's side first; bounded."""
    comparison = grounds.compared.between(grounds.content[older], grounds.content[newer])
    return comparison.differences[:_MOST] if comparison else ()


def _ordered(grounds: Grounds, a: str, b: str) -> bool:
    return grounds.kin(a, b) and grounds.family_of[a].ordered


def _lives(grounds: Grounds, uri: str) -> bool:
    """Whether a document may be current: no draft, not obsolete by its own words, and not replaced already."""
    member = grounds.members.get(uri)
    if member is None:
        return not grounds.subjects[uri].document.states
    return not member.barred and not (member.superseded_by and member.superseded_at is None)


def _by_date(grounds: Grounds, a: str, b: str) -> tuple[str, str, str]:
    """The two, the older or lesser one first, and what tells so."""
    older, newer = grounds.in_order(a, b)
    then, now = (grounds.subjects[uri].effective.at for uri in (older, newer))
    if then is None or now is None or then == now:
        return older, newer, "nothing tells which is newer"
    return older, newer, f"{newer} is newer: {now:%Y-%m-%d} against {then:%Y-%m-%d}"
