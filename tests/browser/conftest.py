"""Reports in a real browser. Where none is installed these tests are skipped, but never in CI."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import audited
import pytest
from browser import Chromium, Look, Opened, chromium

Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def a_chromium() -> Iterator[Chromium]:
    """One browser a file of tests: playwright leaves an event loop running, and other tests start their own."""
    program = chromium()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: apt-get install chromium, or name one in KBAUDIT_CHROMIUM")
        pytest.skip("no Chromium: see CONTRIBUTING.md")
    with Chromium.started(program) as browser:
        yield browser


@pytest.fixture
def open_report(a_chromium: Chromium) -> Iterator[Open]:
    """Opens a report as `Look` says, open_report(file, width=360, dark=True), and asks that it stayed quiet."""
    opened: list[Opened] = []

    def call(file: Path, *, fragment: str = "", **look: object) -> Opened:
        shown = Look(**look)  # type: ignore[arg-type]  # the test says which
        opened.append(a_chromium.open(file, shown, fragment))
        if shown.script:
            opened[-1].page.wait_for_selector("html[data-ready=yes]")
        return opened[-1]

    yield call
    complaints = [complaint for one in opened if not one.page.is_closed() for complaint in one.all_complaints()]
    a_chromium.forget()
    assert complaints == []


@pytest.fixture(scope="session")
def sample_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """report.html of sample_corpus at the last of three moments."""
    return audited.sample(tmp_path_factory.mktemp("sample")) / "report.html"


@pytest.fixture(scope="session")
def hostile_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """report.html of a corpus each text and name of which is meant to break it."""
    return audited.hostile(tmp_path_factory.mktemp("hostile")) / "report.html"
