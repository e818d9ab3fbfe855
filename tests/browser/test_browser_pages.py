"""What opens over the tables: a finding with its documents side by side, a document, a family, an owner's worklist."""

from __future__ import annotations

import re

import pytest
from browser_tables import Listing
from playwright.sync_api import Locator, Page, expect


@pytest.fixture
def page(open_report, sample_report) -> Page:
    return open_report(sample_report).page


@pytest.fixture
def sheet(page: Page) -> Locator:
    return page.locator("dialog.sheet[open]")


def open_row(page: Page, name: str, words: str) -> None:
    """Searches a table and opens its first row."""
    listing = Listing(page, name)
    listing.search(words)
    listing.row(0).locator("a.open").click()


def fragment(page: Page) -> str:
    return page.url.partition("#")[2]


def marked(quote: Locator) -> str:
    """The values that are highlighted in a sentence."""
    return "".join(quote.locator("mark").all_inner_texts())


def part(sheet: Locator, heading: str) -> str:
    """What stands under a heading of the sheet, up to the next one."""
    expect(sheet.locator("h3").first).to_be_visible()
    found = re.search(
        rf"^{heading}\n(.*?)(?=\n(?:{'|'.join(HEADINGS)})\n|\Z)", sheet.inner_text(), re.DOTALL | re.MULTILINE
    )
    assert found, f"{heading} in {sheet.inner_text()}"
    return found[1]


HEADINGS = (
    "What would make it servable",
    r"\d+ findings?",
    "No finding",
    "Claims, and which of them won",
    "Family",
    "Over the audits",
    "Identity",
)


def test_a_conflict_side_by_side(page, sheet):
    open_row(page, "findings", "KB104 probation")
    expect(sheet.get_by_role("heading", level=2)).to_have_text("KB104 conflicting-values")
    sides = sheet.locator(".sides .side")
    expect(sides).to_have_count(2)
    one, other = sides.all_inner_texts()
    assert "sample_corpus/hr/probation.md" in one
    assert "2025-10-06 (front matter: last_updated)" in one
    assert "people@fennerow.example" in one
    assert "sample_corpus/hr/leaving-fennerow.html" in other
    assert "2026-02-23" in other
    assert "People team" in other
    assert [marked(quote) for quote in sheet.locator(".sides blockquote").all()] == ["14 days", "30 days"]
    assert "Newer by its effective date; both are served as current." in sheet.inner_text()
    left, right = (side.bounding_box() for side in sides.all())
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"]


def test_two_versions_word_by_word(page, sheet):
    open_row(page, "findings", "KB103 travel-policy-v1")
    expect(sheet.locator(".sides")).to_be_visible()
    quotes = sheet.locator(".sides blockquote").all_inner_texts()
    assert "B You may book a hotel of up to EUR 110 a night with breakfast." in quotes
    for old, new in (("0.30", "0.38"), ("85", "110"), ("20", "25"), ("12", "14"), ("24", "28")):
        assert old in " ".join(sheet.locator(".sides del").all_inner_texts())
        assert new in " ".join(sheet.locator(".sides ins").all_inner_texts())
    older, newer = sheet.locator(".sides .side").all_inner_texts()
    assert "older" in older
    assert "newer" in newer
    assert "Told by: declared version." in sheet.inner_text()


def test_side_by_side_becomes_one_below_the_other_where_it_is_narrow(open_report, sample_report):
    page = open_report(sample_report, width=360, height=740).page
    open_row(page, "findings", "KB103 travel-policy-v1")
    sides = page.locator("dialog.sheet[open] .sides .side")
    expect(sides).to_have_count(2)
    upper, lower = (side.bounding_box() for side in sides.all())
    assert upper["y"] + upper["height"] <= lower["y"]


def test_a_document(page, sheet):
    open_row(page, "documents", "travel-policy-v1")
    expect(sheet.get_by_role("heading", level=2)).to_have_text("Travel expenses")
    assert "KB103 Remove or archive the older version" in part(sheet, "What would make it servable")
    assert "KB201 stale" in part(sheet, "2 findings")
    claims = part(sheet, "Claims, and which of them won")
    assert re.search(r"Owner\s+bookkeeping@fennerow.example\s+front matter: owner", claims)
    assert re.search(r"Effective\s+2022-03-14\s+front matter: last_updated", claims)
    family = part(sheet, "Family")
    assert "travel-policy-v2.md current serve" in family
    assert "v1 · effective 2022-03-14 · until 2025-11-03 · superseded" in family
    assert "1,595 bytes, 276 words" in part(sheet, "Identity")
    assert sheet.locator("svg.span").count() >= 1


def test_the_claims_that_lost_are_told(page, sheet):
    open_row(page, "documents", "winter-storage")
    claims = part(sheet, "Claims, and which of them won")
    assert "not 2062-02-11" in claims


def test_a_document_over_the_audits(page, sheet):
    open_row(page, "documents", "data-protection")
    told = part(sheet, "Over the audits")
    assert "in the corpus since the audit of 2025-12-01" in told
    assert "2026-03-01 became exclude" in told


