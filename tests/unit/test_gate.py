"""The exit code of an audit, as section 2 of the design gives it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kbaudit.gate import exit_code
from kbaudit.model import Affected, Document, Finding, FindingStatus, Governance, Severity, Subject


def finding(severity: Severity, status: FindingStatus = FindingStatus.NEW) -> Finding:
    return Finding("KB201", "a/b.md", "m", "r", (), severity=severity, status=status)


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        ("note", "note", 1),
        ("note", "warning", 0),
        ("note", "error", 0),
        ("warning", "note", 1),
        ("warning", "warning", 1),
        ("warning", "error", 0),
        ("error", "note", 1),
        ("error", "warning", 1),
        ("error", "error", 1),
        ("error", "never", 0),
    ],
)
def test_a_finding_at_or_above_the_level_closes_the_gate(severity: str, fail_on: str, code: int) -> None:
    findings = [
        finding(Severity.NOTE) if fail_on == "warning" else finding(Severity(severity)),
        finding(Severity(severity)),
    ]
    assert exit_code(complete=True, findings=findings, fail_on=fail_on) == code


def test_no_findings_pass() -> None:
    assert exit_code(complete=True, findings=[], fail_on="note") == 0


@pytest.mark.parametrize("status", [FindingStatus.WAIVED, FindingStatus.KNOWN])
def test_a_waived_or_known_finding_does_not_close_the_gate(status: FindingStatus) -> None:
    findings = [finding(Severity.ERROR, status)]
    assert exit_code(complete=True, findings=findings, fail_on="note") == 0
    findings.append(finding(Severity.NOTE))
    assert exit_code(complete=True, findings=findings, fail_on="note") == 1


@pytest.mark.parametrize("fail_on", ["error", "never"])
@pytest.mark.parametrize("severity", list(Severity))
def test_an_incomplete_audit_is_worse_than_a_closed_gate(severity: Severity, fail_on: str) -> None:
    findings = [finding(severity)]
    assert exit_code(complete=False, findings=findings, fail_on=fail_on) == 3


def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="fatal"):
        exit_code(complete=True, findings=[], fail_on="fatal")


def subject_of(uri: str, fail_on: str) -> Subject:
    document = Document(
        uri=uri, source="a", sha256="", size=0, mtime_ns=0, learned_at=datetime(2026, 1, 1, tzinfo=UTC), kind="",
        title="", language="", words=0, passages=0, text_sha256="", confidence=1.0,
    )  # fmt: skip
    return Subject(document, Governance("x", fail_on=fail_on))


@pytest.mark.parametrize(
    ("sets", "severity", "code"),
    [
        (["never"], "error", 0),
        (["never", ""], "error", 1),
        (["never", ""], "warning", 0),
        (["", "note"], "note", 1),
        (["warning"], "note", 0),
        (["warning"], "warning", 1),
        ([], "error", 1),
    ],
)
def test_a_finding_closes_the_gate_by_the_strictest_level_of_its_documents_sets(
    sets: list[str], severity: str, code: int
) -> None:
    subjects = {f"a/{n}.md": subject_of(f"a/{n}.md", level) for n, level in enumerate(sets)}
    found = replace(finding(Severity(severity)), affects=tuple(Affected(uri) for uri in subjects))
    assert exit_code(complete=True, findings=[found], fail_on="error", subjects=subjects) == code


def test_the_level_of_the_command_goes_before_that_of_the_sets() -> None:
    found = replace(finding(Severity.ERROR), affects=(Affected("a/0.md"),))
    lax = {"a/0.md": subject_of("a/0.md", "never")}
    assert exit_code(complete=True, findings=[found], fail_on="error", subjects=lax) == 0
    assert exit_code(complete=True, findings=[found], fail_on="error") == 1
