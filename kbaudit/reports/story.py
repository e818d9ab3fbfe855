"""One document's story, for `kbaudit explain PATH`: its status and why, its claims, its family and its conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, Skipped, Status, displayed
from kbaudit.reports.comparisons import Comparisons, told_by
from kbaudit.reports.story_changes import changes
from kbaudit.reports.story_family import conflicts, ties, timeline
from kbaudit.reports.story_past import past
from kbaudit.reports.word_changes import excerpt
from kbaudit.reports.wording import SKIP_REASONS, day_at, day_of, does, ending, waived, when, withheld, worded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from kbaudit.model import DateClaim, Dated, Finding, Owned, OwnerClaim, Relation, Report, Subject, Verdict
    from kbaudit.reports.story_changes import Rewritten

_PASSAGES: Final = 20
_QUOTE: Final = 120


def render_story(report: Report, uri: str, *, text: str = "", rewritten: Rewritten | None = None) -> str:
    """The story of one document or skipped file as plain text. uri must be one of the report's.

    text is the document's, for the passages that are kept out; rewritten what changed against another version.
    """
    skip = next((skip for skip in report.corpus.skipped if skip.uri == uri), None)
    lines = _skipped(skip) if skip else _document(report, report.corpus.subjects[uri], text, rewritten)
    return "\n".join(displayed(line) for line in lines).rstrip("\n") + "\n"


def _skipped(skip: Skipped) -> Iterator[str]:
    yield skip.uri
    yield f"  not a document: {SKIP_REASONS[skip.reason]} ({skip.detail})"
    if skip.remedy:
        yield f"  what to do: {skip.remedy}"


def _document(report: Report, subject: Subject, text: str, rewritten: Rewritten | None) -> Iterator[str]:
    document, verdict, uri, run = subject.document, report.verdicts[subject.uri], subject.uri, report.run
    findings = [f for f in report.findings if any(affected.uri == uri for affected in f.affects)]
    yield f"{uri}"
    if document.title:
        yield f"  {document.title}"
    yield f"  {_status(report, subject, findings)} (as of {when(run.as_of, report.zone)}, policy {run.policy_name})"
    yield from _moments(verdict, run.as_of, report.zone)
    yield ""
    yield from _servable(findings, verdict)
    yield "Findings" if findings else "Findings: none"
    comparisons = Comparisons(report.corpus)
    for finding in findings:
        yield from _finding(finding, report, uri, comparisons.behind(finding))
    yield ""
    yield from _claims(subject, report.zone)
    yield ""
    yield from past(report.history, uri, run.as_of, report.zone)
    family = next((f for f in report.corpus.families if any(m.uri == uri for m in f.members)), None)
    if family:
        yield from timeline(family, report, uri)
        yield ""
    if rewritten:
        yield from changes(report, uri, rewritten)
    yield from conflicts(report, uri)
    yield from ties(report, uri)
    yield from _kept_out(verdict, text)


def _status(report: Report, subject: Subject, findings: Sequence[Finding]) -> str:
    """Status and why in one line: `excluded: KB103 superseded-version, KB203 expired`."""
    verdict = report.verdicts[subject.uri]
    held = withheld(verdict, subject.document, report.run.as_of, report.zone)
    if held:
        return f"excluded: {held}"
    names = {finding.code: finding.name for finding in findings}
    why = ", ".join(f"{code} {names.get(code, '')}".strip() for code in verdict.reasons)
    match verdict.status:
        case Status.EXCLUDE:
            return f"excluded: {why}"
        case Status.DEMOTE:
            return f"demoted, it comes after others: {why}"
        case Status.SERVE:
            return "served" + (", without the passages that are kept out" if verdict.passages else "")


def _servable(findings: Sequence[Finding], verdict: Verdict) -> Iterator[str]:
    """What would have it served at full weight: the remedies of what has an effect."""
    if verdict.status is Status.SERVE:
        return
    remedies = dict.fromkeys(
        (f.code, f.remedy) for f in findings if f.effect is not Effect.NONE and f.code in verdict.reasons
    )
    if remedies:
        yield "What would change that"
        for code, remedy in remedies:
            yield f"  {code}: {remedy}"
        yield ""


def _claims(subject: Subject, zone: tzinfo) -> Iterator[str]:
    document = subject.document
    yield "Claims"
    yield from _dated("effective", subject.effective, zone)
    yield from _dated("valid from", subject.valid_from, zone)
    yield from _dated("expires", subject.expires, zone)
    yield from _dated("review due", subject.review_due, zone)
    yield from _owned(subject.owner)
    yield f"  document set: {subject.governance.document_set or 'none (the policy defaults apply)'}"
    confidence = f"  confidence in the text: {document.confidence:.2f}"
    yield confidence + (f" ({'; '.join(document.reasons)})" if document.reasons else "")


def _kept_out(verdict: Verdict, text: str) -> Iterator[str]:
    """The passages that aren't served, each with its first words."""
    if not verdict.passages:
        return
    yield "Passages that are kept out"
    for passage in verdict.passages[:_PASSAGES]:
        words = excerpt(text[passage.start : passage.end], limit=_QUOTE)
        quote = f": {words}" if words else ""
        yield f"  characters {passage.start:,} to {passage.end:,} ({', '.join(passage.reasons)}){quote}"
    if len(verdict.passages) > _PASSAGES:
        yield f"  and {len(verdict.passages) - _PASSAGES:,} more, in stamps.jsonl"
    yield ""


def _moments(verdict: Verdict, as_of: datetime, zone: tzinfo) -> Iterator[str]:
    if verdict.valid_from:
        yield f"  in effect from {when(verdict.valid_from, zone)}"
    if verdict.demotes_at:
        yield f"  demoted from {when(verdict.demotes_at, zone)}"
    if ends := ending(verdict, as_of):
        yield f"  excluded from {when(ends, zone)}"


def _finding(finding: Finding, report: Report, uri: str, told: Sequence[Relation]) -> Iterator[str]:
    """A finding with its evidence, less what is told further down of the family and the conflicts."""
    effect = does(finding.effect, finding.simulated)
    yield f"  {finding.code} {finding.name} ({finding.severity}, effect {effect}): {finding.message}"
    if finding.first_seen and finding.first_seen < report.run.as_of:
        yield f"    since {day_at(finding.first_seen, report.zone)}"
    elif report.history.audits:
        yield "    new in this audit"
    if finding.waiver:
        yield f"    {waived(finding.waiver, report.zone)}"
    for evidence in (piece for piece in finding.evidence if not told_by(told, piece)):
        other = f" [{evidence.uri}]" if evidence.uri and evidence.uri != uri else ""
        yield f"    {evidence.label}: {evidence.value}{other}"
    if finding.effect is Effect.NONE:  # the others' remedies stand above
        yield f"    what to do: {finding.remedy}"


def _dated(label: str, dated: Dated, zone: tzinfo) -> Iterator[str]:
    if dated.claim:
        yield f"  {label}: {day_of(dated, zone)} ({worded(dated.claim)})"
    elif dated.at:
        yield f"  {label}: {day_of(dated, zone)} (from the policy)"
    elif label == "effective":
        yield f"  {label}: unknown"
    yield from _losers(dated.losers)


def _owned(owned: Owned) -> Iterator[str]:
    yield f"  owner: {owned.value} ({worded(owned.claim)})" if owned.value else "  owner: nobody"
    yield from _losers(owned.losers)


def _losers(claims: Sequence[DateClaim | OwnerClaim]) -> Iterator[str]:
    for claim in claims:
        yield f"    not used: {claim.value} ({worded(claim)})"
