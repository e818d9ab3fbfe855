"""Documents that are meant to break the report: no script of theirs runs, nothing is asked for, the layout holds."""

from __future__ import annotations

import json

import pytest
from browser import NARROWEST, WIDEST
from browser_looks import barriers, overlapping, printed, sticking_out
from browser_tables import Listing, close_sheet
from hostile_page import LONG, PAYLOADS
from playwright.sync_api import Page, expect

FORMULAS = tuple("=+-@\t\r")
TALLEST = 240  # pixels of a row: four lines of a cell, and cards of seven cells where it is narrow
ALL = {"findings": 245, "documents": 210, "families": 39}


@pytest.fixture
def page(open_report, hostile_report) -> Page:
    return open_report(hostile_report).page


def walk(page: Page, name: str, most: int) -> list[str]:
    """Opens row after row and looks at each; the texts of the sheets."""
    listing = Listing(page, name)
    seen = []
    sheet = page.locator("dialog.sheet[open]")
    listing.row(0).locator("a.open").click()
    for place in range(most):
        expect(sheet.locator(".sheet-body")).not_to_contain_text("Unpacking")
        seen.append(sheet.inner_text())
        if place % 6 == 0:
            assert sticking_out(page) == [], seen[-1][:200]
        following = sheet.get_by_role("link", name="Next", exact=True)
        if not following.count():
            break
        if place % 3 == 0:  # by hand a few times, else by the address, which is quicker
            following.click()
        else:
            following.evaluate("link => link.click()")
    page.keyboard.press("Escape")
    return seen


def test_every_finding_can_be_opened(page):
    seen = walk(page, "findings", 400)
    assert len(seen) == Listing(page, "findings").shown
    texts = "\n".join(seen)
    for said in ("<script>hostile()</script>", "javascript:hostile()", "${hostile()}", "__proto__", "=HYPERLINK("):
        assert said in texts, "it is told as it is, and does nothing"
    assert "\u202e" not in texts, "what turns the direction of writing is written out"


