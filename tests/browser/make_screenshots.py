"""Writes docs/images/: the report of sample_corpus as a reader sees it; no picture is older than the page.

Run: make screenshots (needs Chromium). The moments of the three audits are fixed; fonts are those of the machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import audited
from browser import Chromium, Look, chromium
from browser_tables import Listing
from PIL import Image
from playwright.sync_api import Page, expect

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
COLOURS = 128  # a page has few: a picture of so many is a third as large, and nobody sees it


def _top(_: Page) -> None:
    """The page as it opens."""


def _findings(page: Page) -> None:
    listing = Listing(page, "findings")
    listing.tick("Set", "customers")
    listing.tick("Severity", "error")
    listing.tick("Severity", "warning")
    listing.facet("Check")
    page.locator("#findings").evaluate("section => section.querySelector('form').scrollIntoView({block: 'start'})")
    page.mouse.wheel(0, -80)


def _difference(page: Page) -> None:
    listing = Listing(page, "findings")
    listing.search("KB103 travel-policy")
    listing.row(0).locator("a.open").click()
    expect(page.locator("dialog.sheet[open] .sides")).to_be_visible()


def _document(page: Page) -> None:
    listing = Listing(page, "documents")
    listing.search("data-protection")
    listing.row(0).locator("a.open").click()
    expect(page.locator("dialog.sheet[open] .sheet-body")).to_contain_text("Over the audits")


def _charts(page: Page) -> None:
    page.locator("#ages").scroll_into_view_if_needed()
    page.locator("#ages").evaluate("figure => figure.scrollIntoView({block: 'start'})")


@dataclass(frozen=True)
class Shot:
    """A picture: its name, how the page is shown, and what is done before."""

    name: str
    look: Look
    before: Callable[[Page], None]


SHOTS = (
    Shot("report-top", Look(width=1280, height=1000), _top),
    Shot("report-charts", Look(width=1280, height=900), _charts),
    Shot("report-findings", Look(width=1280, height=800), _findings),
    Shot("report-difference", Look(width=1280, height=900), _difference),
    Shot("report-document", Look(width=1280, height=900), _document),
    Shot("report-dark", Look(width=1280, height=800, dark=True), _top),
    Shot("report-narrow", Look(width=360, height=740, scale=2.0), _top),
)


def main() -> None:
    program = chromium()
    if program is None:
        raise SystemExit("no Chromium: apt-get install chromium, or name one in KBAUDIT_CHROMIUM")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Chromium.started(program) as browser:
        report = audited.sample(Path(folder)) / "report.html"
        for shot in SHOTS:
            opened = browser.open(report, shot.look)
            opened.page.wait_for_selector("html[data-ready=yes]")
            shot.before(opened.page)
            opened.page.wait_for_timeout(300)  # a row that has just come into view is measured, then drawn again
            _save(opened.page.screenshot(), IMAGES / f"{shot.name}.png")
            opened.assert_quiet()
            browser.forget()


def _save(picture: bytes, file: Path) -> None:
    with Image.open(BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT).save(file, optimize=True)


if __name__ == "__main__":
    main()
