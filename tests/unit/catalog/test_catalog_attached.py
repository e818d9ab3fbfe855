"""Attachments stay and go with the file that they are attached to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbaudit.catalog import Catalog
from kbaudit.catalog.attached import hosts_of
from kbaudit.model import Learned, Skipped, SkipReason, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Learn

DOCS = Source("docs", Path("/docs"))
MAIL, TABLE, INNER, DEEP = "docs/a.eml", "docs/a.eml!/t.csv", "docs/a.eml!/b.eml", "docs/a.eml!/b.eml!/c.csv"


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "c.duckdb") as opened:
        yield opened


def begin(catalog: Catalog, day: int, learner: str = "1") -> None:
    catalog.begin_crawl([DOCS], datetime(2026, 1, day, tzinfo=UTC), learner)


@pytest.fixture
def mail(catalog: Catalog, learn: Learn) -> Learned:
    """A mail with a table and a mail that has a table, crawled on the first day; and a file beside it."""
    inner = replace(learn(INNER, "inner"), attached=(learn(DEEP, "deep"),))
    made = replace(learn(MAIL, "mail"), attached=(learn(TABLE, "table"), inner))
    begin(catalog, 1)
    catalog.record([made, learn("docs/z.md", "z")])
    catalog.finish_crawl()
    return made


def live(catalog: Catalog) -> list[str]:
    return [document.uri for document in catalog.documents()]


def test_hosts() -> None:
    assert list(hosts_of(DEEP)) == [MAIL, INNER]
    assert list(hosts_of("docs/wow!!/a!/b")) == ["docs/wow!", "docs/wow!!/a"]
    assert list(hosts_of("docs/a!b.md")) == []


def test_they_come_with_it(catalog: Catalog, mail: Learned) -> None:
    assert live(catalog) == [MAIL, INNER, DEEP, TABLE, "docs/z.md"]


def test_an_unchanged_file_keeps_them(catalog: Catalog, mail: Learned) -> None:
    begin(catalog, 2)
    catalog.record_unchanged([MAIL])
    catalog.finish_crawl()
    assert live(catalog) == [MAIL, INNER, DEEP, TABLE]


def test_a_touched_file_keeps_them_and_they_have_its_date(catalog: Catalog, mail: Learned) -> None:
    begin(catalog, 2)
    catalog.record([Learned(replace(mail.found, mtime_ns=77), mail.sha256, "markdown")])
    catalog.finish_crawl()
    assert {document.uri: document.mtime_ns for document in catalog.documents()} == dict.fromkeys(
        (MAIL, TABLE, INNER, DEEP), 77
    )


@pytest.mark.parametrize("is_complete", [True, False])
def test_a_changed_file_loses_those_that_it_has_no_more_at_once(
    catalog: Catalog, learn: Learn, mail: Learned, is_complete: bool
) -> None:
    begin(catalog, 2)
    catalog.record_unchanged(["docs/z.md"])
    catalog.record([replace(learn(MAIL, "changed"), attached=(learn(TABLE, "table"),))])
    catalog.finish_crawl(complete=is_complete)
    assert live(catalog) == [MAIL, TABLE, "docs/z.md"]
    begin(catalog, 3)  # as after a crawl that was killed: what is unchanged now was changed then
    catalog.record_unchanged([MAIL, "docs/z.md"])
    catalog.finish_crawl()
    assert live(catalog) == [MAIL, TABLE, "docs/z.md"]


def test_an_unreadable_or_vanished_file_takes_them_along(catalog: Catalog, mail: Learned) -> None:
    begin(catalog, 2)
    catalog.record_unchanged(["docs/z.md"])
    why = Skipped(MAIL, SkipReason.PERMISSION, "no permission", source="docs")
    catalog.record([Learned(mail.found, "", "markdown", skipped=why)])
    catalog.finish_crawl()
    assert live(catalog) == ["docs/z.md"]
    begin(catalog, 3)
    catalog.record([mail])
    catalog.finish_crawl()
    assert live(catalog) == [MAIL, INNER, DEEP, TABLE]
    begin(catalog, 4)
    catalog.finish_crawl()
    assert live(catalog) == []


@pytest.mark.parametrize(
    ("reason", "is_fresh"),
    [(SkipReason.MISSING_EXTRA, False), (SkipReason.TIME_LIMIT, False), (SkipReason.CORRUPT, True)],
)
def test_what_must_be_tried_again_is_tried_with_the_whole_file(
    catalog: Catalog, mail: Learned, reason: SkipReason, is_fresh: bool
) -> None:
    found = replace(mail.found, uri=DEEP)
    why = Skipped(DEEP, reason, "not now", source="docs")
    inner = replace(mail.attached[1], attached=(Learned(found, "ab", "doc", skipped=why),))
    begin(catalog, 2)
    catalog.record([replace(mail, attached=(mail.attached[0], inner))])
    catalog.finish_crawl()
    begin(catalog, 3)
    known = catalog.known("docs")
    assert {uri: known[uri].fresh for uri in (MAIL, INNER, TABLE)} == {MAIL: is_fresh, INNER: is_fresh, TABLE: True}


def test_a_folder_that_only_looks_like_a_file(catalog: Catalog, learn: Learn) -> None:
    begin(catalog, 1)
    catalog.record([learn("docs/wow!/a.md", "a"), learn("docs/wow!/b.md", "b")])
    catalog.finish_crawl()
    begin(catalog, 2)
    catalog.record_unchanged(["docs/wow!/a.md"])
    catalog.finish_crawl()
    assert live(catalog) == ["docs/wow!/a.md"]
