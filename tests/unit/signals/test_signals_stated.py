"""Sentences that state something of their document, and others that look alike, from the benchmark's table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kbaudit.extractors.markdown import extract
from kbaudit.signals import read_signals

TABLE = Path(__file__).parents[3] / "benchmarks" / "labels" / "stated_sentences.tsv"
ROWS = [tuple(line.split("\t")) for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("# ")]
MISSED = {"Replaced with effect from 1 May 2024 by Travel rules 2024"}
"""Known to be missed: what mends it must take it off this list."""


def read(page: str) -> list[tuple[str, str]]:
    signals = read_signals(extract(page.encode(), "markdown"))
    dates = [(claim.kind.value, claim.value[:10]) for claim in signals.dates]
    return dates + [(claim.state.value, claim.successor) for claim in signals.states]


@pytest.mark.parametrize(("form", "says", "sentence"), [row for row in ROWS if row[0] != "look-alike"])
def test_what_is_stated_is_read(form, says, sentence):
    found = read(f"# Guide\n\n{sentence}\n\nStaff read it before they start.\n")
    assert ((form, says) in found) != (sentence in MISSED)


@pytest.mark.parametrize("sentence", [row[2] for row in ROWS if row[0] == "look-alike"])
@pytest.mark.parametrize(
    "page", ["# Guide\n\n{}\n\nStaff read it.\n", "# Guide\n\nStaff read it.\n\n## Scope\n\nAll sites.\n\n{}\n"]
)
def test_what_looks_alike_states_nothing(page, sentence):
    assert read(page.format(sentence)) == []


def test_the_table_has_forty_of_each_form():
    assert min(Counter(row[0] for row in ROWS).values()) >= 40
