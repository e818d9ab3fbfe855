"""Which contents may resemble one another: LSH band keys joined in SQL.

Contents with the same band keys are one: each is paired with the least of them, which alone goes into the join. A
bucket of more than HUB contents pairs each with its least only. Measured: without these two a folder with a
thousand forms of one template makes half a million pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from kbaudit.catalog.encoding import table
from kbaudit.model import Pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kbaudit.catalog.session import Session

HUB: Final = 50
_PAIRS: Final = pa.schema(
    [
        ("a", pa.string()),
        ("b", pa.string()),
        ("jaccard", pa.float64()),
        ("masked_jaccard", pa.float64()),
        ("containment", pa.float64()),
    ]
)
_PAIR: Final = pa.schema([("a", pa.string()), ("b", pa.string())])
_WRITTEN_AT_ONCE: Final = 5000  # pairs; a run that is killed has measured no more than these in vain

# Numbers stand for keys in the joins, in the same order: 8 bytes instead of 80.
_STEPS: Final = (
    """CREATE OR REPLACE TEMP TABLE live AS
       SELECT row_number() OVER (ORDER BY key) AS id, key, bands FROM facts
       WHERE len(bands) > 0 AND key IN (
           SELECT sha256 || ':' || kind FROM files
           WHERE reason IS NULL AND gone_at IS NULL
               AND ($sources IS NULL OR source IN (SELECT unnest($sources::VARCHAR[]))))""",
    """CREATE OR REPLACE TEMP TABLE alike AS
       SELECT id, min(id) OVER (PARTITION BY bands) AS least FROM live""",
    """CREATE OR REPLACE TEMP TABLE buckets AS
       SELECT band, id FROM (
           SELECT band, id, count(*) OVER (PARTITION BY band) AS size
           FROM (SELECT DISTINCT id, unnest(bands) AS band FROM live SEMI JOIN alike ON live.id = alike.least))
       WHERE size > 1""",
    """CREATE OR REPLACE TEMP TABLE hubs AS
       SELECT band, min(id) AS hub FROM buckets GROUP BY band HAVING count(*) > $hub""",
    """CREATE OR REPLACE TEMP TABLE candidates AS
       WITH met AS (
           SELECT least AS a, id AS b FROM alike WHERE least < id
           UNION
           SELECT one.id, other.id FROM (SELECT * FROM buckets ANTI JOIN hubs USING (band)) one
           JOIN buckets other ON one.band = other.band AND one.id < other.id
           UNION
           SELECT hub, id FROM hubs JOIN buckets USING (band) WHERE hub < id)
       SELECT one.key AS a, other.key AS b
       FROM met JOIN live one ON one.id = met.a JOIN live other ON other.id = met.b""",
    "DROP TABLE live",
    "DROP TABLE alike",
    "DROP TABLE buckets",
    "DROP TABLE hubs",
)


def find(session: Session, sources: Sequence[str] | None) -> None:
    """Fill the temporary table `candidates` with all candidate pairs among the live contents of the sources."""
    named: dict[str, object] = {"sources": None if sources is None else list(sources), "hub": HUB}
    for step in _STEPS:
        session.run(step, {name: value for name, value in named.items() if f"${name}" in step})


def add(session: Session, pairs: Iterable[tuple[str, str]]) -> None:
    """Make these pairs of keys candidates too."""
    rows = list(pairs)
    if rows:
        with session.tables({"more": table(_PAIR, rows)}):
            session.run("INSERT INTO candidates SELECT DISTINCT a, b FROM more ANTI JOIN candidates USING (a, b)")


def unmeasured(session: Session) -> list[tuple[str, str]]:
    """The candidates that were never measured, sorted, a < b."""
    return [(a, b) for a, b in session.rows("SELECT a, b FROM candidates ANTI JOIN pairs USING (a, b) ORDER BY a, b")]


def record(session: Session, pairs: Iterable[Pair]) -> None:
    """Keep what was measured; pairs that are held already stay as they are."""
    waiting: dict[tuple[str, str], tuple[object, ...]] = {}
    for pair in pairs:
        waiting[pair.a, pair.b] = (pair.a, pair.b, pair.jaccard, pair.masked_jaccard, pair.containment)
        if len(waiting) >= _WRITTEN_AT_ONCE:
            _write(session, waiting.values())
            waiting.clear()
    if waiting:
        _write(session, waiting.values())


def measured(session: Session, minimum: float) -> list[Pair]:
    """The candidates that were measured and reach the minimum in one of their three figures, sorted.

    Only current candidates: what an earlier state of the sources made a candidate must not change the outcome.
    """
    rows = session.rows(
        """SELECT a, b, jaccard, masked_jaccard, containment FROM pairs SEMI JOIN candidates USING (a, b)
           WHERE greatest(jaccard, masked_jaccard, containment) >= ? ORDER BY a, b""",
        (minimum,),
    )
    return [Pair(*row) for row in rows]


def _write(session: Session, rows: Iterable[tuple[object, ...]]) -> None:
    with session.tables({"new_pairs": table(_PAIRS, rows)}):
        session.run("INSERT INTO pairs SELECT * FROM new_pairs ANTI JOIN pairs USING (a, b)")
