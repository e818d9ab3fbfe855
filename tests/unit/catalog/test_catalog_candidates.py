from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbaudit.catalog import Catalog
from kbaudit.catalog.candidates import HOLDERS, STRANGERS
from kbaudit.model import Learned, Pair, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Learn

AT = datetime(2026, 1, 1, tzinfo=UTC)
DOCS, MORE = Source("docs", Path("/docs")), Source("more", Path("/more"))


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "c.duckdb") as opened:
        yield opened


def crawl(catalog: Catalog, *batch: Learned, learner: str = "1") -> None:
    catalog.begin_crawl([DOCS, MORE], AT, learner)
    catalog.record(batch)
    catalog.finish_crawl()


def key(item: Learned) -> str:
    return item.content_key


def pair(one: Learned, other: Learned) -> tuple[str, str]:
    a, b = sorted((key(one), key(other)))
    return a, b


def measured(pairs: list[tuple[str, str]], jaccard: float = 0.9) -> list[Pair]:
    return [Pair(a, b, jaccard, jaccard / 2, jaccard / 3) for a, b in pairs]


def test_contents_that_share_a_band_meet_once(catalog: Catalog, learn: Learn) -> None:
    a = learn("docs/a.md", "a", bands=[1, 2, -3])
    b = learn("docs/b.md", "b", bands=[1, 2, 9])
    c = learn("docs/c.md", "c", bands=[7, 8, -3])
    alone, empty, empty_too = learn("docs/d.md", "d", bands=[4]), learn("docs/e.md", ""), learn("docs/f.md", " ")
    crawl(catalog, a, b, c, alone, empty, empty_too, learn("more/copy.md", "a", bands=[1, 2, -3]))
    assert catalog.candidate_pairs() == sorted([pair(a, b), pair(a, c)])


def test_measured_pairs_are_not_asked_for_again(catalog: Catalog, learn: Learn) -> None:
    a, b, c = (learn(f"docs/{name}.md", name, bands=[1, ord(name)]) for name in "abc")
    crawl(catalog, a, b)
    catalog.record_pairs(measured(catalog.candidate_pairs()))
    assert catalog.candidate_pairs() == []
    crawl(catalog, a, b, c)
    assert catalog.candidate_pairs() == sorted([pair(a, c), pair(b, c)])
    catalog.record_pairs(iter(measured(catalog.candidate_pairs(), 0.3)))
    catalog.record_pairs(measured([pair(a, b)], 0.1))  # measured before: stays as it was
    assert {(p.a, p.b): p.jaccard for p in catalog.pairs()} == {pair(a, b): 0.9, pair(a, c): 0.3, pair(b, c): 0.3}


def test_the_three_figures_come_back_as_measured(catalog: Catalog, learn: Learn) -> None:
    a, b = (learn(f"docs/{name}.md", name, bands=[1, ord(name)]) for name in "ab")
    crawl(catalog, a, b)
    [(first, second)] = catalog.candidate_pairs()
    stored = Pair(first, second, jaccard=0.2, masked_jaccard=0.9, containment=0.4)
    catalog.record_pairs([stored])
    assert catalog.pairs() == [stored]


def test_only_live_contents_of_the_sources_meet(catalog: Catalog, learn: Learn) -> None:
    a, b, c = (learn(f"{name}.md", name, bands=[1, 5]) for name in ("docs/a", "docs/b", "more/c"))
    crawl(catalog, a, b, c)
    assert len(catalog.candidate_pairs()) == 3
    assert catalog.candidate_pairs(["docs"]) == [pair(a, b)]
    assert catalog.candidate_pairs(["more"]) == []
    catalog.record_pairs(measured([pair(a, b), pair(a, c), pair(b, c)]))
    assert [(p.a, p.b) for p in catalog.pairs(["docs"])] == [pair(a, b)]
    assert catalog.candidate_pairs() == []
    crawl(catalog, a, c)
    assert catalog.pairs(["docs"]) == []
    assert [(p.a, p.b) for p in catalog.pairs()] == [pair(a, c)]


def test_contents_alike_are_chained_to_the_least(catalog: Catalog, learn: Learn) -> None:
    alike = sorted((learn(f"docs/{n}.md", f"text {n}", bands=[1, 2, 3]) for n in range(30)), key=key)
    near = learn("docs/near.md", "near", bands=[1, 8, 9])
    crawl(catalog, *alike, near)
    assert catalog.candidate_pairs() == sorted(pair(alike[0], item) for item in [*alike[1:], near])


