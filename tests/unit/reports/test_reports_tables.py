"""findings.csv, findings.sarif and junit.xml."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.model import Affected, FindingStatus, uri_of
from kbaudit.reports import RENDERERS
from kbaudit.reports.csv import COLUMNS, cell
from kbaudit.reports.sarif import RELATED_LIMIT, percent_encoded

if TYPE_CHECKING:
    from kbaudit.model import Report


def rows(report: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(RENDERERS["csv"].render(report), newline="")))


def sarif_run(report: Report) -> dict[str, object]:
    log = json.loads(RENDERERS["sarif"].render(report))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def results(report: Report) -> list[dict[str, object]]:
    found = sarif_run(report)["results"]
    assert isinstance(found, list)
    return found


def junit(report: Report) -> ET.Element:
    return ET.fromstring(RENDERERS["junit"].render(report).encode())  # noqa: S314 - our own text


# csv


def test_csv_has_a_row_a_finding(report: Report) -> None:
    made = rows(report)
    assert tuple(made[0]) == COLUMNS
    assert [row["code"] for row in made] == [finding.code for finding in report.findings]
    stale = next(row for row in made if row["code"] == "KB201")
    assert stale["owner"] == "people@nordwind.example"
    assert stale["document_set"] == "hr"
    assert stale["evidence"] == "effective date: 2022-03-01 (front matter: last_reviewed_on)"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_formula_gets_an_apostrophe(start: str) -> None:
    assert cell(f"{start}1+1").startswith("'")


def test_a_plain_cell_stays_as_it_is() -> None:
    assert cell("a=b, c-d") == "a=b, c-d"


@given(st.text())
def test_no_cell_can_run(text: str) -> None:
    made = cell(text)
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert all(ch.isprintable() or ch == "\u3000" for ch in made)


def test_csv_keeps_hostile_text_in_its_cell(hostile_report: Report) -> None:
    text = RENDERERS["csv"].render(hostile_report)
    text.encode("utf-8")
    made = rows(hostile_report)
    assert len(made) == len(hostile_report.findings)
    assert all(set(row) == set(COLUMNS) for row in made)
    assert len(text.splitlines()) == len(made) + 1


# sarif


def test_sarif_names_its_rules_and_levels(report: Report) -> None:
    run = sarif_run(report)
    driver = run["tool"]["driver"]  # type: ignore[index]  # plain JSON
    assert (driver["name"], driver["version"]) == ("kbaudit", "0.1.0")
    codes = [rule["id"] for rule in driver["rules"]]
    assert codes == sorted({finding.code for finding in report.findings})
    assert all("kbaudit explain" in rule["help"]["text"] for rule in driver["rules"])
    for result, finding in zip(results(report), report.findings, strict=True):
        assert codes[result["ruleIndex"]] == result["ruleId"] == finding.code  # type: ignore[index]
        assert result["level"] == {"error": "error", "warning": "warning", "note": "note"}[finding.severity]
        assert result["partialFingerprints"] == {"kbaudit/v1": finding.fingerprint}


def test_sarif_suppresses_what_is_waived_and_marks_what_is_known(report: Report) -> None:
    made = {str(result["ruleId"]): result for result in results(report)}
    assert made["KB203"]["suppressions"] == [{"kind": "external", "status": "accepted"}]
    assert "suppressions" not in made["KB201"]
    assert made["KB202"]["baselineState"] == "unchanged"
    assert made["KB201"]["baselineState"] == "new"
    fresh = tuple(dataclasses.replace(finding, status=FindingStatus.NEW) for finding in report.findings)
    assert not any("baselineState" in result for result in results(dataclasses.replace(report, findings=fresh)))


def test_sarif_relates_the_other_documents_up_to_a_limit(report: Report) -> None:
    first = results(report)[0]["relatedLocations"]
    assert first[0]["message"] == {"text": "current version"}  # type: ignore[index]
    assert first[0]["physicalLocation"]["artifactLocation"]["uri"] == "handbook/hr/travel-policy.md"  # type: ignore[index]
    wide = dataclasses.replace(report.findings[0], affects=tuple(Affected(f"h/{n}.md") for n in range(500)))
    (result,) = results(dataclasses.replace(report, findings=(wide,)))
    assert len(result["relatedLocations"]) == RELATED_LIMIT  # type: ignore[arg-type]
    assert result["properties"]["documents"] == 500  # type: ignore[index]


@given(st.binary(min_size=1, max_size=40))
def test_a_sarif_uri_gives_the_path_back_byte_for_byte(path: bytes) -> None:
    encoded = percent_encoded(uri_of("docs", path))
    assert unquote_to_bytes(encoded) == b"docs/" + path
    assert re.fullmatch(r"[A-Za-z0-9_.~/%-]+", encoded)


def test_sarif_holds_hostile_text(hostile_report: Report) -> None:
    text = RENDERERS["sarif"].render(hostile_report)
    text.encode("utf-8")
    for result in results(hostile_report):
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]  # type: ignore[index]
        assert re.fullmatch(r"[A-Za-z0-9_.~/%-]+", place)
        message = result["message"]["text"]  # type: ignore[index]
        assert "](" not in message
        assert all(ch.isprintable() or ch == "\u3000" for ch in message)


# junit


def test_junit_has_a_case_for_each_code_and_uri(report: Report) -> None:
    root = junit(report)
    cases = {(case.get("classname"), case.get("name")) for case in root.iter("testcase")}
    expected = {(f"{finding.code} {finding.name}", finding.uri) for finding in report.findings}
    assert cases == expected | {("kbaudit", "the audit is complete")}
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("9", "5", "2")
    for suite in root.iter("testsuite"):
        assert suite.get("tests") == str(len(suite.findall("testcase")))


def test_junit_fails_on_errors_and_warnings_only(report: Report) -> None:
    outcome = {str(case.get("classname"))[:5]: [child.tag for child in case] for case in junit(report).iter("testcase")}
    assert outcome == {
        "kbaud": ["system-out"], "KB101": ["failure"], "KB103": ["failure"], "KB201": ["failure"], "KB202": ["skipped"],
        "KB203": ["skipped"], "KB301": ["system-out"], "KB502": ["failure"],
    }  # fmt: skip


def test_several_findings_of_a_document_are_one_case(report: Report) -> None:
    two = (report.findings[0], dataclasses.replace(report.findings[0], message="And another passage."))
    root = junit(dataclasses.replace(report, findings=two))
    assert root.get("tests") == "2"
    failure = root.find(".//failure")
    assert failure is not None
    assert "And another passage." in str(failure.text)


def test_an_incomplete_audit_fails_in_junit(report: Report) -> None:
    run = dataclasses.replace(report.run, complete=False)
    root = junit(dataclasses.replace(report, findings=(), run=run))
    assert root.get("failures") == "1"


def test_junit_is_xml_whatever_it_holds(hostile_report: Report) -> None:
    root = junit(hostile_report)
    assert len(list(root.iter("testcase"))) == 1 + len({(f.code, f.uri) for f in hostile_report.findings})
    assert all(ch.isprintable() or ch == "\n" for ch in "".join(root.itertext()))
