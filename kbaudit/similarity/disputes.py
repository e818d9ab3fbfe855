"""What two documents say differently, judged: a conflict, or a change between versions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.model import RelationKind, Wording
from kbaudit.similarity.grounds import relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.model import Dated, Difference, Relation
    from kbaudit.similarity.forms import Forms
    from kbaudit.similarity.grounds import Grounds

_MOST: Final = 20  # differences that a relation carries
_AGREEING: Final = 5  # documents that say one thing, of which one is named against an odd one
_ODD: Final = 2  # documents that one of them disagrees with; more are a side of their own


def conflicts(grounds: Grounds, forms: Forms) -> Iterator[Relation]:
    """Documents that are both current and say different things. What a family orders is a change, and no conflict.

    One that says otherwise than many that agree with one another conflicts with the first of them only.
    """
    found = []
    authority: dict[str, int] = {}  # by content: what is said in several places has the weight of the best of them
    for uri, subject in grounds.subjects.items():
        authority[grounds.content[uri]] = max(subject.authority, authority.get(grounds.content[uri], 0))
    for (one, other), comparison in grounds.compared.items():
        a, b = grounds.standing[one], grounds.standing[other]
        if not comparison.differences or comparison.sibling or grounds.in_two_languages(a, b):
            continue
        if grounds.series.apart(a, b):
            continue
        if grounds.ordered(a, b) or not (_lives(grounds, a) and _lives(grounds, b)) or forms.differ_by_form(a, b):
            continue
        older, newer, evidence = _in_order(grounds, a, b, authority)
        said = changes(grounds, older, newer)
        pair = grounds.measured.between(a, b)
        found.append(replace(relation(RelationKind.CONFLICTS_WITH, older, newer, pair, evidence), differences=said))
    yield from _each_once(found)


def _each_once(found: Sequence[Relation]) -> Iterator[Relation]:
    """The conflicts, less those that say of an odd document again what it says otherwise than many others."""
    against: dict[tuple[str, frozenset[tuple[str, str]]], list[str]] = defaultdict(list)
    for one in found:
        for here, there, said in _sides(one):
            against[here, said].append(there)
    least = {key: min(others) for key, others in against.items()}
    for one in found:
        keys = [(here, said) for here, _, said in _sides(one)]
        most, odd = sorted(keys, key=lambda key: -len(against[key]))
        others, first = against[most], least[most]
        if len(others) < _AGREEING or len(against[odd]) > _ODD or first in (one.a, one.b):
            yield one


def _sides(one: Relation) -> Iterator[tuple[str, str, frozenset[tuple[str, str]]]]:
    """Each side with the other one, and what it says with what the other one says instead."""
    yield one.a, one.b, frozenset((d.sentence_a, d.sentence_b) for d in one.differences)
    yield one.b, one.a, frozenset((d.sentence_b, d.sentence_a) for d in one.differences)


def changes(grounds: Grounds, older: str, newer: str) -> tuple[Difference, ...]:
    """What two documents say differently, the first one's side first; bounded."""
    comparison = grounds.compared.between(grounds.content[older], grounds.content[newer])
    return comparison.differences[:_MOST] if comparison else ()


def wording(grounds: Grounds, older: str, newer: str) -> Wording:
    """What two documents word differently, the first one's side first."""
    comparison = grounds.compared.between(grounds.content[older], grounds.content[newer])
    return comparison.wording if comparison else Wording()


def _lives(grounds: Grounds, uri: str) -> bool:
    """Whether a document may be current: no draft, not obsolete by its own words, and not replaced already."""
    member = grounds.members.get(uri)
    if member is None:
        return not grounds.subjects[uri].document.states
    return not member.barred and not (member.superseded_by and member.superseded_at is None)


def _in_order(grounds: Grounds, a: str, b: str, authority: Mapping[str, int]) -> tuple[str, str, str]:
    """The two, the lesser or older one first, and what tells so."""
    older, newer = grounds.in_order(a, b)
    dated = _dated(newer, *(grounds.subjects[uri].effective for uri in (older, newer)))
    lesser, better = sorted((older, newer), key=lambda uri: authority[grounds.content[uri]])
    if authority[grounds.content[lesser]] == authority[grounds.content[better]]:
        return older, newer, dated or "nothing tells which is newer"
    told = f"{better} is more authoritative by the policy"
    return lesser, better, f"{told}; {dated}" if dated else told


def _dated(newer: str, then: Dated, now: Dated) -> str:
    """What tells by the dates of two documents that this one is newer; "" where they don't."""
    if not (then.at and now.at) or then.at == now.at:
        return ""
    return f"{newer} is newer: {_day(now)} against {_day(then)}"


def _day(dated: Dated) -> str:
    """The day as its claim states it: a day of a zone beside UTC begins on the day before, or ends on the next."""
    return dated.claim.value[:10] if dated.claim else f"{dated.at:%Y-%m-%d}"
