"""junit.xml: a test case for each check and document with a finding, for the test views of CI systems.

Errors and warnings fail; notes pass with their text; what is waived or known counts as skipped. The first case says
whether the audit is complete, so that a file without findings still holds a result.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kbaudit.model import Finding, FindingStatus, Severity, displayed
from kbaudit.reports.encoding import instant
from kbaudit.reports.readiness import readiness_line, verdict_sentence
from kbaudit.reports.wording import waived

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from kbaudit.model import Report


class Junit:
    """Renders junit.xml."""

    name = "junit"
    filename = "junit.xml"

    def render(self, report: Report) -> str:
        root = Element("testsuites", name="kbaudit")
        _audit_suite(root, report)
        by_code: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
        for finding in report.findings:
            by_code[finding.code][finding.uri].append(finding)
        for code in sorted(by_code):
            _check_suite(root, code, by_code[code], report)
        _count(root)
        indent(root)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _audit_suite(root: Element, report: Report) -> None:
    suite = SubElement(root, "testsuite", name="kbaudit audit", timestamp=instant(report.run.as_of).rstrip("Z"))
    case = SubElement(suite, "testcase", classname="kbaudit", name="the audit is complete")
    if report.run.complete:
        SubElement(case, "system-out").text = readiness_line(report)
    else:
        SubElement(case, "failure", type="incomplete", message=verdict_sentence(report))
    _count(suite)


def _check_suite(root: Element, code: str, by_uri: dict[str, list[Finding]], report: Report) -> None:
    name = next(findings[0].name for findings in by_uri.values())
    title = displayed(f"{code} {name}".strip())
    suite = SubElement(root, "testsuite", name=title, timestamp=instant(report.run.as_of).rstrip("Z"))
    for uri in sorted(by_uri):
        case = SubElement(suite, "testcase", classname=title, name=displayed(uri))
        _outcome(case, by_uri[uri], report.zone)
    _count(suite)


def _outcome(case: Element, findings: Sequence[Finding], zone: tzinfo) -> None:
    """One case may hold several findings of one document; it fails if one of them does."""
    failing = [f for f in findings if f.status == FindingStatus.NEW and f.severity != Severity.NOTE]
    set_aside = [f for f in findings if f.status != FindingStatus.NEW]
    if failing:
        failure = SubElement(case, "failure", type=failing[0].severity, message=displayed(failing[0].message))
        failure.text = "\n".join(map(_text, failing))
    elif set_aside:
        why = waived(set_aside[0].waiver, zone) or str(set_aside[0].status)
        SubElement(case, "skipped", message=displayed(f"{why}: {set_aside[0].message}"))
    else:
        SubElement(case, "system-out").text = "\n".join(map(_text, findings))


def _text(finding: Finding) -> str:
    evidence = [f"{piece.label}: {piece.value}" + f" ({piece.uri})" * bool(piece.uri) for piece in finding.evidence]
    return "\n".join(map(displayed, (finding.message, *evidence, finding.remedy)))


def _count(suite: Element) -> None:
    """JUnit wants the totals of what stands below; a failed case is never an error of the tool."""
    for key, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
        suite.set(key, str(sum(1 for _ in suite.iter(tag))))
    suite.set("errors", "0")
