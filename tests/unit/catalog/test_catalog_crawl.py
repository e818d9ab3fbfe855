from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from kbaudit.catalog import Catalog, KnownFile
from kbaudit.model import Learned, Skipped, SkipReason, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from conftest import Learn

DOCS = Source("docs", Path("/docs"))
DAY = [datetime(2026, 1, day, 12, tzinfo=UTC) for day in range(1, 10)]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "c.duckdb") as opened:
        yield opened


def crawl(catalog: Catalog, day: int, batch: Sequence[Learned], *, learner: str = "1", complete: bool = True) -> None:
    catalog.begin_crawl([DOCS], DAY[day], learner)
    catalog.record(batch)
    catalog.finish_crawl(complete=complete)


def history(path: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(path, read_only=True) as opened:
        rows = opened.execute("SELECT uri, sha256, since, until FROM history ORDER BY uri, since").fetchall()
    return [(uri, sha256[:4], since.day, until and until.day) for uri, sha256, since, until in rows]


def test_a_document_comes_back_as_it_was_learned(catalog: Catalog, learn: Learn) -> None:
    text = "Ünïcode \0 and 𝒘ords\n" * 3
    item = learn("docs/a\0b.md", text, title="NUL \0 title")
    crawl(catalog, 0, [item])
    [document] = catalog.documents()
    facts, found = item.facts, item.found
    assert facts
    assert (document.uri, document.source, document.size, document.mtime_ns) == (found.uri, "docs", found.size, 5)
    assert (document.sha256, document.kind, document.learned_at) == (item.sha256, "markdown", DAY[0])
    assert document.learned_at.tzinfo is UTC
    assert (document.title, document.passages, document.words) == ("NUL \0 title", 2, facts.words)
    assert (document.language, document.confidence, document.text_sha256) == ("en", 0.875, facts.text_sha256)
    assert (document.fields, document.problems) == (facts.extract.fields, facts.extract.problems)
    assert (document.dates, document.owners) == (facts.signals.dates, facts.signals.owners)
    assert (document.states, document.reasons) == (facts.signals.states, facts.signals.reasons)
    key = f"{item.sha256}:markdown"
    assert catalog.texts([key, "unknown"]) == {key: text}
    held = catalog.structures([key, "unknown"])
    assert held.keys() == {key}
    assert (held[key].passages, held[key].links) == (facts.extract.passages, facts.extract.links)


def test_a_lone_surrogate_does_not_stop_the_crawl(catalog: Catalog, learn: Learn) -> None:
    good, bad = learn("docs/a.md", "fine", title="Füß"), learn("docs/b.md", "a\ud800b", title="\udfff")
    crawl(catalog, 0, [good, bad])
    assert [document.title for document in catalog.documents()] == ["Füß", "?"]
    assert catalog.texts([f"{bad.sha256}:markdown"]) == {f"{bad.sha256}:markdown": "a?b"}


def test_an_empty_text_is_kept(catalog: Catalog, learn: Learn) -> None:
    item = learn("docs/a.md", "")
    crawl(catalog, 0, [item])
    assert catalog.texts([f"{item.sha256}:markdown"]) == {f"{item.sha256}:markdown": ""}


def test_documents_are_sorted_by_uri_and_told_apart_by_source(catalog: Catalog, learn: Learn) -> None:
    catalog.begin_crawl([DOCS, Source("more", Path("/more"))], DAY[0], "1")
    catalog.record([learn(uri, "same") for uri in ("docs/b.md", "more/a.md", "docs/é.md", "docs/B.md", "docs/a/z.md")])
    catalog.record_ignored("docs", 4)
    catalog.record_ignored("more", 3)
    catalog.finish_crawl()
    docs = ["docs/B.md", "docs/a/z.md", "docs/b.md", "docs/é.md"]
    assert [document.uri for document in catalog.documents()] == [*docs, "more/a.md"]
    assert [document.uri for document in catalog.documents(["docs"])] == docs
    assert list(catalog.documents([])) == []
    assert (catalog.ignored(), catalog.ignored(["more"]), catalog.sources()) == (7, 3, ("docs", "more"))


def test_documents_may_be_read_while_other_things_are_asked(catalog: Catalog, learn: Learn) -> None:
    crawl(catalog, 0, [learn(f"docs/{n:04}.md", f"text {n}") for n in range(2500)])
    seen = 0
    for document in catalog.documents():
        if seen % 500 == 0:
            assert catalog.texts([f"{document.sha256}:markdown"])
        seen += 1
    assert seen == 2500


def test_what_is_unchanged_needs_not_be_opened(catalog: Catalog, learn: Learn) -> None:
    item = learn("docs/a.md", "one")
    crawl(catalog, 0, [item])
    catalog.begin_crawl([DOCS], DAY[1], "1")
    assert catalog.known("docs") == {"docs/a.md": KnownFile(3, 5, item.sha256, fresh=True)}
    assert catalog.known("other") == {}
    catalog.record_unchanged(["docs/a.md"])
    catalog.finish_crawl()
    [document] = catalog.documents()
    assert document.learned_at == DAY[0]


def test_a_new_mtime_alone_learns_nothing(catalog: Catalog, learn: Learn) -> None:
    item = learn("docs/a.md", "one")
    crawl(catalog, 0, [item])
    touched = Learned(replace(item.found, mtime_ns=77), item.sha256, "markdown")
    crawl(catalog, 1, [touched])
    [document] = catalog.documents()
    assert (document.mtime_ns, document.learned_at, document.title) == (77, DAY[0], "A title")


def test_a_skipped_file_that_was_only_touched_stays_skipped(catalog: Catalog, learn: Learn) -> None:
    found = learn("docs/a.pdf", "x").found
    why = Skipped("docs/a.pdf", SkipReason.ENCRYPTED, "it has a password", "remove it", source="docs", size=1)
    crawl(catalog, 0, [Learned(found, "ab", "pdf", skipped=why)])
    crawl(catalog, 1, [Learned(replace(found, mtime_ns=9), "ab", "pdf")])
    assert catalog.skipped() == (why,)
    assert list(catalog.documents()) == []


@pytest.mark.parametrize("reason", list(SkipReason))
def test_only_lasting_reasons_keep_a_file_closed(catalog: Catalog, learn: Learn, reason: SkipReason) -> None:
    found = learn("docs/a.pdf", "x").found
    why = Skipped("docs/a.pdf", reason, "detail", source="docs", size=1)
    crawl(catalog, 0, [Learned(found, "ab", "pdf", skipped=why)])
    catalog.begin_crawl([DOCS], DAY[1], "1")
    lasting = {"unsupported", "image", "corrupt", "encrypted", "no_text_layer", "too_large"}
    assert catalog.known("docs")["docs/a.pdf"] == KnownFile(1, 5, "ab", fresh=reason in lasting, reason=reason)
    catalog.begin_crawl([DOCS], DAY[1], "2")
    assert not catalog.known("docs")["docs/a.pdf"].fresh


def test_links_and_the_like_are_skipped_and_looked_at_again(catalog: Catalog) -> None:
    link = Skipped("docs/l", SkipReason.NOT_REGULAR, "a link to x", source="docs")
    catalog.begin_crawl([DOCS], DAY[0], "1")
    catalog.record_skipped([link])
    catalog.finish_crawl()
    assert catalog.skipped(["docs"]) == (link,)
    catalog.begin_crawl([DOCS], DAY[1], "1")
    assert catalog.known("docs")["docs/l"].mtime_ns == -1
    catalog.finish_crawl()
    assert catalog.skipped() == ()


def test_changed_vanished_and_returned_contents_stay_in_history(catalog: Catalog, learn: Learn, tmp_path: Path) -> None:
    one, two, other = learn("docs/a.md", "one"), learn("docs/a.md", "two"), learn("docs/b.md", "other")
    for day, batch in enumerate([[one, other], [two, other], [other], [one, other]]):
        crawl(catalog, day, batch)
        assert [document.sha256 for document in catalog.documents()] == [item.sha256 for item in batch]
    assert [document.learned_at for document in catalog.documents()] == [DAY[3], DAY[0]]
    catalog.close()
    first, second, third = (item.sha256[:4] for item in (one, two, other))
    assert history(tmp_path / "c.duckdb") == [
        ("docs/a.md", first, 1, 2),
        ("docs/a.md", second, 2, 3),
        ("docs/a.md", first, 4, None),
        ("docs/b.md", third, 1, None),
    ]


def test_an_incomplete_crawl_takes_nothing_away(catalog: Catalog, learn: Learn) -> None:
    crawl(catalog, 0, [learn("docs/a.md", "one")])
    assert catalog.is_complete()
    crawl(catalog, 1, [learn("docs/b.md", "two")], complete=False)
    assert [document.uri for document in catalog.documents()] == ["docs/a.md", "docs/b.md"]
    assert not catalog.is_complete()
    assert not catalog.is_complete(["docs"])
    assert catalog.is_complete(["other"])
    crawl(catalog, 2, [learn("docs/b.md", "two")])
    assert [document.uri for document in catalog.documents()] == ["docs/b.md"]
    assert catalog.is_complete()


def test_only_the_crawled_sources_lose_files(catalog: Catalog, learn: Learn) -> None:
    crawl(catalog, 0, [learn("docs/a.md", "one")])
    catalog.begin_crawl([Source("more", Path("/more"))], DAY[1], "1")
    catalog.finish_crawl()
    assert [document.uri for document in catalog.documents()] == ["docs/a.md"]


def test_a_source_at_another_place_is_opened_again(catalog: Catalog, learn: Learn) -> None:
    item = learn("docs/a.md", "one")
    crawl(catalog, 0, [item])
    catalog.begin_crawl([Source("docs", Path("/elsewhere"))], DAY[1], "1")
    assert catalog.known("docs") == {"docs/a.md": KnownFile(3, -1, item.sha256, fresh=True)}


def test_a_newer_learner_learns_again(catalog: Catalog, learn: Learn) -> None:
    crawl(catalog, 0, [learn("docs/a.md", "one", title="Old"), learn("docs/b.md", "one", title="Old")])
    catalog.begin_crawl([DOCS], DAY[1], "2")
    assert not any(file.fresh for file in catalog.known("docs").values())
    catalog.record([learn("docs/a.md", "one", title="New")])
    assert {uri: file.fresh for uri, file in catalog.known("docs").items()} == {"docs/a.md": True, "docs/b.md": True}
    catalog.record_unchanged(["docs/b.md"])
    catalog.finish_crawl()
    assert [(document.title, document.learned_at) for document in catalog.documents()] == [("New", DAY[0])] * 2


def test_a_file_that_becomes_unreadable_and_readable_again(catalog: Catalog, learn: Learn) -> None:
    item = learn("docs/a.md", "one")
    why = Skipped("docs/a.md", SkipReason.PERMISSION, "no permission", source="docs", size=3)
    crawl(catalog, 0, [item])
    crawl(catalog, 1, [Learned(item.found, "", "markdown", skipped=why)])
    assert catalog.skipped() == (why,)
    assert list(catalog.documents()) == []
    crawl(catalog, 2, [item])
    assert catalog.skipped() == ()
    assert [document.learned_at for document in catalog.documents()] == [DAY[2]]


def test_moments_must_have_a_zone_and_come_back_as_utc(catalog: Catalog, learn: Learn) -> None:
    with pytest.raises(ValueError, match="time zone"):
        catalog.begin_crawl([DOCS], datetime(2026, 1, 1), "1")  # noqa: DTZ001 - what must be refused
    tokyo = datetime(2026, 1, 1, 3, tzinfo=timezone(timedelta(hours=9)))
    catalog.begin_crawl([DOCS], tokyo, "1")
    catalog.record([learn("docs/a.md", "x")])
    assert [document.learned_at.isoformat() for document in catalog.documents()] == ["2025-12-31T18:00:00+00:00"]


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone can't be changed here")
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "UTC"])
def test_moments_are_the_same_in_every_zone(
    tmp_path: Path, learn: Learn, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        moment = datetime(2026, 7, 1, 12, 30, 15, 123456, tzinfo=UTC)
        with Catalog.open(tmp_path / "c.duckdb") as catalog:
            catalog.begin_crawl([DOCS], moment, "1")
            catalog.record([learn("docs/a.md", "x")])
            catalog.finish_crawl()
        with Catalog.open(tmp_path / "c.duckdb") as catalog:
            assert [document.learned_at for document in catalog.documents()] == [moment]
        with duckdb.connect(tmp_path / "c.duckdb") as opened:
            stored = opened.execute("SELECT learned_at::VARCHAR FROM files").fetchall()
        assert stored == [("2026-07-01 12:30:15.123456",)]
    finally:
        monkeypatch.undo()
        time.tzset()


def test_recording_needs_a_crawl(catalog: Catalog, learn: Learn) -> None:
    with pytest.raises(ValueError, match="no crawl"):
        catalog.record([learn("docs/a.md", "x")])


CRAWL = """
import sys
from datetime import UTC, datetime
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from conftest import learned as learn
from kbaudit.catalog import Catalog
from kbaudit.model import Source

with Catalog.open(Path(sys.argv[1])) as catalog:
    catalog.begin_crawl([Source("docs", Path("/docs"))], datetime(2026, 1, 1, 12, tzinfo=UTC), "1")
    known = catalog.known("docs")
    print("begun", len(known), flush=True)
    for start in range(0, 3000, 50):
        batch = [learn(f"docs/{n:04}.md", f"text {n} " * 200) for n in range(start, start + 50)]
        if all(item.found.uri in known for item in batch):
            catalog.record_unchanged(item.found.uri for item in batch)
        else:
            catalog.record(batch)
        print(start, flush=True)
    catalog.finish_crawl()
"""


def test_a_killed_crawl_is_completed_by_the_next(tmp_path: Path, project: Path) -> None:
    path = tmp_path / "c.duckdb"
    command = [sys.executable, "-c", CRAWL, str(path), str(Path(__file__).parent)]
    kept = -1
    for batches in (0, 3, 20):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=project) as crawling:
            assert crawling.stdout
            assert int(crawling.stdout.readline().removeprefix("begun ")) >= kept
            for _ in range(batches):
                crawling.stdout.readline()
            time.sleep(0.01 * batches)  # somewhere inside a batch
            os.kill(crawling.pid, signal.SIGKILL)
        with Catalog.open(path) as catalog:
            documents = list(catalog.documents())
            assert len(documents) >= batches * 50
            assert len(documents) % 50 == 0
            assert len(catalog.texts([item.content_key for item in documents])) == len(documents)
            assert not catalog.is_complete()
            kept = len(documents)
    assert kept < 3000
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=project)
    with Catalog.open(path) as catalog:
        assert catalog.is_complete()
        found = [(document.uri, document.words) for document in catalog.documents()]
    assert found == [(f"docs/{n:04}.md", 400) for n in range(3000)]
    rows = history(path)
    assert len(rows) == len(set(rows)) == 3000


def test_ctrl_c_while_recording_keeps_whole_batches(tmp_path: Path, project: Path) -> None:
    path = tmp_path / "c.duckdb"
    command = [sys.executable, "-c", CRAWL, str(path), str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=project) as crawling:
        assert crawling.stdout
        assert crawling.stderr
        for _ in range(5):
            crawling.stdout.readline()
        crawling.send_signal(signal.SIGINT)
        assert "KeyboardInterrupt" in crawling.stderr.read()
    with Catalog.open(path) as catalog:
        documents = len(list(catalog.documents()))
        assert documents >= 200
        assert documents % 50 == 0
