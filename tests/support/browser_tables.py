"""A table of the report as its reader uses it: search, facets, columns, order, CSV."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Locator, Page, expect

Row = dict[str, str]


def close_sheet(page: Page) -> None:
    """Leaves what is open over the tables; the address is then again what lies behind it."""
    page.keyboard.press("Escape")
    expect(page.locator("dialog.sheet[open]")).to_have_count(0)
    page.wait_for_function("!/^#(finding|document|family|worklist)[/]/.test(location.hash)")


@dataclass(frozen=True)
class Listing:
    """One of the three tables, by its name in the page's address."""

    page: Page
    name: Literal["findings", "documents", "families"]

    @property
    def view(self) -> Locator:
        return self.page.locator(f"#{self.name}-view")

    @property
    def rows(self) -> Locator:
        """The rows that are in the page; of a long table these are the ones in sight."""
        return self.view.locator("tr[data-index]")

    def row(self, index: int) -> Locator:
        return self.view.locator(f'tr[data-index="{index}"]')

    def expect_shown(self, number: int) -> None:
        """So many rows fit what was asked for."""
        expect(self.view.locator("output")).to_have_text(re.compile(rf"^{number:,} of [\d,]+ {self.name}$"))

    @property
    def shown(self) -> int:
        return int(self.view.locator("output").inner_text().split(" of ")[0].replace(",", ""))

    def search(self, words: str) -> None:
        self.view.get_by_role("searchbox", name="Find").first.fill(words)
        self.page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")

    def facet(self, label: str) -> Locator:
        """Opens a facet, if it isn't open; its label may be followed by the number of its picked values."""
        facet = self.view.locator(
            "details.facet", has=self.page.locator("summary", has_text=re.compile(rf"^{label}\d*$"))
        )
        if facet.get_attribute("open") is None:
            facet.locator("summary").click()
        return facet

    def choices(self, label: str) -> dict[str, int]:
        """The values of a facet, with the number that stands beside each."""
        choices = self.facet(label).locator(".choices")
        expect(choices).to_be_visible()
        read = "choices => [...choices.querySelectorAll('.name, .many')].map((part) => part.textContent)"
        names_and_numbers: list[str] = choices.evaluate(read)
        pairs = zip(names_and_numbers[::2], names_and_numbers[1::2], strict=True)
        return {name: int(number.replace(",", "")) for name, number in pairs}

    def tick(self, label: str, value: str) -> None:
        exactly = self.page.locator(".name", has_text=re.compile(rf"^{re.escape(value)}$"))
        self.facet(label).locator("label", has=exactly).click()

    def show_all(self) -> None:
        self.view.get_by_role("button", name="Show all").click()

    @property
    def headings(self) -> list[str]:
        return [text.strip("▲▼") for text in self.view.locator("th button.sort").all_inner_texts()]

    def sort(self, heading: str) -> str:
        """Sorts by a column; which way it is sorted then, as a screen reader is told."""
        self.view.locator("th button.sort", has_text=re.compile(rf"^{heading}[▲▼]?$")).click()
        cell = self.view.locator("th", has=self.page.locator(".sort", has_text=re.compile(rf"^{heading}[▲▼]?$")))
        expect(cell).not_to_have_attribute("aria-sort", "none")
        return str(cell.get_attribute("aria-sort"))

    def csv(self) -> list[Row]:
        """What the button hands over, read back as a spreadsheet would."""
        with self.page.expect_download() as waited:
            self.view.get_by_role("button", name="Export CSV").click()
        file = Path(waited.value.path())
        assert waited.value.suggested_filename == f"{self.name}.csv"
        text = file.read_bytes().decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
