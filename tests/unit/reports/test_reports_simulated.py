"""What document sets that only simulate would do is told everywhere where effects are."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from kbaudit.model import Effect, Report
from kbaudit.reports import render_terminal
from kbaudit.reports.renderers import RENDERERS
from kbaudit.reports.story import render_story


@pytest.fixture
def simulated(report: Report) -> Report:
    """The report with every effect only simulated."""
    findings = (replace(finding, effect=Effect.NONE, simulated=finding.effect) for finding in report.findings)
    return replace(report, findings=tuple(findings))


def rendered(report: Report, name: str) -> str:
    return RENDERERS[name].render(report)


def test_people_read_what_it_would_do(simulated: Report) -> None:
    assert "would exclude 1 document" in render_terminal(simulated, width=100, colour=False)
    page = rendered(simulated, "html")
    assert "would exclude 1 document" in page
    assert "<td>would exclude</td>" in page
    assert "would exclude" not in rendered(replace(simulated, findings=()), "html")


def test_a_story_tells_it(simulated: Report) -> None:
    finding = next(finding for finding in simulated.findings if finding.simulated is Effect.EXCLUDE)
    assert "effect would exclude" in render_story(simulated, finding.affects[0].uri, text="")


def test_programs_read_it_in_a_field_of_its_own(simulated: Report, report: Report, project) -> None:
    told = json.loads(rendered(simulated, "json"))
    assert {(f["effect"], f.get("simulated")) for f in told["findings"]} >= {("none", "exclude"), ("none", None)}
    jsonschema.validate(told, json.loads((project / "docs/schemas/findings.schema.json").read_text()))
    assert all("simulated" not in finding for finding in json.loads(rendered(report, "json"))["findings"])
    properties = [r["properties"] for r in json.loads(rendered(simulated, "sarif"))["runs"][0]["results"]]
    assert {"exclude"} <= {one.get("simulated") for one in properties}
    assert ",exclude\n" in rendered(simulated, "csv")
