"""The findings of a report as data: a row each in columns, and what opening one shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.model import Severity, displayed
from kbaudit.reports.comparisons import Comparisons, told_by
from kbaudit.reports.html.islands import Words
from kbaudit.reports.wording import clipped, consequence, day_at, does, waived

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kbaudit.model import Evidence, Finding, Passage, Report
    from kbaudit.reports.html.sides import Sides

SEARCHED: Final = 300
"""Characters of a finding's evidence that the search finds."""
PRINT_DIGITS: Final = 16  # of a fingerprint: enough for a link
PAIRS: Final = 50
"""Pairs of documents that are shown side by side under one finding; how many more there are is told."""

_TITLE: Final = 200
_TEXT: Final = 1_000
_SEVERITIES: Final = tuple(Severity)


class Findings:
    """Lays out the findings; at says where each document and skipped file stands in the register."""

    def __init__(self, report: Report, at: Mapping[str, int], sides: Sides) -> None:
        self._report, self._at, self._sides = report, at, sides
        self._comparisons = Comparisons(report.corpus)
        self._codes, self._names = Words(), dict[str, str]()

    def columns(self) -> dict[str, object]:
        """The rows by column. place is the document that a finding is about, or -1 with its folder as a text."""
        findings = self._report.findings
        self._names |= {finding.code: finding.name for finding in findings}
        columns = {
            "code": [self._codes.at(f.code) for f in findings],
            "severity": [_SEVERITIES.index(f.severity) for f in findings],
            "status": [str(f.status) for f in findings],
            "effect": [does(f.effect, f.simulated) for f in findings],
            "place": [self._at.get(f.uri, -1) for f in findings],
            "folder": {n: clipped(f.uri, _TITLE) for n, f in enumerate(findings) if f.uri not in self._at},
            "message": [clipped(f.message, _TEXT) for f in findings],
            "said": [" ".join(e.value for e in f.evidence)[:SEARCHED] for f in findings],
            "since": [self._since(f) for f in findings],
            "affects": [[self._at[a.uri] for a in f.affects if a.uri in self._at] for f in findings],
            "print": [displayed(f.fingerprint[:PRINT_DIGITS]) for f in findings],
        }
        return {"codes": [[code, self._names[code]] for code in self._codes.all], **columns}

    def details(self) -> list[object]:
        """What opening each finding shows, in the order of the rows."""
        return [self._detail(finding) for finding in self._report.findings]

    def _detail(self, finding: Finding) -> dict[str, object]:
        behind = self._comparisons.behind(finding)
        detail = {
            "remedy": clipped(finding.remedy, _TEXT),
            "consequence": consequence(finding),
            "waived": clipped(waived(finding.waiver, self._report.zone), _TEXT),
            "passage": _where(finding.passage),
            "evidence": self._proofs(piece for piece in finding.evidence if not told_by(behind, piece)),
            "pairs": [self._sides.of(relation) for relation in behind[:PAIRS]],
            "pairs_left": max(0, len(behind) - PAIRS),
        }
        return {name: value for name, value in detail.items() if value}

    def _proofs(self, evidence: Iterable[Evidence]) -> list[list[object]]:
        return [
            [clipped(e.label, _TITLE), clipped(e.value, _TEXT), self._at.get(e.uri, -1), *self._beyond(e.uri)]
            for e in evidence
        ]

    def _beyond(self, uri: str) -> list[str]:
        """A folder that evidence points to: no row has it."""
        return [clipped(uri, _TITLE)] if uri and uri not in self._at else []

    def _since(self, finding: Finding) -> str:
        """The day of the first audit that had it; "" where that is this one."""
        seen = finding.first_seen
        return day_at(seen, self._report.zone) if seen and seen < self._report.run.as_of else ""


def _where(passage: Passage | None) -> str:
    """`Parental leave › Who can take it, page 3`."""
    if passage is None:
        return ""
    page = f"page {passage.page}" if passage.page else ""
    return clipped(", ".join(filter(None, (" › ".join(passage.heading), page))), _TITLE)