def test_a_skipped_file(page, sheet):
    open_row(page, "documents", "vat-on-repairs")
    expect(sheet).to_contain_text("not a document")
    expect(sheet).to_contain_text("To do Open it in its own program and save it again.")


def test_a_family(page, sheet):
    open_row(page, "families", "price-list")
    expect(sheet).to_contain_text("told by: ")
    members = sheet.locator("ol.timeline .who").all_inner_texts()
    assert [re.search(r"price-list-(\d+)", member)[1] for member in members] == ["2024", "2025", "2026"]
    assert ["current" in member for member in members] == [False, False, True]


def test_a_worklist(page, sheet):
    page.locator("#owners").get_by_role("link", name="people@fennerow.example").first.click()
    expect(sheet.get_by_role("heading", level=2)).to_have_text("Worklist of people@fennerow.example")
    tasks = sheet.locator("ol.tasks li.task")
    expect(tasks).to_have_count(4)
    assert ".md demote" in tasks.first.inner_text().replace("\n", " ")
    assert "To do" in tasks.first.inner_text()
    assert sheet.get_by_role("button", name="Print this worklist").is_visible()


def test_one_leads_to_the_other_and_back(page, sheet):
    open_row(page, "findings", "KB103 travel-policy-v1")
    finding = fragment(page)
    sheet.get_by_role("link", name="sample_corpus/finance/travel-policy-v2.md").first.click()
    expect(sheet.get_by_role("heading", level=2)).to_have_text("Travel expenses")
    expect(sheet).to_contain_text("nothing keeps it back")
    assert fragment(page) == "document/sample_corpus/finance/travel-policy-v2.md"
    page.go_back()
    expect(sheet.get_by_role("heading", level=2)).to_have_text("KB103 superseded-version")
    assert fragment(page) == finding
    page.go_back()
    expect(sheet).to_have_count(0)
    assert fragment(page).startswith("findings?q=KB103")
    Listing(page, "findings").expect_shown(1)
    page.go_forward()
    expect(sheet).to_have_count(1)


@pytest.mark.parametrize("way", ["Close", "Escape", "beside"])
def test_closing_leaves_the_view_as_it_was(page, sheet, way):
    listing = Listing(page, "documents")
    listing.tick("Status", "exclude")
    listing.page.keyboard.press("Escape")
    listing.row(3).locator("a.open").click()
    expect(sheet).to_have_count(1)
    if way == "Close":
        sheet.get_by_role("button", name="Close").click()
    elif way == "Escape":
        page.keyboard.press("Escape")
    else:
        page.mouse.click(5, 5)
    expect(sheet).to_have_count(0)
    page.wait_for_function("location.hash === '#documents?status=exclude'")
    listing.expect_shown(23)
    assert listing.row(3).locator("a.open").evaluate("link => link === document.activeElement")


def test_walking_through_what_the_filter_left(page, sheet):
    listing = Listing(page, "findings")
    listing.search("KB203")
    listing.expect_shown(3)
    listing.row(0).locator("a.open").click()
    expect(sheet).to_contain_text("1 of 3")
    assert sheet.get_by_role("link", name="Previous", exact=True).count() == 0
    for place in (2, 3):
        sheet.get_by_role("link", name="Next", exact=True).click()
        expect(sheet).to_contain_text(f"{place} of 3")
    expect(sheet).to_contain_text("loyalty-card.md")
    assert sheet.get_by_role("link", name="Next", exact=True).count() == 0
    sheet.get_by_role("link", name="Previous", exact=True).click()
    expect(sheet).to_contain_text("2 of 3")


def test_a_link_opens_a_page_at_once(open_report, sample_report):
    page = open_report(sample_report, fragment="document/sample_corpus/hr/Copy%20of%20annual-leave.md").page
    expect(page.locator("dialog.sheet[open]")).to_contain_text("KB101 exact-copy")


@pytest.mark.parametrize("link", ["document/no/such.md", "finding/0000000000000000", "family/%E0%A4%A", "worklist/"])
def test_a_link_to_what_is_not_there(open_report, sample_report, link):
    sheet = open_report(sample_report, fragment=link).page.locator("dialog.sheet[open]")
    expect(sheet).to_contain_text("Worklist of nobody" if link == "worklist/" else "Not in this report")


def test_each_picture_has_its_table(page):
    for figure in ("#owners", "#ages", "#trend"):
        behind = page.locator(f"{figure} details.behind")
        behind.locator("summary").click()
        assert behind.locator("table tbody tr").count() > 2
        for picture in page.locator(f"{figure} svg").all():
            named = picture.get_attribute("aria-label") or picture.get_attribute("aria-labelledby") or ""
            assert named or picture.get_attribute("aria-hidden") == "true"


def test_the_numbers_at_the_top_lead_into_the_tables(page):
    page.locator("header").get_by_role("link", name="KB203 expired").click()
    Listing(page, "findings").expect_shown(3)
    page.locator("#readiness").get_by_role("link", name="people").first.click()
    Listing(page, "documents").expect_shown(19)
