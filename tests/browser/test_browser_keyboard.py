"""The report without a mouse: everything is reached, operated and left again, and one sees where one is."""

from __future__ import annotations

import pytest
from browser_tables import Listing
from playwright.sync_api import Page, expect

# Where the focus is: whether it shows, lies in the window, and nothing covers its middle (WCAG 2.2, 2.4.7 and 2.4.11).
FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
  const left = Math.max(0, box.left), right = Math.min(innerWidth, box.right);
  const top = Math.max(0, box.top), bottom = Math.min(innerHeight, box.bottom);
  const seen = right > left && bottom > top;
  const over = seen ? document.elementFromPoint((left + right) / 2, (top + bottom) / 2) : null;
  const near = (one, other) => one.contains(other) || other.contains(one);
  const bare = !!over && (near(element, over) || !!over.closest("label")?.contains(element));
  return {name: element.localName, text: element.textContent.trim().slice(0, 50), ring, seen, bare,
          covered_by: over && over.outerHTML.slice(0, 80), place: [...document.querySelectorAll("*")].indexOf(element)};
}"""
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, textarea, summary, [tabindex='0']")]
  .filter((element) => element.tabIndex >= 0 && element.checkVisibility({visibilityProperty: true}))
  .filter((element) => !element.closest("dialog"))
  .filter((element) => element.type !== "radio" || document.querySelector(`input[name="${element.name}"]`) === element)
  .map((element) => [...document.querySelectorAll("*")].indexOf(element))"""


@pytest.fixture
def page(open_report, sample_report) -> Page:
    return open_report(sample_report, width=1280, height=900).page


def test_tab_reaches_everything_and_comes_out_again(page):
    wanted = set(page.evaluate(REACHABLE))
    assert len(wanted) > 80
    reached: list[int] = []
    for _ in range(len(wanted) + 10):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at["name"] in {"body", "html"}:
            break  # past the end: the browser's own controls are next
        assert at["ring"], f"nothing shows that the focus is on {at}"
        assert at["seen"], f"the focus is out of sight, on {at}"
        assert at["bare"], f"something covers what has the focus, {at}"
        reached.append(at["place"])
    assert reached == sorted(reached), "in the order of reading"
    assert not wanted - set(reached)


def test_the_first_tab_skips_to_the_content(page):
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["text"].startswith("Skip to")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def focus_first_row(page: Page, name: str) -> Listing:
    listing = Listing(page, name)
    listing.view.locator("th button.sort").last.focus()
    page.keyboard.press("Tab")
    expect(listing.row(0).locator("a.open")).to_be_focused()
    return listing


def test_arrows_walk_the_rows_and_enter_opens_one(page):
    listing = focus_first_row(page, "documents")
    for key, index in (
        ("ArrowDown", 1),
        ("ArrowDown", 2),
        ("ArrowUp", 1),
        ("End", 113),
        ("ArrowDown", 113),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        expect(listing.row(index).locator("a.open")).to_be_focused()
        at = page.evaluate(FOCUS)
        assert at["seen"], f"{key} leads out of sight"
        assert at["bare"], f"{key} leads behind something: {at}"
    page.keyboard.press("PageDown")
    expect(listing.row(0).locator("a.open")).not_to_be_focused()
    page.keyboard.press("PageUp")
    expect(listing.row(0).locator("a.open")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    sheet = page.locator("dialog.sheet[open]")
    expect(sheet).to_have_count(1)
    assert sheet.evaluate("sheet => sheet.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(listing.row(1).locator("a.open")).to_be_focused()


def test_only_one_row_stands_in_the_way_of_tab(page):
    listing = focus_first_row(page, "findings")
    page.keyboard.press("Tab")
    assert not listing.view.evaluate("view => view.contains(document.activeElement)")
    page.keyboard.press("Shift+Tab")
    expect(listing.row(0).locator("a.open")).to_be_focused()


def test_the_focus_stays_in_an_open_dialog(page):
    listing = focus_first_row(page, "findings")
    page.keyboard.press("Enter")
    sheet = page.locator("dialog.sheet[open]")
    expect(sheet.locator(".sheet-body")).to_contain_text("To do")
    outside = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        where = page.evaluate("[document.activeElement.localName, !!document.activeElement.closest('dialog')]")
        outside += not where[1] and where[0] != "body"  # body: the browser's own controls
    assert outside == 0
    page.keyboard.press("Escape")
    expect(listing.row(0).locator("a.open")).to_be_focused()


def test_a_facet_by_keyboard(page):
    listing = Listing(page, "findings")
    summary = listing.view.locator("details.facet > summary", has_text="Severity")
    summary.focus()
    page.keyboard.press("Enter")
    expect(listing.view.get_by_role("checkbox", name="error")).to_be_visible()
    page.keyboard.press("Tab")
    expect(listing.view.get_by_role("checkbox", name="error")).to_be_focused()
    page.keyboard.press("Space")
    listing.expect_shown(15)
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    assert summary.locator("..").get_attribute("open") is None
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    assert summary.locator("..").get_attribute("open") is None, "a facet that is left closes"


def test_sorting_by_keyboard(page):
    listing = Listing(page, "documents")
    button = listing.view.locator("th button.sort", has_text="Owner")
    cell = listing.view.locator("th", has=page.locator("button.sort", has_text="Owner"))
    button.focus()
    for key, way in (("Enter", "ascending"), ("Space", "descending")):
        page.keyboard.press(key)
        expect(cell).to_have_attribute("aria-sort", way)
        expect(button).to_be_focused()


def test_searching_keeps_the_focus_where_one_types(page):
    listing = Listing(page, "findings")
    box = listing.view.get_by_role("searchbox", name="Find").first
    box.focus()
    page.keyboard.type("kb203 price", delay=5)
    listing.expect_shown(2)
    expect(box).to_be_focused()
    expect(box).to_have_value("kb203 price")


def test_the_sign_off_by_keyboard(page):
    page.locator("#sign-name").focus()
    page.keyboard.type("Ann Example")
    page.keyboard.press("Tab")
    page.keyboard.type("Auditor")
    expect(page.locator("#sign-role")).to_have_value("Auditor")
    page.locator("#signoff input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#signoff input[type=radio]").nth(1)).to_be_checked()