def test_every_document_can_be_opened(page, hostile_report):
    seen = walk(page, "documents", 400)
    lines = (hostile_report.parent / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(seen) == len(lines) == Listing(page, "documents").shown
    assert not any("Not in this report" in text for text in seen)


def test_every_family_can_be_opened(page):
    listing = Listing(page, "families")
    for index in range(0, listing.shown, 3):
        link = listing.view.locator(f'tr[data-index="{index}"] a.open')
        if not link.count():
            listing.view.locator("div.rows").evaluate("(rows, index) => { rows.scrollTop = index * 64; }", index)
        link.click()
        sheet = page.locator("dialog.sheet[open]")
        expect(sheet).to_contain_text("told by: ")
        assert sticking_out(page) == []
        close_sheet(page)


def test_every_worklist_can_be_opened(page):
    page.locator("#owners details.behind summary").click()
    addresses = page.locator("#owners details.behind a").evaluate_all("links => links.map((link) => link.hash)")
    assert len(addresses) > 40
    for address in addresses:
        page.evaluate("to => { location.hash = to; }", address)
        expect(page.locator("dialog.sheet[open] h2")).to_contain_text("Worklist of ")
        expect(page.locator("dialog.sheet[open] .sheet-body")).to_contain_text("with something to do")
        assert "0 documents" not in page.locator("dialog.sheet[open] .sheet-body").inner_text(), address
        assert sticking_out(page) == [], address


@pytest.mark.parametrize("width", [NARROWEST, 768, WIDEST])
def test_the_layout_holds(open_report, hostile_report, width):
    page = open_report(hostile_report, width=width, height=800).page
    for section in ("readiness", "top", "changes", "findings", "families", "documents", "skipped", "method", "signoff"):
        page.evaluate("id => document.getElementById(id).scrollIntoView()", section)
        assert sticking_out(page) == [], section
        assert overlapping(page) == [], section
    most = TALLEST * (1 if width > 768 else 3)
    for name in ("findings", "documents", "families"):
        rows = page.locator(f"#{name}-view div.rows")
        for _ in range(12):
            heights = rows.evaluate(
                "rows => [...rows.querySelectorAll('tr[data-index]')].map((row) => row.offsetHeight)"
            )
            assert heights
            assert min(heights) > 20
            assert max(heights) < most, name
            rows.evaluate("rows => { rows.scrollTop += rows.clientHeight * 2; }")
            page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def test_each_payload_can_be_searched_for(page):
    listing = Listing(page, "documents")
    for payload in PAYLOADS:
        words = payload[:40].split("\x00")[0].replace("\u2028", " ").replace("\u202e", "")
        listing.search(words)
        assert listing.view.locator("output").inner_text().endswith("of 210 documents")
    listing.search("<script>hostile()")
    assert listing.shown > 5


def test_each_value_of_each_facet_can_be_chosen(page):
    for name, labels in (("findings", ("Set", "Owner")), ("documents", ("Set", "Owner"))):
        listing = Listing(page, name)
        for label in labels:
            for value, number in list(listing.choices(label).items())[:12]:
                box = listing.facet(label).locator("label", has=page.get_by_text(value, exact=True)).first
                if not box.count():
                    continue  # a name that ends in spaces, or is one
                box.click()
                listing.expect_shown(number)
                box.click()
            page.keyboard.press("Escape")


def test_a_link_to_a_hostile_name_opens_it_again(open_report, page, hostile_report):
    listing = Listing(page, "documents")
    addresses = []
    for words in ("__proto__", "#x?y", "surrogate", "not utf-8", "leading", "<!--<script>"):
        listing.search(words)
        addresses.append(str(listing.row(0).locator("a.open").get_attribute("href"))[1:])
    for address in addresses:
        again = open_report(hostile_report, fragment=address).page
        expect(again.locator("dialog.sheet[open] .sheet-body")).to_contain_text("SHA-256")


@pytest.mark.parametrize(
    "fragment",
    [
        "findings?q=<script>hostile()</script>&check=<img src=x onerror=hostile()>&sort=__proto__&columns=toString",
        "document/<script>hostile()</script>",
        "worklist/<img src=x onerror=hostile()>",
        "javascript:hostile()",
        "finding/__proto__",
        "family/constructor",
        "%",
        "documents?status=%F0%28%8C%28&q=%00" + "x" * 5000,
    ],
)
def test_a_hostile_address_does_nothing(open_report, hostile_report, fragment):
    page = open_report(hostile_report, fragment=fragment).page
    assert page.get_by_role("heading", level=1).inner_text()
    assert sticking_out(page) == []


def test_no_cell_of_the_csv_is_a_formula(page):
    for name in ("findings", "documents", "families"):
        listing = Listing(page, name)
        for label in listing.choices("Columns"):
            ticked = listing.facet("Columns").get_by_role("checkbox", name=label, exact=False).first
            if not ticked.is_checked():
                listing.tick("Columns", label)
        page.keyboard.press("Escape")
        rows = listing.csv()
        assert len(rows) == listing.shown
        cells = [cell for row in rows for cell in row.values()]
        assert [cell for cell in cells if cell.startswith(FORMULAS)] == []
        assert not any("\x00" in cell for cell in cells)
        if name == "documents":
            assert '\'=HYPERLINK("https://example.invalid/","x")' in cells, "told, and harmless"


def test_nothing_of_a_document_is_markup(page, hostile_report):
    """What the islands hold is base64, and what is written into the page is escaped."""
    source = hostile_report.read_text(encoding="utf-8")
    assert LONG not in source
    for harmful in ("<img src=x", "<svg onload", "<iframe", "<base href", "<meta http-equiv=refresh"):
        assert harmful not in source, harmful
    assert source.count("<script") == source.count("</script>")
    made = "[...document.querySelectorAll('img, iframe, object, embed, base, link, video, audio, form[action]')].length"
    assert page.evaluate(made) == 0
    hrefs = page.locator("a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert all(href.startswith("#") for href in hrefs)
    handlers = (
        "[...document.querySelectorAll('*')].flatMap((one) => one.getAttributeNames()).filter((n) => /^on/.test(n))"
    )
    assert page.evaluate(handlers) == []


def test_nobody_meets_a_barrier(page):
    assert barriers(page) == []
    Listing(page, "findings").row(0).locator("a.open").click()
    expect(page.locator("dialog.sheet[open] .sheet-body")).to_contain_text("To do")
    assert barriers(page, "skip-link") == []


def test_it_prints(page, tmp_path):
    paper = printed(page, tmp_path / "hostile.pdf")
    texts = paper.texts
    assert all(f"{number} / {len(texts)}" in text for number, text in enumerate(texts, start=1))
    from PIL import Image

    for file in paper.pictures(tmp_path / "sheets"):
        with Image.open(file) as picture:
            ink = picture.convert("L").point(lambda value: 255 if value < 200 else 0).getbbox()
            assert ink[2] < picture.width - 12, f"{file.name}: the right margin is written on"


def test_without_a_script_too(open_report, hostile_report):
    page = open_report(hostile_report, script=False).page
    assert page.get_by_role("heading", level=1).is_visible()
    assert sticking_out(page) == []


def test_the_files_beside_say_the_same(page, hostile_report):
    findings = json.loads((hostile_report.parent / "findings.json").read_text(encoding="utf-8"))["findings"]
    Listing(page, "findings").expect_shown(len(findings))
