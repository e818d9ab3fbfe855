"""The report on paper: A4 and Letter, numbered sheets, all rows of what was filtered, worklists, the sign-off."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser_looks import Printed, printed
from browser_tables import Listing
from playwright.sync_api import expect

SIZES = {"A4": (595, 842), "Letter": (612, 792)}


def words_of(paper: Printed) -> str:
    return " ".join(" ".join(paper.texts).split())


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


@pytest.fixture(params=["A4", "Letter"])
def size(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def paper(open_report, sample_report, tmp_path, size) -> Printed:
    return printed(open_report(sample_report).page, tmp_path / "report.pdf", size)


def test_each_sheet_has_its_number_and_says_what_it_belongs_to(paper, size):
    for width, height in set(paper.sizes):
        assert abs(width - SIZES[size][0]) <= 2
        assert abs(height - SIZES[size][1]) <= 2
    sheets = paper.texts
    assert 10 < len(sheets) < 40
    for number, text in enumerate(sheets, start=1):
        assert re.search(rf"\b{number} / {len(sheets)}\b", text), f"sheet {number}"
        assert "Audit of sample_corpus" in text
        assert "2026-06-01 00:00 UTC" in text
        assert re.search(r"run [0-9a-f]{12}", " ".join(text.split()))


def test_nothing_is_left_out(paper, sample_report):
    said = words_of(paper)
    assert "23 of 110 documents must not be served" in said
    for heading in (
        "Readiness",
        "What to do first",
        "What changed",
        "Findings",
        "Families",
        "Documents",
        "Method",
        "Sign-off",
    ):
        assert heading in said
    squeezed = letters(said)  # a path may be broken over lines
    uris = re.findall(r'"uri": "([^"]+)"', (sample_report.parent / "documents.jsonl").read_text(encoding="utf-8"))
    assert len(uris) == 114
    missing = [uri for uri in uris if letters(uri) not in squeezed]
    assert missing == []


def test_the_sign_off_prints_with_its_lines(paper):
    last = " ".join(" ".join(paper.texts[-2:]).split())
    for label in ("Name", "Role", "Date", "May not be served", "Conditions and remarks", "Signature"):
        assert label in last


def test_no_control_is_printed(paper):
    said = words_of(paper)
    for control in ("Export CSV", "Skip to", "Show all", "Columns"):
        assert control not in said


def test_every_sheet_has_something_on_it_and_nothing_runs_over_its_edge(paper, tmp_path):
    from PIL import Image

    for file in paper.pictures(tmp_path / "sheets"):
        with Image.open(file) as picture:
            grey = picture.convert("L")
            ink = grey.point(lambda value: 255 if value < 200 else 0).getbbox()
            assert ink, f"{file.name} is empty"
            width, height = picture.size
            assert ink[0] > 12, f"{file.name}: the left margin is written on"
            assert ink[2] < width - 12, f"{file.name}: the right margin is written on"
            assert ink[3] < height - 8


def test_only_what_is_filtered_is_printed(open_report, sample_report, tmp_path):
    page = open_report(sample_report, fragment="findings?check=KB203").page
    said = words_of(printed(page, tmp_path / "filtered.pdf"))
    assert "3 of 67 findings" in said
    assert "Expired: valid until 2025-12-31." in said
    assert "Declares itself a draft." not in said.partition("Findings")[2]


def test_the_headings_of_a_table_stand_on_each_of_its_sheets(paper):
    findings = [" ".join(text.split()) for text in paper.texts if "KB204 undated" in " ".join(text.split())][1:]
    assert findings, "the list of findings, after the table of its counts"
    assert all("Severity" in text and "What" in text for text in findings)


def test_rows_are_not_torn_apart(open_report, sample_report, tmp_path):
    page = open_report(sample_report).page
    page.emulate_media(media="print")
    rows = page.locator("table tr").first.evaluate("row => getComputedStyle(row).breakInside")
    assert rows == "avoid"


def test_a_worklist_prints_alone(open_report, sample_report, tmp_path):
    page = open_report(sample_report, fragment="worklist/support@fennerow.example").page
    expect(page.locator("dialog.sheet[open] ol.tasks li.task").first).to_be_visible()
    paper = printed(page, tmp_path / "worklist.pdf")
    said = words_of(paper)
    assert said.count("Worklist of support@fennerow.example") >= 1
    assert "To do" in said
    assert "What to do first" not in said
    assert "Sign-off" not in said
    assert len(paper.texts) < 6


def test_after_printing_the_page_is_as_it_was(open_report, sample_report, tmp_path: Path):
    page = open_report(sample_report).page
    listing = Listing(page, "documents")
    rows = listing.rows.count()
    printed(page, tmp_path / "first.pdf")
    expect(listing.rows).to_have_count(rows)
    listing.search("hr/")
    listing.expect_shown(19)


def test_what_was_filled_in_is_printed(open_report, sample_report, tmp_path):
    page = open_report(sample_report).page
    page.locator("#sign-name").fill("Ann Example")
    page.locator("#sign-remarks").fill("Once the price lists are archived.")
    page.locator("#signoff input[type=radio]").nth(1).check()
    said = words_of(printed(page, tmp_path / "signed.pdf"))
    assert "Ann Example" in said
    assert "Once the price lists are archived." in said
