from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kbaudit.catalog import Catalog
from kbaudit.model import Comparison, Difference, Rewording, Wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WANTED = [("a:text", "b:text"), ("a:text", "c:text"), ("b:text", "c:text")]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "c.duckdb") as opened:
        yield opened


def said(count: int) -> tuple[Difference, ...]:
    return tuple(Difference("number", str(n), "0", f"It is {n}.", "It is 0.", n, n) for n in range(count))


def test_what_was_compared_comes_back_and_is_not_wanted_again(catalog: Catalog) -> None:
    wording = Wording((Rewording("Übrig 1.", "Left\n1."), Rewording("a", "b")), more=3, only_a=2, only_b=1)
    known = [
        Comparison(*WANTED[0], said(2), "", 0.9, 0.5, wording),
        Comparison(*WANTED[2], (), 'same form, "x" for "y"'),
    ]
    catalog.record_comparisons(known, "1")
    assert catalog.comparisons(WANTED, "1") == known
    assert catalog.uncompared(WANTED, "1") == [WANTED[1]]


def test_what_another_comparer_said_counts_no_more(catalog: Catalog) -> None:
    catalog.record_comparisons([Comparison(*WANTED[0], said(1))], "1")
    assert catalog.uncompared(WANTED, "2") == WANTED
    catalog.record_comparisons([Comparison(*WANTED[0])], "2")
    assert catalog.comparisons(WANTED, "1") == []
    assert catalog.comparisons(WANTED, "2") == [Comparison(*WANTED[0])]


def test_of_thousands_of_differences_the_first_are_kept(catalog: Catalog) -> None:
    catalog.record_comparisons([Comparison(*WANTED[0], said(3000))], "1")
    (held,) = catalog.comparisons(WANTED, "1")
    assert held.differences == said(50)
