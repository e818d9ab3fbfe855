"""A document among others, for `kbaudit explain PATH`: its family as a timeline, and what ties it to others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.model import RelationKind
from kbaudit.reports.word_changes import excerpt
from kbaudit.reports.wording import clipped, day_of, day_within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kbaudit.model import Difference, Family, Member, Relation, Report

MEMBERS: Final = 40
TIES: Final = 10  # of one kind
DIFFERENCES: Final = 10  # of a pair

_LABEL: Final = 30
_QUOTE: Final = 300

TIED: Final = (
    (RelationKind.EXACT_COPY, "Copies", "the same text as", "repeated by"),
    (RelationKind.NEAR_DUPLICATE, "Near duplicates", "nearly the same as", "nearly the same as"),
    (RelationKind.PART_OF, "Parts", "a part of", "holds"),
    (RelationKind.TRANSLATION_OF, "Translations", "a translation of", "translated by"),
    (RelationKind.TEMPLATE_SIBLING, "Made from one form", "like", "like"),
)
"""What ties documents beside versions and conflicts: a title, and how each side says it of the other."""


def timeline(family: Family, report: Report, uri: str) -> Iterator[str]:
    """The family, oldest first: label, effective date, and what each member is at the as-of moment."""
    yield f"Family, oldest first (order: {clipped(family.reason, _QUOTE)})"
    current = family.current(report.run.as_of)
    shown = _around(family.members, uri)
    width = max((len(clipped(member.label, _LABEL)) for member in shown), default=0)
    for member in shown:
        subject = report.corpus.subjects.get(member.uri)
        day = (day_of(subject.effective, report.zone) if subject else "") or "no date"
        mark = ">" if member.uri == uri else " "
        stands = "current" if current and member.uri == current.uri else standing(member, report)
        label = clipped(member.label, _LABEL).ljust(width) + "  " if width else ""
        yield f"  {mark} {label}{day:<10}  {member.uri}" + (f"  ({stands})" if stands else "")
    if len(family.members) > len(shown):
        yield f"    and {len(family.members) - len(shown):,} more members, in documents.jsonl"
    if current is None:
        yield "    no member is current"


def _around(members: Sequence[Member], uri: str) -> Sequence[Member]:
    """The members up to the limit: those about the document, and always the newest."""
    if len(members) <= MEMBERS:
        return members
    at = next(place for place, member in enumerate(members) if member.uri == uri)
    begin = max(0, min(at - MEMBERS // 2, len(members) - MEMBERS))
    some = members[begin : begin + MEMBERS - 1]
    return [*some, members[-1]]


def standing(member: Member, report: Report) -> str:
    """Why a member isn't current, in a few words; "" where nothing says so."""
    as_of, subjects = report.run.as_of, report.corpus.subjects
    if member.copy_of:
        return f"a copy of {member.copy_of}"
    said = [member.barred] if member.barred else []
    if member.takes_effect and member.takes_effect > as_of:
        said.append(f"takes effect {day_within(member.takes_effect, [member.uri], subjects, report.zone)}")
    if member.expires and member.expires <= as_of:
        said.append(f"expired {day_within(member.expires, [member.uri], subjects, report.zone)}")
    if member.superseded_by:
        at = member.superseded_at
        begun = "superseded"
        if at is not None:
            day = day_within(at, member.superseded_by, subjects, report.zone)
            begun += f" {'since' if at <= as_of else 'from'} {day}"
        said.append(f"{begun} by {', '.join(member.superseded_by[:3])}")
    return ", ".join(said)


def conflicts(report: Report, uri: str) -> Iterator[str]:
    """What other documents that are current too say differently, both sentences."""
    found = [r for r in report.corpus.relations if r.kind is RelationKind.CONFLICTS_WITH and uri in (r.a, r.b)]
    if not found:
        return
    yield "Conflicts"
    for relation in found[:TIES]:
        yield f"  with {relation.b if relation.a == uri else relation.a}"
        if relation.evidence:
            yield f"    {clipped(relation.evidence, _QUOTE)}"
        yield from said_differently(relation.differences, turned=relation.b == uri)
    yield from _more(len(found) - TIES)
    yield ""


def said_differently(differences: Sequence[Difference], *, turned: bool) -> Iterator[str]:
    """Values and sentences, here and there; turned where the document is the second side."""
    for one in differences[:DIFFERENCES]:
        sides = [(one.value_a, one.sentence_a), (one.value_b, one.sentence_b)]
        (value, sentence), (other, others) = sides[::-1] if turned else sides
        yield f"    {one.kind}: {_one_line(value)} here, {_one_line(other)} there"
        yield f"      here:  {excerpt(sentence, value, _QUOTE)}"
        yield f"      there: {excerpt(others, other, _QUOTE)}"
    if len(differences) > DIFFERENCES:
        yield f"    and {len(differences) - DIFFERENCES:,} more"


def ties(report: Report, uri: str) -> Iterator[str]:
    """Copies, near duplicates, parts, translations and documents of the same form."""
    of_kind: dict[RelationKind, list[Relation]] = {}
    for relation in report.corpus.relations:
        if uri in (relation.a, relation.b):
            of_kind.setdefault(relation.kind, []).append(relation)
    for kind, title, here, there in TIED:
        found = of_kind.get(kind, [])
        if found:
            yield title
            for relation in found[:TIES]:
                verb, other = (here, relation.b) if relation.a == uri else (there, relation.a)
                why = f" ({clipped(relation.evidence, _QUOTE)})" if relation.evidence else measured(relation)
                yield f"  {verb} {other}{why}"
            yield from _more(len(found) - TIES)
            yield ""


def measured(relation: Relation) -> str:
    """How much of the two is the same: ` (Jaccard 0.92)`; "" where it wasn't measured."""
    if relation.kind is RelationKind.PART_OF:
        return f" ({100 * relation.containment:.0f} % of it)"
    return f" (Jaccard {relation.jaccard:.2f})" if relation.jaccard else ""


def _more(left: int) -> Iterator[str]:
    if left > 0:
        yield f"  and {left:,} more, in relations.jsonl"


def _one_line(value: str) -> str:
    return clipped(" ".join(value.split()), 100) or "nothing"
