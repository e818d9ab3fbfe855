"""Worklists with the real command: each owner's page has their findings, the evidence and the remedy, and no others."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

PAGE = "---\ntitle: {0}\n{1}\nlast_reviewed_on: {2}\n---\n\n# {0}\n\n{3}\n"
ROPE = "Ropes hang in the long shed, sorted by length, and a rope that was wet goes to the drying loft before."
PAINT = "Paint is mixed on the quay and never in the shed. The tins are closed and counted before the gate is locked."
LAMP = "The lamp at the pier head burns from dusk to dawn. Its keeper writes the hours into the grey book."


@pytest.fixture
def pages(kbaudit, tmp_path: Path) -> Path:
    """The worklists of a folder in which two people and nobody have something to do."""
    folder = tmp_path / "harbour"
    (folder / "shed [old]").mkdir(parents=True)
    (folder / "shed [old]" / "ropes & knots.md").write_text(
        PAGE.format("Ropes", "owner: ann@example.com", "2019-05-01", ROPE)
    )
    (folder / "paint.md").write_text(PAGE.format("Paint", 'owner: "=1+1|<b>Bob</b>"', "2019-05-01", PAINT))
    (folder / "lamp.md").write_text(PAGE.format("Lamp", "tags: [pier]", "2019-05-01", LAMP))
    assert kbaudit("audit", folder, "--by", "owner", "--as-of", "2026-06-01", "--fail-on", "never").code == 0
    return tmp_path / "kbaudit-report" / "worklists"


def test_each_owner_has_a_page_with_their_own_work(pages: Path):
    (ann,) = pages.glob("ann-*.md")
    text = ann.read_text()
    assert "KB201 stale" in text
    assert "To do: Review it" in text
    assert "lamp" not in text.lower()
    assert "KB201" in (pages / "nobody.md").read_text()
    assert all(page.name in (pages / "index.md").read_text() for page in pages.glob("*.md") if page.name != "index.md")


def test_links_lead_to_the_documents(pages: Path):
    for page in pages.glob("*.md"):
        links = re.findall(r"\]\(<?([^)>]+?)>?\)", page.read_text())
        assert links
        for link in links:
            assert (pages / unquote(link)).is_file(), link


def test_what_documents_say_stays_text(pages: Path):
    (bob,) = (page for page in pages.glob("*.md") if "Bob" in page.read_text() and page.name != "index.md")
    assert "<b>" not in bob.read_text()
    rows = list(csv.DictReader((pages / "worklists.csv").read_text().splitlines()))
    assert {row["code"] for row in rows} >= {"KB201"}
    assert not [row["owner"] for row in rows if row["owner"].startswith("=")]


def test_a_later_run_takes_away_what_is_done(kbaudit, pages: Path):
    folder = pages.parent.parent / "harbour"
    (pages / "notes-of-mine.txt").write_text("keep me")
    (folder / "shed [old]" / "ropes & knots.md").write_text(
        PAGE.format("Ropes", "owner: ann@example.com", "2026-05-01", ROPE)
    )
    kbaudit("audit", folder, "--by", "owner", "--as-of", "2026-06-01", "--fail-on", "never")
    assert not list(pages.glob("ann-*.md"))
    assert (pages / "notes-of-mine.txt").read_text() == "keep me"
