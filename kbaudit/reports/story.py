"""One document's story, for `kbaudit explain PATH`: its status and why, its claims, its family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.model import Skipped, Status, displayed
from kbaudit.reports.wording import SKIP_REASONS, day_of, ending, when, withheld, worded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from kbaudit.model import DateClaim, Dated, Family, Finding, Owned, OwnerClaim, Report, Subject, Verdict

_SAID = {
    Status.SERVE: "served",
    Status.DEMOTE: "demoted: it comes after others",
    Status.EXCLUDE: "excluded: it is not served",
}


def render_story(report: Report, uri: str) -> str:
    """The story of one document or skipped file as plain text. uri must be one of the report's."""
    skip = next((skip for skip in report.corpus.skipped if skip.uri == uri), None)
    lines = _skipped(skip) if skip else _document(report, report.corpus.subjects[uri])
    return "\n".join(displayed(line) for line in lines) + "\n"


def _skipped(skip: Skipped) -> Iterator[str]:
    yield skip.uri
    yield f"  not a document: {SKIP_REASONS[skip.reason]} ({skip.detail})"
    if skip.remedy:
        yield f"  what to do: {skip.remedy}"


def _document(report: Report, subject: Subject) -> Iterator[str]:
    document, verdict = subject.document, report.verdicts[subject.uri]
    yield f"{subject.uri}"
    if document.title:
        yield f"  {document.title}"
    held = withheld(verdict, document, report.run.as_of)
    said = f"excluded: {held}" if held else _SAID[verdict.status]
    yield f"  {said} (as of {when(report.run.as_of)}, policy {report.run.policy_name})"
    yield from _moments(verdict, report.run.as_of)
    yield ""
    findings = [f for f in report.findings if any(affected.uri == subject.uri for affected in f.affects)]
    yield "Findings" if findings else "Findings: none"
    for finding in findings:
        yield from _finding(finding, subject.uri)
    yield ""
    yield "Claims"
    yield from _dated("effective", subject.effective)
    yield from _dated("valid from", subject.valid_from)
    yield from _dated("expires", subject.expires)
    yield from _dated("review due", subject.review_due)
    yield from _owned(subject.owner)
    yield f"  document set: {subject.governance.document_set or 'none (the policy defaults apply)'}"
    confidence = f"  confidence in the text: {document.confidence:.2f}"
    yield confidence + (f" ({'; '.join(document.reasons)})" if document.reasons else "")
    family = next((f for f in report.corpus.families if any(m.uri == subject.uri for m in f.members)), None)
    if family:
        yield ""
        yield from _family(family, report, subject.uri)


def _moments(verdict: Verdict, as_of: datetime) -> Iterator[str]:
    if verdict.valid_from:
        yield f"  in effect from {when(verdict.valid_from)}"
    if verdict.demotes_at:
        yield f"  demoted from {when(verdict.demotes_at)}"
    if ends := ending(verdict, as_of):
        yield f"  excluded from {when(ends)}"


def _finding(finding: Finding, uri: str) -> Iterator[str]:
    yield f"  {finding.code} {finding.name} ({finding.severity}, effect {finding.effect}): {finding.message}"
    for evidence in finding.evidence:
        other = f" [{evidence.uri}]" if evidence.uri and evidence.uri != uri else ""
        yield f"    {evidence.label}: {evidence.value}{other}"
    yield f"    what to do: {finding.remedy}"


def _dated(label: str, dated: Dated) -> Iterator[str]:
    if dated.claim:
        yield f"  {label}: {day_of(dated)} ({worded(dated.claim)})"
    elif dated.at:
        yield f"  {label}: {day_of(dated)} (from the policy)"
    elif label == "effective":
        yield f"  {label}: unknown"
    yield from _losers(dated.losers)


def _owned(owned: Owned) -> Iterator[str]:
    yield f"  owner: {owned.value} ({worded(owned.claim)})" if owned.value else "  owner: nobody"
    yield from _losers(owned.losers)


def _losers(claims: Sequence[DateClaim | OwnerClaim]) -> Iterator[str]:
    for claim in claims:
        yield f"    not used: {claim.value} ({worded(claim)})"


def _family(family: Family, report: Report, uri: str) -> Iterator[str]:
    yield f"Family, oldest first ({family.reason})"
    current = family.current(report.run.as_of)
    for member in family.members:
        notes = [member.label, "copy" if member.copy_of else "", member.barred]
        notes.append("current" if current and member.uri == current.uri else "")
        said = ", ".join(note for note in notes if note)
        mark = ">" if member.uri == uri else " "
        yield f" {mark} {member.uri}" + (f" ({said})" if said else "")
    if current is None:
        yield "   no member is current"
