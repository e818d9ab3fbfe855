"""From a report to what report.html shows: rows, links and limits. The template only lays it out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from kbaudit.model import FindingStatus, Severity, Status
from kbaudit.reports.html_findings import Findings
from kbaudit.reports.html_values import Boilerplate, Change, History, Lineage, Missing, Place, Row, Version, View
from kbaudit.reports.readiness import by_set, has_sets, overall, readiness_line, verdict_sentence
from kbaudit.reports.wording import (
    SKIP_REASONS,
    clipped,
    counted,
    day_of,
    day_within,
    ending,
    since,
    when,
    withheld,
    worded,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from kbaudit.model import Changes, Dated, Family, Member, Repeated, Report, Subject, Told, Verdict

TOP: Final = 10

# A page with 100,000 rows opens in no browser. What is left out is told on the page; the other files hold it all.
ROWS: Final = 5_000

CHANGES: Final = 100  # findings that are listed as new, and as fixed

EXAMPLES: Final = 3  # documents that say a repeated passage

TITLE: Final = 200
TEXT: Final = 1_000


def view_of(report: Report) -> View:
    """The page of a report."""
    corpus = report.corpus
    shown = _registered(report)
    anchors = {uri: f"d{place}" for place, uri in enumerate(shown, 1)}
    missing = corpus.skipped[:ROWS]
    anchors |= {skipped.uri: f"s{place}" for place, skipped in enumerate(missing, 1)}
    sets = by_set(report)
    families = [family for family in corpus.families if len(family.members) > 1]
    reasons = Counter(skipped.reason for skipped in corpus.skipped)
    findings = Findings(report, anchors)
    standing = [finding for finding in report.findings if finding.status is not FindingStatus.WAIVED]
    return View(
        verdict=verdict_sentence(report),
        tone=_tone(report),
        readiness=readiness_line(report),
        whole=overall(report),
        sets=sets[:ROWS],
        sets_are_folders=not has_sets(report),
        sets_left=max(0, len(sets) - ROWS),
        as_of=when(report.run.as_of),
        by_severity={str(level): sum(f.severity is level for f in standing) for level in reversed(Severity)},
        waived=len(report.findings) - len(standing),
        matters=findings.matters(),
        top=TOP,
        groups=findings.groups(),
        families=tuple(_lineage(family, report, anchors) for family in families[:ROWS]),
        families_left=max(0, len(families) - ROWS),
        repeated=tuple(_boilerplate(one, anchors) for one in corpus.repeated),
        rows=tuple(_row(anchors[uri], corpus.subjects[uri], report.verdicts[uri], report.run.as_of) for uri in shown),
        rows_left=len(corpus.subjects) - len(shown),
        skipped=tuple(
            Missing(anchors[s.uri], s.uri, SKIP_REASONS[s.reason], clipped(s.detail, TEXT), clipped(s.remedy, TEXT))
            for s in missing
        ),
        skipped_left=len(corpus.skipped) - len(missing),
        skip_counts=tuple((SKIP_REASONS[reason], number) for reason, number in reasons.most_common()),
        history=_history(report.changes, anchors) if report.changes else None,
    )


def _history(changes: Changes, anchors: dict[str, str]) -> History:
    return History(
        said=since(changes),
        run=changes.run,
        appeared=tuple(_change(told, anchors) for told in changes.appeared[:CHANGES]),
        appeared_left=max(0, len(changes.appeared) - CHANGES),
        fixed=tuple(_change(told, anchors) for told in changes.fixed[:CHANGES]),
        fixed_left=max(0, len(changes.fixed) - CHANGES),
    )


def _change(told: Told, anchors: dict[str, str]) -> Change:
    place = Place(told.uri, anchors.get(told.uri, ""))
    return Change(told.code, told.name, str(told.severity), place, clipped(told.message, TEXT))


def _boilerplate(passage: Repeated, anchors: dict[str, str]) -> Boilerplate:
    return Boilerplate(
        documents=counted(passage.documents, "document"),
        text=clipped(passage.text, TEXT),
        places=tuple(Place(uri, anchors.get(uri, "")) for uri in passage.examples[:EXAMPLES]),
    )


def _registered(report: Report) -> list[str]:
    """The uris that get a row, sorted: all of them, or where there are too many the ones not served first."""
    uris = sorted(report.corpus.subjects)
    if len(uris) > ROWS:
        lost = [uri for uri in uris if report.verdicts[uri].status != Status.SERVE]
        served = [uri for uri in uris if report.verdicts[uri].status == Status.SERVE]
        uris = sorted((lost + served)[:ROWS])
    return uris


def _tone(report: Report) -> str:
    """The worst that happens to any document; an incomplete audit is as bad as it gets."""
    whole = overall(report)
    if whole.excluded or not report.run.complete or not whole.documents:
        return "exclude"
    return "demote" if whole.demoted else "serve"


def _row(anchor: str, subject: Subject, verdict: Verdict, as_of: datetime) -> Row:
    document, effective = subject.document, subject.effective
    return Row(
        anchor=anchor,
        uri=document.uri,
        title=clipped(document.title, TITLE),
        status=str(verdict.status),
        reasons=verdict.reasons,
        withheld=withheld(verdict, document, as_of),
        document_set=clipped(subject.governance.document_set, TITLE),
        owner=clipped(subject.owner.value, TITLE),
        owner_from=clipped(worded(subject.owner.claim), TITLE),
        owner_losers=_lost((claim.value, worded(claim)) for claim in subject.owner.losers),
        effective=day_of(effective),
        effective_from=clipped(worded(effective.claim), TITLE),
        effective_losers=_lost((claim.value[:10], worded(claim)) for claim in effective.losers),
        expires=_ends(ending(verdict, as_of), subject.expires),
        kind=document.kind,
    )


def _lost(claims: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(clipped(f"{value}, {source}", TITLE) for value, source in claims)


def _ends(ends: datetime | None, expires: Dated) -> str:
    """The day from which it isn't served any more; the declared day where that is what ends it."""
    if ends is None:
        return ""
    return day_of(expires) if expires.at == ends else when(ends)[:10]


def _lineage(family: Family, report: Report, anchors: dict[str, str]) -> Lineage:
    current = family.current(report.run.as_of)
    subject = report.corpus.subjects.get((current or family.members[-1]).uri)
    return Lineage(
        title=clipped(subject.document.title if subject else "", TITLE),
        reason=clipped(family.reason, TEXT),
        has_current=current is not None,
        members=tuple(_version(member, current, report, anchors) for member in family.members),
    )


def _version(member: Member, current: Member | None, report: Report, anchors: dict[str, str]) -> Version:
    verdict = report.verdicts.get(member.uri)
    return Version(
        place=Place(member.uri, anchors.get(member.uri, "")),
        label=clipped(member.label, TITLE),
        note=clipped(_fate(member, report), TITLE),
        status=str(verdict.status) if verdict else "",
        is_current=current is not None and member.uri == current.uri,
    )


def _fate(member: Member, report: Report) -> str:
    """Why a member is not current, in a few words."""
    as_of, subjects = report.run.as_of, report.corpus.subjects
    if member.copy_of:
        return "a copy"
    if member.barred:
        return member.barred
    if member.takes_effect and member.takes_effect > as_of:
        return f"takes effect {day_within(member.takes_effect, [member.uri], subjects)}"
    if member.expires and member.expires <= as_of:
        return "expired"
    if member.superseded_by and (member.superseded_at is None or member.superseded_at <= as_of):
        at = member.superseded_at
        return "superseded" + (f" {day_within(at, member.superseded_by, subjects)}" if at else "")
    return ""
