"""Which contents may resemble one another: keys that were learned of each, joined in SQL.

Two contents meet by a band of their sketches, raw or masked (the same text, or the same but for its values), or by
anchors: runs of words of which the smaller one shares enough, wherever they stand in the larger one.

Four bounds keep a folder of a thousand forms of one template from making half a million pairs. Contents with the same
bands are a crowd: each is paired with the least of them, which alone meets others. A band in more than HUB contents
pairs each with its least only. An anchor in more than HUB contents is boilerplate and says nothing. And of all that a
content meets by bands the PARTNERS count that share the most of them, by anchors the HOLDERS.
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
CROWD: Final = 12
"""Contents with the same bands of which every pair is looked at."""

PARTNERS: Final = 24
"""Contents that one is measured against because of its bands; it may be among those of more contents, as a hub is."""

STRANGERS: Final = 8
"""So many of them may share one band only."""

HOLDERS: Final = 32
"""The same for anchors, those first that share the greatest part of the smaller one's."""

SHARE: Final = 0.15
"""How many of the smaller content's anchors the larger one must share, those that are boilerplate left out. Measured:
where four fifths of a text stand in another one, edited evenly, about a quarter of the anchors are left."""

SAID_BY: Final = 20
"""Contents that may make one statement; one that more of them make is a form's, filled in anew each time."""

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
_READ_AT_ONCE: Final = 20_000

# Numbers stand for keys in the joins, in the same order: 4 bytes instead of 80.
_LIVE: Final = """
    CREATE OR REPLACE TEMP TABLE live AS
    SELECT row_number() OVER (ORDER BY key)::INTEGER AS id, key, copies
    FROM facts JOIN (
        SELECT sha256 || ':' || kind AS key, count(*) AS copies FROM files
        WHERE reason IS NULL AND gone_at IS NULL
            AND ($sources IS NULL OR source IN (SELECT unnest($sources::VARCHAR[])))
        GROUP BY ALL) USING (key)
    WHERE len(bands) > 0"""
_STEPS: Final = (
    _LIVE,
    # Of each content the least one with the same bands, and the least one with the same masked bands.
    """CREATE OR REPLACE TEMP TABLE alike AS
       WITH known AS (
           SELECT id, hash(bands) AS bands,
               CASE WHEN len(masked_bands) = 0 THEN id::UBIGINT ELSE hash(masked_bands) END AS masked
           FROM live JOIN facts USING (key))
       SELECT id,
           CASE WHEN greatest(count(*) OVER same, count(*) OVER form) > $crowd THEN min(id) OVER same ELSE id END
               AS same,
           CASE WHEN count(*) OVER form > $crowd THEN min(id) OVER form ELSE id END AS form
       FROM known WINDOW same AS (PARTITION BY bands), form AS (PARTITION BY masked)""",
    """CREATE OR REPLACE TEMP TABLE meeting AS
       SELECT id, key FROM live JOIN alike USING (id) WHERE id = same AND id = form""",
    """CREATE OR REPLACE TEMP TABLE buckets AS
       SELECT band, id FROM (
           SELECT band, id, count(*) OVER (PARTITION BY band) AS size
           FROM (SELECT DISTINCT id, unnest(bands || masked_bands) AS band FROM meeting JOIN facts USING (key)))
       WHERE size > 1""",
    """CREATE OR REPLACE TEMP TABLE hubs AS
       SELECT band, min(id) AS hub FROM buckets GROUP BY band HAVING count(*) > $hub""",
    "CREATE OR REPLACE TEMP TABLE spots AS SELECT id, unnest(anchors) AS anchor FROM meeting JOIN facts USING (key)",
    """CREATE OR REPLACE TEMP TABLE shared AS
       SELECT anchor, count(*) AS size FROM spots GROUP BY anchor HAVING count(*) > 1""",
    # A short text keeps more anchors than a longer one has chosen of the same words: that keeps 1 in 12.
    """CREATE OR REPLACE TEMP TABLE own AS
       SELECT id, least(len(anchors) - coalesce(hot, 0), words / 12) AS size
       FROM meeting JOIN facts USING (key) LEFT JOIN (
           SELECT id, count(*) AS hot FROM spots SEMI JOIN (SELECT anchor FROM shared WHERE size > $hub) USING (anchor)
           GROUP BY id) USING (id)""",
    """CREATE OR REPLACE TEMP TABLE held AS
       SELECT a, b, common / least(small.size, large.size) AS part FROM (
           WITH few AS (
               SELECT id, anchor FROM spots SEMI JOIN (SELECT anchor FROM shared WHERE size <= $hub) USING (anchor))
           SELECT one.id AS a, other.id AS b, count(*) AS common
           FROM few one JOIN few other ON one.anchor = other.anchor AND one.id < other.id GROUP BY 1, 2)
       JOIN own small ON small.id = a JOIN own large ON large.id = b
       WHERE common >= $share * least(small.size, large.size)""",
    """CREATE OR REPLACE TEMP TABLE met AS
       SELECT a, b, count(*) AS common FROM (
           SELECT one.id AS a, other.id AS b FROM (SELECT * FROM buckets ANTI JOIN hubs USING (band)) one
           JOIN buckets other ON one.band = other.band AND one.id < other.id
           UNION ALL
           SELECT hub, id FROM hubs JOIN buckets USING (band) WHERE hub < id)
       GROUP BY a, b""",
    """CREATE OR REPLACE TEMP TABLE candidates AS
       WITH near AS (
           SELECT id, other FROM (SELECT a AS id, b AS other, common FROM met UNION ALL SELECT b, a, common FROM met)
           QUALIFY row_number() OVER (PARTITION BY id ORDER BY common DESC, other)
               <= CASE WHEN common > 1 THEN $partners ELSE $strangers END),
       part AS (
           SELECT id, other FROM (SELECT a AS id, b AS other, part FROM held UNION ALL SELECT b, a, part FROM held)
           QUALIFY row_number() OVER (PARTITION BY id ORDER BY part DESC, other) <= $holders)
       SELECT same AS a, id AS b FROM alike WHERE same < id
       UNION
       SELECT form, id FROM alike WHERE form < id AND same = id
       UNION
       SELECT least(id, other), greatest(id, other) FROM near
       UNION
       SELECT least(id, other), greatest(id, other) FROM part""",
    "CREATE OR REPLACE TEMP TABLE numbered AS SELECT id, key FROM live",
    *(
        f"DROP TABLE {name}"
        for name in ("live", "alike", "meeting", "buckets", "hubs", "spots", "shared", "own", "held", "met")
    ),
)
_UNMEASURED: Final = """
    SELECT candidates.a, candidates.b
    FROM candidates JOIN numbered one ON one.id = candidates.a JOIN numbered other ON other.id = candidates.b
    ANTI JOIN pairs ON pairs.a = one.key AND pairs.b = other.key
    ORDER BY 1, 2"""
