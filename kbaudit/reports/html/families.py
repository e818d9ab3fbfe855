"""The families of a report as data: members in their order, which one is current, and what became of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.reports.wording import clipped, day_of, day_within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.model import Family, Member, Report

_TITLE: Final = 200
_TEXT: Final = 1_000


def families(report: Report, at: Mapping[str, int]) -> list[object]:
    """Each family of more than one member; members stand oldest first, at says in which row of the register."""
    return [_family(family, report, at) for family in report.corpus.families if len(family.members) > 1]


def _family(family: Family, report: Report, at: Mapping[str, int]) -> dict[str, object]:
    current = family.current(report.run.as_of)
    subject = report.corpus.subjects.get((current or family.members[-1]).uri)
    begun = [_begins(member, report) for member in family.members]
    ended = _untils(family, begun, report)
    return {
        "title": clipped(subject.document.title if subject else "", _TITLE),
        "reason": clipped(family.reason, _TEXT),
        "current": next((n for n, m in enumerate(family.members) if current and m.uri == current.uri), -1),
        "members": [
            [
                at[member.uri],
                clipped(member.label, _TITLE),
                clipped(_fate(member, report), _TITLE),
                begun[row],
                ended[row],
                int(bool(member.copy_of)),
            ]
            for row, member in enumerate(family.members)
        ],
    }


def _begins(member: Member, report: Report) -> str:
    """The day from which a member holds; "" where nothing says."""
    subjects = report.corpus.subjects
    if member.takes_effect:
        return day_within(member.takes_effect, [member.uri], subjects, report.zone)
    return day_of(subjects[member.uri].effective, report.zone) if member.uri in subjects else ""


def _untils(family: Family, begun: Sequence[str], report: Report) -> list[str]:
    """The day on which each member's time ended: it was superseded, it expired, or a newer version had begun."""
    subjects, ended = report.corpus.subjects, [""] * len(begun)
    newer = of_rank = ""  # the first day of any newer version, and of those of the rank at hand
    rank = None
    for row in range(len(begun) - 1, -1, -1):
        member = family.members[row]
        if member.rank != rank:
            newer, of_rank, rank = min(filter(None, (newer, of_rank)), default=""), "", member.rank
        if member.superseded_at:
            ended[row] = day_within(member.superseded_at, member.superseded_by, subjects, report.zone)
        elif member.expires and member.expires <= report.run.as_of:
            ended[row] = day_within(member.expires, [member.uri], subjects, report.zone)
        elif family.ordered and newer > begun[row]:
            ended[row] = newer
        of_rank = min(filter(None, (of_rank, begun[row])), default="")
    return ended


def _fate(member: Member, report: Report) -> str:
    """Why a member is not current, in a few words."""
    as_of, subjects = report.run.as_of, report.corpus.subjects
    if member.copy_of:
        return "a copy"
    if member.barred:
        return member.barred
    if member.takes_effect and member.takes_effect > as_of:
        return f"takes effect {day_within(member.takes_effect, [member.uri], subjects, report.zone)}"
    if member.expires and member.expires <= as_of:
        return "expired"
    if member.superseded_by and (member.superseded_at is None or member.superseded_at <= as_of):
        at = member.superseded_at
        return "superseded" + (f" {day_within(at, member.superseded_by, subjects, report.zone)}" if at else "")
    return ""
