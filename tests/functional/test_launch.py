"""A run that is forked is one that was started: the premise of all tests that have theirs forked."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from starter import CAN_FORK

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Launch

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="runs can't be forked here")
PAGE = "# Travel\n\nBook {} early, and hand in the receipts within thirty days of it.\n"
WORDS = (
    ("audit", "kb", "-p", "strict", "--as-of", "2026-06-01", "-c", "new.duckdb"),
    ("check", "--as-of", "2026-06-01", "-c", "new.duckdb"),
    ("gate", "-", "--only", "unknown"),
    ("explain", "KB999"),
    ("adit",),
    ("--help",),
)


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    """Two folders that are alike."""
    found = [tmp_path / name / "same" for name in ("a", "b")]
    for place in found:
        (place / "kb").mkdir(parents=True)
        for number, way in enumerate(("a train", "a flight", "a ferry")):
            path = place / "kb" / f"{number}.md"
            path.write_text(PAGE.format(way), encoding="utf-8")
            os.utime(path, (1_780_000_000, 1_780_000_000))
        (place / "kb" / "bad.docx").write_bytes(b"PK\3\4 broken")
    return found


def test_it_says_writes_and_ends_the_same(launch: Launch, places: list[Path]) -> None:
    for words in WORDS:
        forked, started = (
            launch(place, *words, stdin=b"kb/0.md\nkb/gone.md\n", afresh=afresh)
            for place, afresh in zip(places, (False, True), strict=True)
        )
        assert forked.returncode == started.returncode, words
        assert (forked.stdout, forked.stderr) == (started.stdout, started.stderr), words
    written = [{path.relative_to(place): path for path in place.rglob("*") if path.is_file()} for place in places]
    assert written[0].keys() == written[1].keys()
    for name, path in written[0].items():
        assert path.suffix == ".duckdb" or path.read_bytes() == written[1][name].read_bytes(), name


def test_what_a_run_changes_of_itself_is_gone_with_it(launch: Launch, places: list[Path]) -> None:
    before = launch(places[0], "audit", "kb", "--as-of", "2026-06-01", "-o", "one")
    launch(places[1], "audit", "kb", "--jobs", "1", "-p", "nobody")
    launch(places[1], "policy", "schema")
    after = launch(places[0], "audit", "kb", "--as-of", "2026-06-01", "-o", "two", "-c", "two.duckdb")
    assert before.stdout == after.stdout.replace(b"two", b"one")
    names = ("findings.json", "documents.jsonl", "stamps.jsonl")
    assert [(places[0] / "one" / name).read_bytes() for name in names] == [
        (places[0] / "two" / name).read_bytes() for name in names
    ]
