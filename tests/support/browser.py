"""A real Chromium that opens a report and tells all that it complains of: console, errors, requests, refusals.

The browser is the system's (Debian: chromium), driven by playwright; nothing is downloaded. KBAUDIT_CHROMIUM names
another.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Nothing of its own may reach the network, and no start may ask anything of a user. Each launch has a new profile.
SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
)  # fmt: skip
WIDE, HIGH = 1280, 900  # pixels, where a test asks for nothing else
NARROWEST, WIDEST = 360, 1920  # pixels: what a report has to fit
ITS_OWN = ("data:", "blob:")  # made by the page itself: no request
PATIENCE = 15_000  # milliseconds, on a busy machine

# Runs before anything of the page. What documents hold may call `hostile()`, or set it; nobody may.
WATCH = """
window.__refused = [];
window.__ran = 0;
window.hostile = () => { window.__ran += 1; };
document.addEventListener("securitypolicyviolation", (event) => window.__refused.push(
  `${event.effectiveDirective} refused ${event.blockedURI} (${event.sample})`));
"""

Forced = Literal["active", "none"]


def chromium() -> str | None:
    """The browser's program, or None where there is none."""
    named = os.environ.get("KBAUDIT_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass(frozen=True)
class Look:
    """How the page is shown: sizes in pixels, and what the reader's system asks for."""

    width: int = WIDE
    height: int = HIGH
    dark: bool = False
    still: bool = False  # prefers-reduced-motion
    forced: bool = False  # forced-colors: the system's few colours alone
    script: bool = True
    scale: float = 1.0  # device pixels a CSS pixel


@dataclass
class Opened:
    """A report in the browser, and all that it has complained of since."""

    page: Page
    uri: str
    complaints: list[str] = field(default_factory=list)
    downloads: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("crash", lambda _: self.complaints.append("the page crashed"))
        self.page.on("popup", lambda other: self.complaints.append(f"window opened: {other.url}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.on("framenavigated", self._navigated)

    def _console(self, message: ConsoleMessage) -> None:
        self.complaints.append(f"console {message.type}: {message.text}")

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if request.url.partition("#")[0] != self.uri and not request.url.startswith(ITS_OWN):
            self.complaints.append(f"request: {request.url}")

    def _navigated(self, frame: Any) -> None:
        if frame.url.partition("#")[0] not in {self.uri, "about:blank"}:
            self.complaints.append(f"went to {frame.url}")

    def all_complaints(self) -> list[str]:
        """What came by events, what the content security policy refused, and what ran that mustn't."""
        refused: list[str] = self.page.evaluate("window.__refused || []")
        ran: int = self.page.evaluate("window.__ran || 0")
        return [*self.complaints, *refused, *([f"{ran} scripts of documents ran"] if ran else [])]

    def assert_quiet(self) -> None:
        """No message in the console, no error, no request, no refusal by the policy, no script of a document."""
        assert self.all_complaints() == []


class Chromium:
    """One browser; each report is opened in a context of its own, that nothing is left in."""

    def __init__(self, driver: Playwright, program: str) -> None:
        self._browser: Browser = driver.chromium.launch(
            executable_path=program, args=list(SWITCHES), chromium_sandbox=False
        )
        self._contexts: list[BrowserContext] = []

    @classmethod
    @contextmanager
    def started(cls, program: str) -> Iterator[Self]:
        """A browser for the time of the block."""
        with sync_playwright() as driver:
            browser = cls(driver, program)
            try:
                yield browser
            finally:
                browser.close()

    @property
    def version(self) -> str:
        return self._browser.version

    def open(self, file: Path, look: Look | None = None, fragment: str = "", script: str = "") -> Opened:
        """The report in a page of its own, read to its end. fragment is without #; script runs before the page's."""
        look = look or Look()
        context = self._browser.new_context(
            viewport={"width": look.width, "height": look.height},
            device_scale_factor=look.scale,
            color_scheme="dark" if look.dark else "light",
            reduced_motion="reduce" if look.still else "no-preference",
            forced_colors="active" if look.forced else "none",
            java_script_enabled=look.script,
            accept_downloads=True,
            locale="en-GB",
            timezone_id="UTC",
            offline=True,
        )
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(WATCH + script)
        page = context.new_page()
        uri = file.resolve().as_uri()
        opened = Opened(page, uri)
        page.goto(f"{uri}#{fragment}" if fragment else uri, wait_until="load")
        return opened

    def forget(self) -> None:
        """Closes every page that was opened."""
        while self._contexts:
            self._contexts.pop().close()

    def close(self) -> None:
        self.forget()
        self._browser.close()
