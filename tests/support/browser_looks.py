"""What a reader sees of a page: whether it fits, whether texts overlap, what axe-core says of it, what is printed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import pypdfium2
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# WCAG 2.2 AA and what it takes up, and what axe's authors hold to be good practice.
ACCESSIBLE = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
Paper = Literal["A4", "Letter"]

FITS = (Path(__file__).parent / "page_fits.js").read_text(encoding="utf-8")


def sticking_out(page: Page) -> list[str]:
    """What makes the page scroll sideways, or would be cut off."""
    found: list[str] = page.evaluate(f"{FITS}.sticksOut()")
    return found


def overlapping(page: Page) -> list[str]:
    """Texts in the window that lie over one another."""
    found: list[str] = page.evaluate(f"{FITS}.overlaps()")
    return found


def barriers(page: Page, *leaving_out: str) -> list[str]:
    """Each violation that axe-core finds, one line a place: rule, how bad, where, what is there."""
    page.evaluate(AXE_SCRIPT)
    wanted = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": list(ACCESSIBLE)}}
    wanted["rules"] = {rule: {"enabled": False} for rule in leaving_out}
    run = "async (wanted) => (await axe.run(document, wanted)).violations"
    violations: list[dict[str, Any]] = page.evaluate(run, wanted)
    return [
        f"{violation['id']} ({violation['impact']}): {place['target']} {place['html'][:160]} {place['failureSummary']}"
        for violation in violations
        for place in violation["nodes"]
    ]


@dataclass(frozen=True)
class Printed:
    """A page as it came out of the printer."""

    file: Path

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What stands on each sheet."""
        with pypdfium2.PdfDocument(self.file) as pdf:
            return tuple(sheet.get_textpage().get_text_bounded().replace("\r\n", "\n") for sheet in pdf)

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """Width and height of each sheet, in points."""
        with pypdfium2.PdfDocument(self.file) as pdf:
            return tuple((round(sheet.get_width()), round(sheet.get_height())) for sheet in pdf)

    def pictures(self, folder: Path, scale: float = 1.0) -> list[Path]:
        """Each sheet as a PNG in folder; scale 1 is 72 dots an inch."""
        folder.mkdir(parents=True, exist_ok=True)
        with pypdfium2.PdfDocument(self.file) as pdf:
            files = [folder / f"{self.file.stem}-{number:02}.png" for number in range(1, len(pdf) + 1)]
            for sheet, file in zip(pdf, files, strict=True):
                sheet.render(scale=scale).to_pil().save(file)
        return files


def printed(page: Page, file: Path, paper: Paper = "A4") -> Printed:
    """The page as Chromium prints it on this paper, margins and running lines as the page's own style has them."""
    page.pdf(path=file, format=paper, prefer_css_page_size=False, print_background=False)
    return Printed(file)
