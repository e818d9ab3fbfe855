"""The findings of report.html: in a few lines by kind, and all of them by check."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, FindingStatus, Severity
from kbaudit.reports.comparisons import Comparisons, told_by
from kbaudit.reports.groups import examples, grouped, said_of_folders
from kbaudit.reports.html_sides import sides
from kbaudit.reports.html_values import CodeGroup, Matter, Place, Problem, Proof
from kbaudit.reports.wording import clipped, consequence, counted, does, waived, when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.model import Evidence, Finding, Report
    from kbaudit.reports.groups import Group

FINDINGS_A_CODE: Final = 300
PLACES_A_FINDING: Final = 50
PAIRS_A_FINDING: Final = 3

_TITLE: Final = 200
_TEXT: Final = 1_000


class Findings:
    """Lays out the findings of a report; anchors are where documents stand on the page."""

    def __init__(self, report: Report, anchors: dict[str, str]) -> None:
        self._report, self._anchors = report, anchors
        self._comparisons = Comparisons(report.corpus)

    def matters(self) -> tuple[Matter, ...]:
        """The open findings by kind, what matters most first."""
        return tuple(self._matter(group) for group in grouped(self._report.findings))

    def groups(self) -> tuple[CodeGroup, ...]:
        """All findings by check, in the order of the codes."""
        by_code: dict[str, list[Finding]] = defaultdict(list)
        for finding in self._report.findings:
            by_code[finding.code].append(finding)
        return tuple(self._group(by_code[code]) for code in sorted(by_code))

    def _matter(self, group: Group) -> Matter:
        shown = examples(group, self._comparisons)
        return Matter(
            code=group.code,
            name=group.name,
            severity=str(group.severity),
            effect=does(group.effect, group.simulated),
            consequence=group.consequence,
            share=group.share(self._report.summary.documents),
            count=group.count,
            findings=len(group.findings),
            documents=group.documents,
            folders=tuple((clipped(name, _TITLE), number) for name, number in group.folders[:_TITLE]),
            where=clipped(said_of_folders(group.folders), _TEXT),
            known=group.known == len(group.findings),
            remedy=clipped(group.remedy, _TEXT),
            examples=tuple(self._problem(finding) for finding in shown),
            left=len(group.findings) - len(shown),
        )

    def _group(self, findings: list[Finding]) -> CodeGroup:
        severities, effects = tuple(Severity), tuple(Effect)
        remedies = {finding.remedy for finding in findings}
        affected = {affected.uri for finding in findings for affected in finding.affects}
        return CodeGroup(
            code=findings[0].code,
            name=findings[0].name,
            severity=str(max((f.severity for f in findings), key=severities.index)),
            effect=does(
                *max(((f.effect, f.simulated) for f in findings), key=lambda both: [*map(effects.index, both)])
            ),
            count=_counted(findings),
            documents=counted(len(affected), "document"),
            remedy=clipped(remedies.pop(), _TEXT) if len(remedies) == 1 else "",
            problems=tuple(self._problem(finding) for finding in findings[:FINDINGS_A_CODE]),
            left=max(0, len(findings) - FINDINGS_A_CODE),
        )

    def _problem(self, finding: Finding) -> Problem:
        affected = sorted({affected.uri for affected in finding.affects} - {finding.uri})
        passage = " › ".join(finding.passage.heading) if finding.passage else ""
        behind = self._comparisons.behind(finding)
        pairs = behind[:PAIRS_A_FINDING]
        return Problem(
            code=finding.code,
            name=finding.name,
            severity=str(finding.severity),
            status=str(finding.status),
            since=self._since(finding),
            effect=does(finding.effect, finding.simulated),
            consequence=consequence(finding),
            waived=clipped(waived(finding.waiver), _TEXT),
            place=self._place(finding.uri),
            passage=clipped(passage, _TITLE),
            message=clipped(finding.message, _TEXT),
            remedy=clipped(finding.remedy, _TEXT),
            evidence=tuple(self._proof(piece) for piece in finding.evidence if not told_by(pairs, piece)),
            pairs=tuple(sides(relation, self._report.corpus, self._anchors) for relation in pairs),
            pairs_left=len(behind) - len(pairs),
            affected=tuple(self._place(uri) for uri in affected[:PLACES_A_FINDING]),
            left=max(0, len(affected) - PLACES_A_FINDING),
        )

    def _since(self, finding: Finding) -> str:
        """The day of the first audit that had it; "" where that is this one."""
        seen = finding.first_seen
        return when(seen)[:10] if seen and seen < self._report.run.as_of else ""

    def _place(self, uri: str) -> Place:
        return Place(uri, self._anchors.get(uri, ""))

    def _proof(self, piece: Evidence) -> Proof:
        place = self._place(piece.uri) if piece.uri else None
        return Proof(clipped(piece.label, _TITLE), clipped(piece.value, _TEXT), place)


def _counted(findings: Sequence[Finding]) -> str:
    """`3 findings, 1 of them waived`."""
    set_aside = sum(finding.status is FindingStatus.WAIVED for finding in findings)
    return counted(len(findings), "finding") + f", {set_aside:,} of them waived" * bool(set_aside)
