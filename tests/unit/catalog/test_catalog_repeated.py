from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbaudit.catalog import Catalog
from kbaudit.catalog.repeated import LEAST, SEVERAL
from kbaudit.model import Learned, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Learn

AT = datetime(2026, 1, 1, tzinfo=UTC)
DOCS, MORE = Source("docs", Path("/docs")), Source("more", Path("/more"))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "c.duckdb") as opened:
        yield opened


def crawl(catalog: Catalog, *batch: Learned) -> None:
    catalog.begin_crawl([DOCS, MORE], AT, "1")
    catalog.record(batch)
    catalog.finish_crawl()


def pair(one: Learned, other: Learned) -> tuple[str, str]:
    a, b = sorted((one.content_key, other.content_key))
    return a, b


def pages(learn: Learn, count: int, *anchors: int, name: str = "page") -> list[Learned]:
    return [learn(f"docs/{name}-{n}.md", f"{name} {n}", bands=[n], anchors=[*anchors, 1000 + n]) for n in range(count)]


def test_anchors_of_the_same_documents_are_one_group(catalog: Catalog, learn: Learn) -> None:
    copy = learn("more/copy.md", "page 0", bands=[0], anchors=[1, 2, 1000])
    some = pages(learn, LEAST, 3, name="other")
    made = pages(learn, LEAST + 5, 1, 2)
    crawl(catalog, *made, copy, *some)
    both, one = catalog.shared_anchors(None, {})
    assert (both.documents, both.anchors) == (LEAST + 6, (1, 2))
    assert (one.documents, one.anchors) == (LEAST, (3,))
    keys = sorted(item.content_key for item in made)
    assert list(both.keys) == keys[:SEVERAL]


def test_few_documents_share_by_coincidence(catalog: Catalog, learn: Learn) -> None:
    crawl(catalog, *pages(learn, LEAST - 1, 1, 2))
    assert catalog.shared_anchors(None, {}) == []


def test_only_the_sources_that_are_asked_for_count(catalog: Catalog, learn: Learn) -> None:
    crawl(catalog, *pages(learn, LEAST, 1))
    assert len(catalog.shared_anchors(["docs"], {})) == 1
    assert catalog.shared_anchors(["more"], {}) == []


def test_versions_of_one_document_count_once(catalog: Catalog, learn: Learn) -> None:
    made = pages(learn, LEAST * 2, 1)
    crawl(catalog, *made)
    halves = {item.content_key: f"family {n // 2}" for n, item in enumerate(made)}
    assert [one.documents for one in catalog.shared_anchors(None, halves)] == [LEAST * 2]
    thirds = {item.content_key: f"family {n // 3}" for n, item in enumerate(made)}
    assert catalog.shared_anchors(None, thirds) == []


def test_documents_that_hold_any_of_the_anchors_are_counted(catalog: Catalog, learn: Learn) -> None:
    crawl(catalog, *pages(learn, 3, 1), *pages(learn, 4, 1, 2, name="other"), *pages(learn, 2, 9, name="third"))
    assert catalog.holding(None, [[1], [2, 9], [77], []]) == [7, 6, 0, 0]


def says(learn: Learn, name: str, *said: tuple[int, int]) -> Learned:
    return learn(f"docs/{name}.md", name, bands=[len(name)], said=said)


def test_the_odd_one_meets_the_least_of_the_many(catalog: Catalog, learn: Learn) -> None:
    many = [says(learn, f"many {n}", (1, 10), (2, 20)) for n in range(39)]
    odd = says(learn, "odd", (1, 11), (2, 20))
    crawl(catalog, *many, odd)
    least = min(many, key=lambda item: item.content_key)
    assert catalog.statement_pairs() == [(*pair(odd, least), 1)]


def test_two_odd_ones_meet_the_same_one(catalog: Catalog, learn: Learn) -> None:
    many = [says(learn, f"many {n}", (1, 10)) for n in range(39)]
    odd, odd_too = says(learn, "odd", (1, 11)), says(learn, "odd too", (1, 11))
    crawl(catalog, *many, odd, odd_too)
    least = min(many, key=lambda item: item.content_key)
    assert catalog.statement_pairs() == sorted([(*pair(odd, least), 1), (*pair(odd_too, least), 1)])


@pytest.mark.parametrize(
    ("many", "few", "third"),
    [(39, 3, 0), (30, 0, 0), (20, 2, 2), (19, 4, 0)],
    ids=["a side of its own", "all agree", "three wordings", "no majority"],
)
def test_what_is_no_odd_one(catalog: Catalog, learn: Learn, many: int, few: int, third: int) -> None:
    crawl(
        catalog,
        *(says(learn, f"many {n}", (1, 10)) for n in range(many)),
        *(says(learn, f"few {n}", (1, 11)) for n in range(few)),
        *(says(learn, f"third {n}", (1, 12)) for n in range(third)),
    )
    assert catalog.statement_pairs() == []


def test_who_words_it_both_ways_is_at_odds_with_nobody(catalog: Catalog, learn: Learn) -> None:
    crawl(catalog, *(says(learn, f"many {n}", (1, 10)) for n in range(39)), says(learn, "both", (1, 10), (1, 11)))
    assert catalog.statement_pairs() == []