def test_a_hot_bucket_pairs_each_with_its_least(catalog: Catalog, learn: Learn) -> None:
    hot = sorted((learn(f"docs/{n}.md", f"text {n}", bands=[1, 1000 + n // 2, n + 5000]) for n in range(60)), key=key)
    crawl(catalog, *hot)
    expected = {pair(hot[0], item) for item in hot[1:]}
    expected |= {pair(*(learn(f"docs/{n}.md", f"text {n}") for n in (even, even + 1))) for even in range(0, 60, 2)}
    assert catalog.candidate_pairs() == sorted(expected)


def test_the_outcome_does_not_depend_on_what_was_there_before(tmp_path: Path, learn: Learn) -> None:
    items = [learn(f"docs/{n}.md", f"text {n}", bands=[1, n + 5000]) for n in range(60)]
    outcomes = []
    for name, crawls in (("grown", [items[:40], items]), ("fresh", [items])):
        with Catalog.open(tmp_path / name) as catalog:
            for batch in crawls:
                crawl(catalog, *batch)
                catalog.record_pairs(measured(catalog.candidate_pairs()))
            outcomes.append(catalog.pairs())
    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0]) == 59


def test_another_learner_measures_again(catalog: Catalog, learn: Learn) -> None:
    a, b = (learn(f"docs/{name}.md", name, bands=[1, ord(name)]) for name in "ab")
    crawl(catalog, a, b)
    catalog.record_pairs(measured(catalog.candidate_pairs()))
    crawl(catalog, a, b, learner="2")
    assert catalog.pairs() == []
    assert catalog.candidate_pairs() == [pair(a, b)]


def test_many_documents(catalog: Catalog, learn: Learn) -> None:
    items = [
        learn(f"docs/{n:05}.md", f"text {n}", bands=[n // 3 * 64 + k for k in range(8)] + [-n]) for n in range(5000)
    ]
    catalog.begin_crawl([DOCS], AT, "1")
    for start in range(0, len(items), 256):
        catalog.record(items[start : start + 256])
    catalog.finish_crawl()
    pairs = catalog.candidate_pairs()
    assert len(pairs) == 4999
    catalog.record_pairs(measured(pairs))
    assert len(catalog.pairs()) == 4999
    catalog.begin_crawl([DOCS], AT, "1")
    assert len(catalog.known("docs")) == 5000
    assert all(file.fresh for file in catalog.known("docs").values())


def test_contents_whose_masked_text_agrees_meet(catalog: Catalog, learn: Learn) -> None:
    a = learn("docs/a.md", "a", bands=[1], masked_bands=[8, 9])
    b = learn("docs/b.md", "b", bands=[2], masked_bands=[7, 9])
    crawl(catalog, a, b, learn("docs/c.md", "c", bands=[3], masked_bands=[6]))
    assert catalog.candidate_pairs() == [pair(a, b)]


def test_forms_of_one_template_are_a_star(catalog: Catalog, learn: Learn) -> None:
    forms = sorted(
        (learn(f"docs/{n}.md", f"text {n}", bands=[n % 20, 100 + n], masked_bands=[-8, -9]) for n in range(100)),
        key=key,
    )
    crawl(catalog, *forms)
    assert catalog.candidate_pairs() == [pair(forms[0], form) for form in forms[1:]]


def test_equal_texts_among_the_forms_hang_on_their_least(catalog: Catalog, learn: Learn) -> None:
    forms = [learn(f"docs/{n}.md", f"text {n}", bands=[n // 2], masked_bands=[-9]) for n in range(40)]
    crawl(catalog, *forms)
    least = min(forms, key=key)
    twins = [sorted(forms[n : n + 2], key=key) for n in range(0, 40, 2)]
    expected = {pair(*twin) for twin in twins} | {pair(least, twin[0]) for twin in twins if twin[0] is not least}
    assert catalog.candidate_pairs() == sorted(expected)


def test_a_part_meets_its_whole_by_anchors(catalog: Catalog, learn: Learn) -> None:
    part = learn("docs/part.md", "word " * 240, bands=[1], anchors=range(20))
    whole = learn("docs/whole.md", "word " * 6000, bands=[2], anchors=range(16, 500))
    phrase = learn("docs/phrase.md", "word " * 600, bands=[3], anchors=[0, 1, *range(1000, 1040)])
    crawl(catalog, part, whole, phrase)
    assert catalog.candidate_pairs() == [pair(part, whole)]


def test_a_short_text_needs_one_anchor_in_the_whole(catalog: Catalog, learn: Learn) -> None:
    notice = learn("docs/notice.md", "word " * 30, bands=[1], anchors=range(23))
    page = learn("docs/page.md", "word " * 2000, bands=[2], anchors=range(22, 180))
    crawl(catalog, notice, page)
    assert catalog.candidate_pairs() == [pair(notice, page)]


def test_boilerplate_makes_no_pairs(catalog: Catalog, learn: Learn) -> None:
    pages = [learn(f"docs/{n}.md", f"{n} " + "word " * 99, bands=[n], anchors=[1, 2, n + 100]) for n in range(60)]
    copy = learn("more/0.md", "0 " + "word " * 99, bands=[0], anchors=[1, 2, 100])
    crawl(catalog, *pages, copy)
    assert catalog.candidate_pairs() == []


def test_boilerplate_does_not_hide_a_part(catalog: Catalog, learn: Learn) -> None:
    hot = range(40)
    pages = [learn(f"docs/{n}.md", f"{n} " + "w " * 999, bands=[n], anchors=[*hot, n + 100]) for n in range(60)]
    part = learn("docs/part.md", "w " * 999, bands=[70], anchors=[*hot, 500])
    whole = learn("docs/whole.md", "w " * 2999, bands=[71], anchors=[500, *range(600, 700)])
    crawl(catalog, *pages, part, whole)
    assert catalog.candidate_pairs() == [pair(part, whole)]


def test_statements_in_other_wordings(catalog: Catalog, learn: Learn) -> None:
    a = learn("docs/a.md", "a", bands=[1], said=[(1, 10), (2, 20), (3, 30)])
    b = learn("docs/b.md", "b", bands=[2], said=[(1, 11), (2, 20), (3, 31)])
    c = learn("more/c.md", "c", bands=[3], said=[(2, 21), (2, 20), (4, 40)])
    crawl(catalog, a, b, c)
    assert catalog.statement_pairs() == [(*pair(a, b), 2)]
    assert catalog.statement_pairs(["more"]) == []
    assert catalog.candidate_pairs() == []


def test_a_statement_of_many_is_a_forms(catalog: Catalog, learn: Learn) -> None:
    forms = [learn(f"docs/{n}.md", f"text {n}", bands=[n], said=[(1, n), (2 + n // 2, n)]) for n in range(60)]
    crawl(catalog, *forms)
    expected = sorted((*pair(forms[n], forms[n + 1]), 1) for n in range(0, 60, 2))
    assert catalog.statement_pairs() == expected


def test_each_content_keeps_the_partners_that_share_most(catalog: Catalog, learn: Learn) -> None:
    # Everybody meets everybody by one band of two; the twins share many more.
    crowd = [learn(f"docs/{n}.md", f"text {n}", bands=[n % 40, 100 + n % 37, 1000 + n]) for n in range(1200)]
    twins = [learn(f"docs/t{n}.md", f"twin {n}", bands=[1, 101, 7, 8, 9, 5000 + n]) for n in range(2)]
    crawl(catalog, *crowd, *twins)
    found = catalog.candidate_pairs()
    assert pair(*twins) in found
    keys = {key(item) for item in crowd}
    partners = sum(a in keys or b in keys for a, b in found) / len(crowd)
    assert partners <= STRANGERS


def test_a_part_keeps_its_wholes_among_many_that_share_less(catalog: Catalog, learn: Learn) -> None:
    forms = [
        learn(f"docs/{n}.md", f"{n} " + "w " * 999, bands=[n], anchors=[*range(8), *range(100 + 9 * n, 109 + 9 * n)])
        for n in range(45)
    ]
    part = learn("docs/part.md", "p " * 120, bands=[900], anchors=range(100, 109))
    crawl(catalog, *forms, part)
    found = catalog.candidate_pairs()
    assert pair(forms[0], part) in found
    assert len(found) <= HOLDERS * 46


def test_pairs_that_others_propose_are_candidates_too(catalog: Catalog, learn: Learn) -> None:
    a, b = (learn(f"docs/{name}.md", name, bands=[ord(name)]) for name in "ab")
    crawl(catalog, a, b)
    assert catalog.candidate_pairs(also=[pair(a, b), ("unknown:x", "unknown:y")]) == [pair(a, b)]
    catalog.record_pairs(measured([pair(a, b)]))
    assert [(p.a, p.b) for p in catalog.pairs()] == [pair(a, b)]
