"""The open findings in a few lines by kind, what matters most first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.model import RelationKind
from kbaudit.reports.comparisons import Comparisons
from kbaudit.reports.groups import examples, grouped, said_of_folders
from kbaudit.reports.html.values import Example, Matter, Place
from kbaudit.reports.wording import clipped, does

if TYPE_CHECKING:
    from collections.abc import Container

    from kbaudit.model import Finding, Report
    from kbaudit.reports.groups import Group

_TITLE: Final = 200
_TEXT: Final = 1_000


def matters(report: Report, listed: Container[str]) -> tuple[Matter, ...]:
    """The groups of findings; listed are the uris that the register has."""
    comparisons = Comparisons(report.corpus)
    return tuple(_matter(group, report, comparisons, listed) for group in grouped(report.findings))


def _matter(group: Group, report: Report, comparisons: Comparisons, listed: Container[str]) -> Matter:
    shown = examples(group, comparisons)
    return Matter(
        code=group.code,
        name=group.name,
        severity=str(group.severity),
        effect=does(group.effect, group.simulated),
        consequence=group.consequence,
        share=group.share(report.summary.documents),
        count=group.count,
        findings=len(group.findings),
        documents=group.documents,
        folders=tuple((clipped(name, _TITLE), number) for name, number in group.folders),
        where=clipped(said_of_folders(group.folders), _TEXT),
        known=group.known == len(group.findings),
        remedy=clipped(group.remedy, _TEXT),
        examples=tuple(
            Example(
                place=Place(clipped(finding.uri, _TEXT), finding.uri in listed),
                message=clipped(finding.message, _TEXT),
                remedy=clipped(finding.remedy, _TEXT),
                change=_change(finding, comparisons),
            )
            for finding in shown
        ),
        left=len(group.findings) - len(shown),
    )


def _change(finding: Finding, comparisons: Comparisons) -> tuple[str, str, str] | None:
    """The first value that the newer version of a document changed."""
    for relation in comparisons.behind(finding):
        if relation.kind is RelationKind.OLDER_VERSION_OF and relation.differences:
            first = relation.differences[0]
            return first.kind, _value(first.value_a), _value(first.value_b)
    return None


def _value(value: str) -> str:
    return clipped(" ".join(value.split()), _TITLE) or "nothing"
