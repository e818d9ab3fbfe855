"""What many documents say in the same words: the anchors that they share, and sentences of which one has another value.

Both are counted over facts that every crawl learns; no text is read here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import pyarrow as pa

from kbaudit.catalog.encoding import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kbaudit.catalog.session import Session

LEAST: Final = 20
"""Documents, versions and copies counted once, from which on what they share is no coincidence. Measured: pages of one
kind (guides, alerts, release notes) share sentences by the ten."""

SEVERAL: Final = 6
"""Contents that are named for each set of anchors: enough to see what they share."""

_GROUPS: Final = 300  # sets of anchors, the weightiest first
_AT_ODDS: Final = 2  # contents at most that word a statement in their own way
_AGREEING: Final = 10  # contents at least that agree on the other wording
_MAJORITY: Final = 0.9  # of all contents that make the statement

_KIN: Final = pa.schema([("key", pa.string()), ("kin", pa.string())])
_WANTED: Final = pa.schema([("place", pa.int32()), ("anchor", pa.int64())])

_SAYING: Final = """
    CREATE OR REPLACE TEMP TABLE saying AS
    SELECT row_number() OVER (ORDER BY key)::INTEGER AS id, key, copies,
        hash(coalesce(kin, text_sha256)) AS kin
    FROM facts JOIN (
        SELECT sha256 || ':' || kind AS key, count(*) AS copies FROM files
        WHERE reason IS NULL AND gone_at IS NULL
            AND ($sources IS NULL OR source IN (SELECT unnest($sources::VARCHAR[])))
        GROUP BY ALL) USING (key)
    LEFT JOIN kindred USING (key)"""
# Anchors that stand in the same contents are one group: most often one passage, or the passages of one form.
_SHARED: Final = """
    WITH spots AS (SELECT id, kin, copies, unnest(anchors) AS anchor FROM saying JOIN facts USING (key)),
    common AS (SELECT anchor FROM spots GROUP BY anchor HAVING count(*) >= $least),
    counted AS (
        SELECT anchor, sum(copies)::BIGINT AS documents, bit_xor(hash(id)) AS who, min(id, $several) AS several
        FROM spots SEMI JOIN common USING (anchor)
        GROUP BY anchor HAVING count(DISTINCT kin) >= $least),
    grouped AS (
        SELECT documents, list(anchor ORDER BY anchor) AS anchors, any_value(several) AS several
        FROM counted GROUP BY documents, who)
    SELECT documents, anchors, several FROM grouped
    ORDER BY documents * len(anchors) DESC, anchors[1] LIMIT $groups"""
_HOLDING: Final = """
    WITH spots AS (SELECT id, copies, unnest(anchors) AS anchor FROM saying JOIN facts USING (key)),
    found AS (SELECT DISTINCT place, id, copies FROM spots JOIN wanted USING (anchor))
    SELECT place, sum(copies)::BIGINT FROM found GROUP BY place"""
# A content that words it both ways is at odds with nobody.
_AT_ODDS_PAIRS: Final = """
    WITH said AS (
        SELECT id, unnest(statements) AS statement, unnest(wordings) AS wording FROM saying JOIN facts USING (key)),
    disputed AS (
        SELECT statement FROM said GROUP BY statement
        HAVING min(wording) < max(wording) AND count(DISTINCT wording) = 2
            AND count(*) > $agreeing AND count(DISTINCT id) = count(*)),
    worded AS (
        SELECT statement, count(*) AS contents, min(id) AS first, max(id) AS last
        FROM said SEMI JOIN disputed USING (statement) GROUP BY statement, wording),
    sides AS (
        SELECT arg_max(first, contents) AS many, unnest([min_by(first, contents), min_by(last, contents)]) AS few
        FROM worded GROUP BY statement
        HAVING min(contents) <= $at_odds AND max(contents) >= greatest($agreeing, $majority * sum(contents))),
    met AS (SELECT DISTINCT many, few FROM sides)
    SELECT least(one.key, other.key), greatest(one.key, other.key), count(*)
    FROM met JOIN saying one ON one.id = many JOIN saying other ON other.id = few
    GROUP BY ALL ORDER BY ALL"""


class Shared(NamedTuple):
    """Anchors that the same contents hold: how many documents those are, and the keys of the least of them."""

    documents: int
    anchors: tuple[int, ...]
    keys: tuple[str, ...]


def shared(session: Session, sources: Sequence[str] | None, kin: Mapping[str, str]) -> list[Shared]:
    """The groups of anchors that at least LEAST documents share, what is of the same kin counted once."""
    _gather(session, sources, kin)
    rows = session.rows(_SHARED, {"least": LEAST, "several": SEVERAL, "groups": _GROUPS})
    named = {one for _, _, several in rows for one in several}
    keys: dict[int, str] = dict(
        session.rows("SELECT id, key FROM saying WHERE id IN (SELECT unnest(?::INTEGER[]))", (sorted(named),))
    )
    return [
        Shared(documents, tuple(anchors), tuple(keys[one] for one in several)) for documents, anchors, several in rows
    ]


def holding(session: Session, sources: Sequence[str] | None, wanted: Sequence[Iterable[int]]) -> list[int]:
    """How many documents hold one or more of the anchors, for each collection of them."""
    _gather(session, sources, {})
    rows = [(place, anchor) for place, anchors in enumerate(wanted) for anchor in anchors]
    with session.tables({"wanted": table(_WANTED, rows)}):
        found: dict[int, int] = dict(session.rows(_HOLDING))
    return [found.get(place, 0) for place in range(len(wanted))]


def at_odds(session: Session, sources: Sequence[str] | None) -> list[tuple[str, str, int]]:
    """Keys of contents of which one makes a statement as nearly all do and the other alone in another wording.

    a < b, with the number of such statements; sorted. For each statement that is the least content of the many.
    """
    _gather(session, sources, {})
    rows = session.rows(_AT_ODDS_PAIRS, {"at_odds": _AT_ODDS, "agreeing": _AGREEING, "majority": _MAJORITY})
    return [(a, b, count) for a, b, count in rows]


def _gather(session: Session, sources: Sequence[str] | None, kin: Mapping[str, str]) -> None:
    """Fill the temporary table `saying` with the live contents of the sources."""
    with session.tables({"kindred": table(_KIN, kin.items())}):
        session.run(_SAYING, {"sources": None if sources is None else list(sources)})
