"""How old what is served is, by document set: a histogram a set on one scale, with the policy's horizon in it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import Status
from kbaudit.reports.groups import folder_of
from kbaudit.reports.readiness import has_sets
from kbaudit.reports.wording import clipped, local

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from kbaudit.model import Governance, Report, Subject

BINS: Final = 36
SHOWN: Final = 12  # sets with a histogram; the table has all

_YEAR: Final = 365.25
_SHARE: Final = 0.98  # of the documents are younger than the end of the scale
_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class AgeOfSet:
    """The ages of one set's served documents, in days.

    bins count them on the common scale (the last one holds all that are older); horizon is where the policy's own
    lies, in percent of the scale (None for none), limit its words; beyond counts documents that are older than it.
    """

    name: str
    documents: int
    bins: tuple[int, ...]
    undated: int
    median: str
    oldest: str
    horizon: float | None
    limit: str
    beyond: int


@dataclass(frozen=True, slots=True)
class Ages:
    """The sets, the largest first. years are the marks of the scale: where in percent, and the word for it."""

    sets: tuple[AgeOfSet, ...]
    years: tuple[tuple[float, str], ...]
    shown: int = SHOWN


def ages(report: Report) -> Ages | None:
    """The ages of what the rules let through; None where none of it has a date."""
    declared = has_sets(report)
    groups: dict[str, list[Subject]] = defaultdict(list)
    for uri, subject in report.corpus.subjects.items():
        if report.verdicts[uri].status is not Status.EXCLUDE:
            groups[_group(uri, subject, declared=declared)].append(subject)
    found = {name: [_age(subject, report) for subject in some] for name, some in groups.items()}
    every = sorted(age for some in found.values() for age in some if age is not None)
    if not every:
        return None
    scale = _scale(every, [days for some in groups.values() if (days := _limit(some[0].governance))])
    sets = [_of_set(name, found[name], some[0].governance, scale) for name, some in groups.items()]
    ordered = tuple(sorted(sets, key=lambda one: (-one.documents, one.name)))
    return Ages(ordered, _marks(scale))


def _group(uri: str, subject: Subject, *, declared: bool) -> str:
    return (subject.governance.document_set or "(no document set)") if declared else folder_of(uri)


def _age(subject: Subject, report: Report) -> int | None:
    at = subject.effective.at
    return max(0, (_clock(report.run.as_of, report.zone) - _clock(at, report.zone)).days) if at else None


def _clock(moment: datetime, zone: tzinfo) -> datetime:
    """What a clock shows there: days in the zone have 24 hours, whatever summer time does."""
    return local(moment, zone).replace(tzinfo=None)


def _limit(governance: Governance) -> float:
    """The horizon in days; 0 for none."""
    age = None if governance.evergreen else governance.max_age
    return age.months * _YEAR / 12 + age.days if age else 0


def _scale(every: Sequence[int], limits: Sequence[float]) -> float:
    """The days that the scale spans: nearly all documents, and each horizon with some room behind it."""
    most = every[min(len(every) - 1, int(len(every) * _SHARE))]
    return max(_YEAR / 2, most + 1, *(limit * 1.15 for limit in limits))


def _of_set(name: str, some: Sequence[int | None], governance: Governance, scale: float) -> AgeOfSet:
    dated = sorted(age for age in some if age is not None)
    bins = [0] * BINS
    for age in dated:
        bins[min(BINS - 1, int(age / scale * BINS))] += 1
    limit = _limit(governance)
    return AgeOfSet(
        name=clipped(name, _TITLE),
        documents=len(some),
        bins=tuple(bins),
        undated=len(some) - len(dated),
        median=_said(dated[len(dated) // 2]) if dated else "",
        oldest=_said(dated[-1]) if dated else "",
        horizon=round(100 * limit / scale, 2) if limit else None,
        limit=str(governance.max_age) if limit else "",
        beyond=sum(age > limit for age in dated) if limit else 0,
    )


def _said(days: int) -> str:
    """`12 days`, `7 months`, `3.4 years`."""
    if days < 60:
        return f"{days} day" + "s" * (days != 1)
    return f"{days / _YEAR * 12:.0f} months" if days < 2 * _YEAR else f"{days / _YEAR:.1f} years"


def _marks(scale: float) -> tuple[tuple[float, str], ...]:
    step = next((years for years in (0.25, 0.5, 1, 2, 5, 10, 20, 50) if scale / _YEAR / years <= 6), 100)
    count = int(scale / _YEAR / step)
    return tuple((round(100 * n * step * _YEAR / scale, 2), _mark(n * step)) for n in range(count + 1))


def _mark(years: float) -> str:
    if not years:
        return "new"
    months = round(years * 12)
    if months % 12:
        return f"{months} months"
    return f"{months // 12} year" + "s" * (months != 12)
