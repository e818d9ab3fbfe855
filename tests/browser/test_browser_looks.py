"""How the report looks: every width, dark and light, few colours, no motion, no script; and who can read it."""

from __future__ import annotations

import pytest
from browser import NARROWEST, WIDEST
from browser_looks import barriers, overlapping, sticking_out
from browser_tables import Listing, close_sheet
from playwright.sync_api import Page, expect

WIDTHS = (NARROWEST, 480, 768, 1024, 1280, WIDEST)
DIALOGS = (
    "finding/{conflict}",
    "document/sample_corpus/finance/travel-policy-v1.md",
    "family/sample_corpus/finance/price-list-2024.pdf",
    "worklist/support@fennerow.example",
)
VIEWS = (
    "",
    "findings?q=hr&severity=error&check=KB202",
    "documents?columns=document,kind,language,age,found&sort=-age",
    "families",
)


def conflict(page: Page) -> str:
    """The address of the finding of a conflict."""
    listing = Listing(page, "findings")
    listing.search("KB104 probation")
    return str(listing.row(0).locator("a.open").get_attribute("href")).removeprefix("#finding/")


def assert_fits(page: Page) -> None:
    assert sticking_out(page) == []
    assert overlapping(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_every_width(open_report, sample_report, width):
    page = open_report(sample_report, width=width, height=800).page
    assert_fits(page)
    for section in ("readiness", "top", "changes", "findings", "families", "documents", "skipped", "method", "signoff"):
        page.evaluate("id => document.getElementById(id).scrollIntoView()", section)
        assert_fits(page)
    for details in page.locator("details.behind").all():
        details.evaluate("details => { details.open = true; }")
    assert_fits(page)
    address = conflict(page)
    for dialog in DIALOGS:
        page.evaluate("to => { location.hash = to; }", dialog.format(conflict=address))
        expect(page.locator("dialog.sheet[open] .sheet-body")).to_contain_text("sample_corpus/")
        assert_fits(page)


@pytest.mark.parametrize("width", [NARROWEST, WIDEST])
def test_an_open_facet_lies_in_the_window(open_report, sample_report, width):
    page = open_report(sample_report, width=width, height=800).page
    for name in ("findings", "documents"):
        listing = Listing(page, name)
        for label in ("Check", "Owner", "Columns"):
            listing.view.evaluate("view => view.scrollIntoView()")
            box = listing.facet(label).locator(".choices").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert sticking_out(page) == []
            page.keyboard.press("Escape")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [NARROWEST, 1280])
def test_nobody_meets_a_barrier(open_report, sample_report, width, dark):
    page = open_report(sample_report, width=width, dark=dark).page
    page.locator("details.behind").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert barriers(page) == []
    address = conflict(page)
    for dialog in DIALOGS:
        page.evaluate("to => { location.hash = to; }", dialog.format(conflict=address))
        expect(page.locator("dialog.sheet[open] .sheet-body")).to_contain_text("sample_corpus/")
        # In a page without links to elsewhere axe takes each link out of sight for one that skips to the content, also
        # those further down in a dialog. The one that does is tested with the keyboard.
        assert barriers(page, "skip-link") == [], dialog
        close_sheet(page)


def test_nobody_meets_a_barrier_in_any_view(open_report, sample_report):
    page = open_report(sample_report).page
    for view in VIEWS[1:]:
        page.evaluate("to => { location.hash = to; }", view)
        assert barriers(page) == [], view
    listing = Listing(page, "documents")
    listing.facet("Owner")
    assert barriers(page) == [], "an open facet"
    page.keyboard.press("Escape")
    listing.search("no such words")
    listing.expect_shown(0)
    assert barriers(page) == [], "nothing found"


def lightness(page: Page, selector: str, what: str) -> float:
    """0 for black to 255 for white, of an element's colour or background."""
    read = (
        "([selector, what]) => getComputedStyle(document.querySelector(selector))[what].match(/[0-9.]+/g).map(Number)"
    )
    red, green, blue, *_ = page.evaluate(read, [selector, what])
    return 0.3 * red + 0.59 * green + 0.11 * blue


def test_dark_is_dark_and_light_is_light(open_report, sample_report):
    light, dark = (open_report(sample_report, dark=dark).page for dark in (False, True))
    assert lightness(light, "html", "color") < 80
    assert lightness(light, "body", "backgroundColor") > 200
    assert lightness(dark, "html", "color") > 180
    assert lightness(dark, "body", "backgroundColor") < 60


def test_colours_of_the_system_alone(open_report, sample_report):
    """forced-colors takes every background away: what a chart says must still be seen, and be said in words."""
    page = open_report(sample_report, forced=True).page
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert_fits(page)
    assert barriers(page) == []
    for figure in ("#owners", "#ages", "#trend"):
        shapes = page.locator(f"{figure} svg rect, {figure} svg path").all()[:20]
        assert shapes
        fills = {shape.evaluate("shape => getComputedStyle(shape).fill") for shape in shapes}
        page_colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert fills - {page_colour, "none", "rgba(0, 0, 0, 0)"}, f"{figure} can't be told from the page"


def test_nothing_moves_for_who_wants_no_motion(open_report, sample_report):
    page = open_report(sample_report, still=True).page
    Listing(page, "documents").row(0).locator("a.open").click()
    expect(page.locator("dialog.sheet[open]")).to_have_count(1)
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_larger_letters_push_nothing_out(open_report, sample_report):
    """A text twice as large (WCAG 1.4.4): the same as half the width at twice the size."""
    page = open_report(sample_report, width=640, scale=2.0).page
    assert_fits(page)


def test_without_a_script_the_verdict_can_be_read(open_report, sample_report):
    page = open_report(sample_report, script=False).page
    assert page.get_by_role("heading", level=1).inner_text().startswith("23 of 110 documents must not be served")
    assert page.locator("#readiness").get_by_text("79 %").first.is_visible()
    for figure in ("#owners", "#ages", "#trend"):
        assert page.locator(f"{figure} svg").first.is_visible()
    assert "Revoke it first" in page.locator("#top").inner_text()
    notice = page.locator("noscript p.notice")
    assert "script isn't running here" in notice.inner_text()
    assert notice.bounding_box()["height"] > 10
    assert sticking_out(page) == []
    assert page.locator("#signoff").is_visible()
