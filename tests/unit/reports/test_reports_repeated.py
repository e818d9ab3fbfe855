"""Passages that many documents share, as each report says them once."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from kbaudit.model import Repeated
from kbaudit.reports import RENDERERS
from kbaudit.reports.terminal import render_terminal

if TYPE_CHECKING:
    from pathlib import Path

    from kbaudit.model import Report

VPN, NOTES = "handbook/it/vpn.md", "handbook/it/notes.txt"


@pytest.fixture
def repeating(report: Report) -> Report:
    passages = tuple(
        Repeated(f"Whoever <b>asks</b> twice is answered {number} times.", 90 - number, (VPN, NOTES, NOTES, NOTES))
        for number in range(5)
    )
    return dataclasses.replace(report, corpus=dataclasses.replace(report.corpus, repeated=passages))


def test_the_page_has_a_section_for_them(repeating: Report) -> None:
    page = RENDERERS["html"].render(repeating)
    assert '<a href="#repeated">' in page
    section = page.partition('<section id="repeated">')[2].partition("</section>")[0]
    assert section.count("<blockquote>") == 5
    assert "Said in 90 documents or more" in section
    assert "Whoever &lt;b&gt;asks&lt;/b&gt; twice is answered 0 times." in section
    assert section.count(">handbook/it/notes.txt</a>") == 10


def test_the_terminal_says_the_first_three(repeating: Report) -> None:
    text = render_terminal(repeating, width=100, colour=False)
    assert "Repeated passages: 5, none of them a finding" in text
    assert text.count("documents or more: “Whoever <b>asks</b> twice") == 3
    assert "the others stand in report.html" in text


def test_findings_json_lists_them_all(repeating: Report, project: Path) -> None:
    page = json.loads(RENDERERS["json"].render(repeating))
    schema = json.loads((project / "docs" / "schemas" / "findings.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(page)
    assert [one["documents"] for one in page["repeated"]] == [90, 89, 88, 87, 86]
    assert page["repeated"][0]["uris"] == [VPN, NOTES, NOTES, NOTES]


def test_a_long_passage_is_cut(report: Report) -> None:
    long = Repeated("word " * 5000, 40, (VPN,))
    cut = dataclasses.replace(report, corpus=dataclasses.replace(report.corpus, repeated=(long,)))
    assert len(json.loads(RENDERERS["json"].render(cut))["repeated"][0]["text"]) <= 1_000
    assert RENDERERS["html"].render(cut).count("word ") < 300


@pytest.mark.parametrize("name", ["html", "json"])
def test_without_any_nothing_is_said(report: Report, name: str) -> None:
    assert "repeated" not in RENDERERS[name].render(report)
    assert "Repeated" not in render_terminal(report, width=100, colour=False)
