"""Readiness and open findings over the audits of the same sources, this one last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import Severity
from kbaudit.reports.wording import clipped, when

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.model import Report

_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Point:
    """One audit: how its documents fared, and its findings."""

    at: str
    policy: str
    complete: bool
    documents: int
    served: int
    demoted: int
    excluded: int
    errors: int
    warnings: int
    notes: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The audits, oldest first. policies says that theirs have more than one name: then they don't compare offhand."""

    points: tuple[Point, ...]
    policies: bool


def trend(report: Report) -> Trend | None:
    """The audits up to this one; None where it is the first."""
    past = report.history.audits
    if not past:
        return None
    now, counts = report.run, report.summary
    points = [
        Point(
            when(one.as_of, report.zone), clipped(one.policy, _TITLE), one.complete, one.documents, one.served,
            one.demoted, one.excluded, *_severities(one.by_severity),
        )
        for one in past
    ]  # fmt: skip
    points.append(
        Point(
            when(now.as_of, report.zone), clipped(now.policy_name, _TITLE), now.complete, counts.documents,
            counts.served, counts.demoted, counts.excluded, *_severities(counts.by_severity),
        )
    )  # fmt: skip
    return Trend(tuple(points), len({point.policy for point in points}) > 1)


def _severities(counts: Mapping[str, int]) -> tuple[int, int, int]:
    return counts.get(Severity.ERROR, 0), counts.get(Severity.WARNING, 0), counts.get(Severity.NOTE, 0)
