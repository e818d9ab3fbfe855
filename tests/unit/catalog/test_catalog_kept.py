"""What is kept under a digest of what it was made of: found again by the same things alone, and few of a kind."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from kbaudit.catalog import Catalog, Kind
from kbaudit.catalog.kept import LATEST
from kbaudit.model import Member, Source

if TYPE_CHECKING:
    from .conftest import Learn

NUMBERS: Final[Kind[tuple[int, ...]]] = Kind("numbers", tuple[int, ...])
NAMES: Final[Kind[tuple[str, ...]]] = Kind("names", tuple[str, ...])
MEMBERS: Final[Kind[tuple[Member, ...]]] = Kind("members", tuple[Member, ...], {"datetime": datetime})
AT = datetime(2026, 1, 1, tzinfo=UTC)


def test_it_is_found_by_the_same_things_and_kind_alone(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "c.duckdb") as catalog:
        assert catalog.kept(NUMBERS, ("a", "b")) is None
        catalog.keep(NUMBERS, ("a", "b"), (1, 2))
        catalog.keep(NUMBERS, ("a", "b"), (1, 2, 3))
        assert catalog.kept(NUMBERS, ("a", "b")) == (1, 2, 3)
        assert catalog.kept(NUMBERS, ("ab",)) is None
        assert catalog.kept(NAMES, ("a", "b")) is None


def test_the_one_that_was_not_used_for_longest_goes(tmp_path: Path) -> None:
    with Catalog.open(tmp_path / "c.duckdb") as catalog:
        catalog.keep(NAMES, ("0",), ("another kind",))
        for number in range(LATEST):
            catalog.keep(NUMBERS, (str(number),), (number,))
        assert catalog.kept(NUMBERS, ("0",)) == (0,)
        catalog.keep(NUMBERS, ("new",), (9,))
        assert catalog.kept(NUMBERS, ("0",)) == (0,)
        assert catalog.kept(NUMBERS, ("1",)) is None
        assert catalog.kept(NAMES, ("0",)) == ("another kind",)


def test_values_come_back_as_they_were() -> None:
    moment = datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)
    members = (Member("kb/a\n\u2028é.md", 1), Member("b", -2, "v2", takes_effect=moment, superseded_by=("c", "d")))
    assert MEMBERS.read(MEMBERS.written(members)) == members


@pytest.mark.parametrize("data", [b"", b"x", "text", None, NAMES.written(("a",)), NUMBERS.written((1, 2))[:-3]])
def test_what_is_no_such_value_is_nothing(data: object) -> None:
    assert NUMBERS.read(data) is None


def test_contents_tell_documents_contents_and_learners(tmp_path: Path, learn: Learn) -> None:
    with Catalog.open(tmp_path / "c.duckdb") as catalog:
        seen = []
        for learner, pages in (
            ("1", {"kb/a.md": "One."}),
            ("1", {"kb/a.md": "Two."}),
            ("1", {"kb/a.md": "Two.", "kb/b.md": "Two."}),
            ("2", {"kb/a.md": "Two.", "kb/b.md": "Two."}),
            ("1", {"kb/a.md": "One."}),
        ):
            catalog.begin_crawl([Source("kb", tmp_path)], AT, learner)
            catalog.record([learn(uri, text) for uri, text in pages.items()])
            catalog.finish_crawl()
            seen.append(catalog.contents())
        assert len(set(seen[:4])) == 4
        assert seen[4] == seen[0]
        assert catalog.contents(["kb"]) == seen[0] != catalog.contents(["other"])