# Only current candidates: what an earlier state of the sources made a candidate must not change the outcome.
_MEASURED: Final = """
    SELECT candidates.a, candidates.b, jaccard, masked_jaccard, containment
    FROM candidates JOIN numbered one ON one.id = candidates.a JOIN numbered other ON other.id = candidates.b
    JOIN pairs ON pairs.a = one.key AND pairs.b = other.key
    ORDER BY 1, 2"""
_STATEMENTS: Final = """
    WITH said AS (
        SELECT id, unnest(statements) AS statement, unnest(wordings) AS wording FROM live JOIN facts USING (key)),
    disputed AS (
        SELECT statement FROM said GROUP BY statement
        HAVING min(wording) < max(wording) AND min(id) < max(id) AND count(DISTINCT id) <= $most),
    few AS (SELECT * FROM said SEMI JOIN disputed USING (statement)),
    differing AS (
        SELECT one.id AS a, other.id AS b FROM few one
        JOIN few other ON one.statement = other.statement AND one.id < other.id
        GROUP BY one.id, other.id, one.statement HAVING NOT bool_or(one.wording = other.wording))
    SELECT one.key, other.key, count(*) FROM differing
    JOIN live one ON one.id = differing.a JOIN live other ON other.id = differing.b
    GROUP BY one.key, other.key ORDER BY one.key, other.key"""


def find(session: Session, sources: Sequence[str] | None) -> None:
    """Fill the temporary table `candidates` with all candidate pairs among the live contents of the sources."""
    for step in _STEPS:
        session.run(step, _named(step, sources))


def statement_pairs(session: Session, sources: Sequence[str] | None) -> list[tuple[str, str, int]]:
    """Contents that word statements differently, a < b, and how many; sorted."""
    session.run(_LIVE, _named(_LIVE, sources))
    rows = session.rows(_STATEMENTS, {"most": SAID_BY})
    return [(a, b, count) for a, b, count in rows]


def add(session: Session, pairs: Iterable[tuple[str, str]]) -> None:
    """Make these pairs of keys candidates too; a < b."""
    rows = list(pairs)
    if rows:
        with session.tables({"more": table(_PAIR, rows)}):
            session.run(
                """INSERT INTO candidates
                   SELECT DISTINCT one.id, other.id
                   FROM more JOIN numbered one ON one.key = more.a JOIN numbered other ON other.key = more.b
                   ANTI JOIN candidates ON candidates.a = one.id AND candidates.b = other.id"""
            )


def unmeasured(session: Session) -> list[tuple[str, str]]:
    """The candidates that were never measured, sorted, a < b."""
    keys = _keys(session)
    rows = session.batches(_UNMEASURED, (), _READ_AT_ONCE)
    return [(keys[a], keys[b]) for batch in rows for a, b in batch]


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


def measured(session: Session) -> list[Pair]:
    """The candidates that were measured, sorted."""
    keys = _keys(session)
    rows = session.batches(_MEASURED, (), _READ_AT_ONCE)
    return [Pair(keys[a], keys[b], *figures) for batch in rows for a, b, *figures in batch]


def _keys(session: Session) -> dict[int, str]:
    """The keys by number: a key stands in many pairs; held once, it takes a tenth of the memory."""
    return dict(session.rows("SELECT id, key FROM numbered"))


def _write(session: Session, rows: Iterable[tuple[object, ...]]) -> None:
    with session.tables({"new_pairs": table(_PAIRS, rows)}):
        session.run("INSERT INTO pairs SELECT * FROM new_pairs ANTI JOIN pairs USING (a, b)")


def _named(sql: str, sources: Sequence[str] | None) -> dict[str, object]:
    named: dict[str, object] = {
        "sources": None if sources is None else list(sources),
        "hub": HUB,
        "crowd": CROWD,
        "share": SHARE,
        "partners": PARTNERS,
        "strangers": STRANGERS,
        "holders": HOLDERS,
    }
    return {name: value for name, value in named.items() if f"${name}" in sql}
