"""findings.json: the run, the counts and every finding (docs/reports.md, docs/schemas/findings.schema.json)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, Severity
from kbaudit.reports.encoding import instant, json_page
from kbaudit.reports.word_changes import excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.model import Evidence, Finding, Passage, Repeated, Report, Run, Summary, Waiver

SCHEMA: Final = "kbaudit.findings/1"

_PASSAGE: Final = 1_000


class Findings:
    """Renders findings.json."""

    name = "json"
    filename = "findings.json"

    def render(self, report: Report) -> str:
        return json_page(
            {
                "schema": SCHEMA,
                "run": run_facts(report.run) | ({"redacted": report.redacted} if report.redacted else {}),
                "summary": _summary(report.summary),
                "findings": [_finding(finding) for finding in report.findings],
                **_repeated(report.corpus.repeated),
            }
        )


def _repeated(repeated: Sequence[Repeated]) -> dict[str, object]:
    """Nothing at all where no passage is repeated."""
    told = [
        {"documents": r.documents, "text": excerpt(r.text, limit=_PASSAGE), "uris": list(r.examples)} for r in repeated
    ]
    return {"repeated": told} if told else {}


def run_facts(run: Run) -> dict[str, object]:
    """The run as findings.json has it."""
    return {
        "id": run.id,
        "as_of": instant(run.as_of),
        "tool": run.tool,
        "policy_name": run.policy_name,
        "policy_digest": run.policy_digest,
        "corpus_digest": run.corpus_digest,
        "sources": list(run.sources),
        "complete": run.complete,
    }


def _summary(summary: Summary) -> dict[str, object]:
    return {
        "found": summary.found,
        "documents": summary.documents,
        "skipped": summary.skipped,
        "ignored": summary.ignored,
        "served": summary.served,
        "demoted": summary.demoted,
        "excluded": summary.excluded,
        "passages": summary.passages,
        "passages_served": summary.passages_served,
        "by_code": {code: summary.by_code[code] for code in sorted(summary.by_code)},
        "by_severity": {str(level): summary.by_severity.get(level, 0) for level in reversed(Severity)},
    }


def _finding(finding: Finding) -> dict[str, object]:
    passage = {"passage": _passage(finding.passage)} if finding.passage else {}
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": str(finding.severity),
        "effect": str(finding.effect),
        **({"simulated": str(finding.simulated)} if finding.simulated is not Effect.NONE else {}),
        "uri": finding.uri,
        **passage,
        "message": finding.message,
        "evidence": [_evidence(piece) for piece in finding.evidence],
        "affects": sorted(affected.uri for affected in finding.affects),
        "remedy": finding.remedy,
        "fingerprint": finding.fingerprint,
        **_fingerprints(finding),
        "status": str(finding.status),
        **({"first_seen": instant(finding.first_seen)} if finding.first_seen else {}),
        **({"waiver": _waiver(finding.waiver)} if finding.waiver else {}),
    }


def _fingerprints(finding: Finding) -> dict[str, object]:
    """Those of what it tells, where that is more than one thing: of a folder, in the order of `affects`."""
    several = finding.fingerprints not in {(), (finding.fingerprint,)}
    return {"fingerprints": list(finding.fingerprints)} if several else {}


def _waiver(waiver: Waiver) -> dict[str, object]:
    return {"by": waiver.by, "on": waiver.on, "until": instant(waiver.until), "reason": waiver.reason}


def _passage(passage: Passage) -> dict[str, object]:
    return {"start": passage.start, "end": passage.end, "heading": list(passage.heading), "page": passage.page}


def _evidence(piece: Evidence) -> dict[str, object]:
    uri = {"uri": piece.uri} if piece.uri else {}
    return {"label": piece.label, "value": piece.value, **uri}
