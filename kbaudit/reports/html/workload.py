"""What each owner has to do, as bars: open findings by severity, and how their documents fare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import Severity
from kbaudit.reports.readiness import Readiness, by_owner
from kbaudit.reports.wording import clipped
from kbaudit.reports.worklists import NOBODY, worklists

if TYPE_CHECKING:
    from kbaudit.model import Report
    from kbaudit.reports.worklists import Worklist

SHOWN: Final = 15  # owners with a bar; the table has all

_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Work:
    """One owner's open findings, each once a document; name is "" for what nobody owns, called is what people say.

    fares is how all of the owner's documents fare.
    """

    name: str
    called: str
    fares: Readiness
    errors: int
    warnings: int
    notes: int

    @property
    def findings(self) -> int:
        return self.errors + self.warnings + self.notes


@dataclass(frozen=True, slots=True)
class Workload:
    """The owners, those with the most errors first; most are the findings of the longest bar."""

    owners: tuple[Work, ...]
    most: int
    shown: int = SHOWN


def workload(report: Report) -> Workload | None:
    """Who has what to do; None where there is nothing to do."""
    lists = {one.owner.value if one.owner else "": one for one in worklists(report)}
    fares = {one.name: one for one in by_owner(report)}
    names = {**fares, **lists}  # what is no document has findings too, and nobody for an owner
    owners = [_work(fares.get(name, Readiness(name, 0, 0, 0)), lists.get(name)) for name in names]
    owners.sort(key=lambda work: (-work.errors, -work.warnings, -work.notes, work.called))
    most = max((work.findings for work in owners[:SHOWN]), default=0)
    return Workload(tuple(owners), most) if most else None


def _work(fares: Readiness, todo: Worklist | None) -> Work:
    counts = [todo.counted(level) if todo else 0 for level in (Severity.ERROR, Severity.WARNING, Severity.NOTE)]
    called = todo.called if todo else fares.name or NOBODY
    return Work(clipped(fares.name, _TITLE), clipped(called, _TITLE), fares, *counts)
