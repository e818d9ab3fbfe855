"""From a report to what report.html says at once; the template only lays it out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, FindingStatus, Severity
from kbaudit.reports.html.ages import ages
from kbaudit.reports.html.criteria import criteria, simulated
from kbaudit.reports.html.exceptions import exceptions
from kbaudit.reports.html.families import families
from kbaudit.reports.html.findings import Findings
from kbaudit.reports.html.islands import blocks, island
from kbaudit.reports.html.matters import matters
from kbaudit.reports.html.register import Register
from kbaudit.reports.html.sides import Sides
from kbaudit.reports.html.trend import trend
from kbaudit.reports.html.values import Boilerplate, Change, Changed, Overview, Place
from kbaudit.reports.html.workload import workload
from kbaudit.reports.readiness import answer, by_set, has_sets, overall, readiness_line, verdict_sentence
from kbaudit.reports.wording import SKIP_REASONS, clipped, counted, day_at, since, when

if TYPE_CHECKING:
    from collections.abc import Container

    from kbaudit.model import Changes, Repeated, Report, Told
    from kbaudit.reports.html.islands import Island

TOP: Final = 10
ROWS: Final = 500  # sets, folders and owners in a table; a corpus may have as many folders as documents
CHANGES: Final = 100  # findings that are listed as new, and as fixed
EXAMPLES: Final = 3  # documents that say a repeated passage
DATA: Final = "data"
"""The id of the island of all columns."""
BLOCK: Final = 500
"""Rows whose details are unpacked together; app/data.js is told."""

_TITLE: Final = 200
_TEXT: Final = 1_000


def overview_of(report: Report) -> Overview:
    """The page of a report."""
    corpus, register = report.corpus, Register(report)
    told = matters(report, register.at)
    reasons = Counter(skipped.reason for skipped in corpus.skipped)
    standing = [finding for finding in report.findings if finding.status is not FindingStatus.WAIVED]
    return Overview(
        answer=answer(overall(report), complete=report.run.complete),
        verdict=verdict_sentence(report),
        tone=_tone(report),
        readiness=readiness_line(report),
        whole=overall(report),
        sets=by_set(report),
        sets_are_folders=not has_sets(report),
        as_of=when(report.run.as_of, report.zone),
        day=day_at(report.run.as_of, report.zone),
        by_severity={str(level): sum(f.severity is level for f in standing) for level in reversed(Severity)},
        waived=len(report.findings) - len(standing),
        matters=told,
        reasons=tuple(matter for matter in told if matter.effect != Effect.NONE),
        simulated=simulated(report),
        top=TOP,
        rows=ROWS,
        ages=ages(report),
        workload=workload(report),
        trend=trend(report),
        repeated=tuple(_boilerplate(one, register.at) for one in corpus.repeated),
        left_out=tuple((clipped(pattern, _TITLE), number) for pattern, number in report.left_out),
        exceptions=exceptions(report),
        criteria=criteria(report),
        skip_counts=tuple((SKIP_REASONS[reason], number) for reason, number in reasons.most_common()),
        changed=_changed(report.changes, report, register.at) if report.changes else None,
        islands=_islands(report, register),
    )


def _islands(report: Report, register: Register) -> tuple[Island, ...]:
    findings = Findings(report, register.at, Sides(report, register.at))
    facts: dict[str, object] = {
        "day": day_at(report.run.as_of, report.zone),
        "run": report.run.id,
        "block": BLOCK,
        "register": register.columns(),
        "findings": findings.columns(),
        "families": families(report, register.at),
        "people": _people(report),
    }
    return (
        island(DATA, facts),
        *blocks("finding", findings.details(), BLOCK),
        *blocks("document", register.details(), BLOCK),
    )


def _people(report: Report) -> dict[str, str]:
    """What owners are called, with their mail, where a directory or a document says more than the owner's id."""
    owners = (subject.owner for subject in report.corpus.subjects.values())
    called = ((one.value, [part for part in (one.name, one.mail) if part and part != one.value]) for one in owners)
    return {
        clipped(owner, _TITLE): clipped(", ".join((*more[:1], owner, *more[1:])), _TITLE)
        for owner, more in called
        if more
    }


def _tone(report: Report) -> str:
    """The worst that happens to any document; an incomplete audit is as bad as it gets."""
    whole = overall(report)
    if whole.excluded or not report.run.complete or not whole.documents:
        return "exclude"
    return "demote" if whole.demoted else "serve"


def _changed(changes: Changes, report: Report, listed: Container[str]) -> Changed:
    return Changed(
        said=since(changes, report.zone),
        run=changes.run,
        appeared=tuple(_change(told, listed) for told in changes.appeared[:CHANGES]),
        appeared_left=max(0, len(changes.appeared) - CHANGES),
        fixed=tuple(_change(told, listed) for told in changes.fixed[:CHANGES]),
        fixed_left=max(0, len(changes.fixed) - CHANGES),
    )


def _change(told: Told, listed: Container[str]) -> Change:
    place = Place(clipped(told.uri, _TEXT), told.uri in listed)
    return Change(told.code, told.name, str(told.severity), place, clipped(told.message, _TEXT))


def _boilerplate(passage: Repeated, listed: Container[str]) -> Boilerplate:
    return Boilerplate(
        documents=counted(passage.documents, "document"),
        text=clipped(passage.text, _TEXT),
        places=tuple(Place(clipped(uri, _TEXT), uri in listed) for uri in passage.examples[:EXAMPLES]),
    )
