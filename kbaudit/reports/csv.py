"""findings.csv: a row a finding, for a spreadsheet. Cells are text for people; formulas never run."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect
from kbaudit.reports.wording import clipped, waived

if TYPE_CHECKING:
    from kbaudit.model import Finding, Report

COLUMNS: Final = (
    "severity", "effect", "status", "code", "name", "uri", "documents", "owner", "document_set", "message", "evidence",
    "remedy", "fingerprint", "waiver", "simulated",
)  # fmt: skip

CELL_LIMIT: Final = 32_000  # a spreadsheet's cell holds 32,767 characters

# A cell that begins so is run as a formula (OWASP, "CSV Injection"); the wide forms count in East Asian editions.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Csv:
    """Renders findings.csv."""

    name = "csv"
    filename = "findings.csv"

    def render(self, report: Report) -> str:
        page = StringIO()
        writer = csv.writer(page, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([cell(value) for value in _row(finding, report)] for finding in report.findings)
        return page.getvalue()


def cell(value: str) -> str:
    """The text as a harmless cell: an apostrophe before what a spreadsheet would run, control characters shown."""
    quoted = "'" if value.startswith(_FORMULA) else ""
    return quoted + clipped(value, CELL_LIMIT)


def _row(finding: Finding, report: Report) -> tuple[str, ...]:
    subject = report.corpus.subjects.get(finding.uri)
    evidence = "; ".join(
        f"{piece.label}: {piece.value}" + (f" ({piece.uri})" if piece.uri else "") for piece in finding.evidence
    )
    return (
        finding.severity, finding.effect, finding.status, finding.code, finding.name, finding.uri,
        str(len(finding.affects)), subject.owner.value if subject else "",
        subject.governance.document_set if subject else "", finding.message, evidence, finding.remedy,
        finding.fingerprint, waived(finding.waiver, report.zone),
        "" if finding.simulated is Effect.NONE else finding.simulated,
    )  # fmt: skip
