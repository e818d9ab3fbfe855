"""What is claimed for files by their place: by the history of their repository and by owner files.

It is kept by source as a whole, with the state of all that it was read from: while that is the same, nothing is read.
An owner file that can't be read has a row of its own in `placed`, whose claims are a JSON object: why.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa

from kbaudit.catalog.encoding import date_of, dated, table
from kbaudit.model import Origin, OwnerClaim, Placed, Skipped, SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kbaudit.catalog.session import Session

_PLACED = pa.schema([("uri", pa.string()), ("claims", pa.string())])


def state(session: Session, source: str) -> str:
    """What the claims of a source were made of, "" where there are none yet."""
    rows = session.rows("SELECT state FROM places WHERE source = ?", (source,))
    return str(rows[0][0]) if rows else ""


def uris(session: Session, source: str) -> list[str]:
    """The uris of the live documents of a source, sorted."""
    return [
        uri
        for (uri,) in session.rows(
            "SELECT uri FROM files WHERE source = ? AND reason IS NULL AND gone_at IS NULL ORDER BY uri", (source,)
        )
    ]


def record(
    session: Session, source: str, made_of: str, claims: Iterable[Placed], unread: Iterable[Skipped] = ()
) -> None:
    """Keep the claims of a source, and which owner files can't be read, in place of all that were kept of it."""
    rows = [(one.uri, _written(one)) for one in claims] + [(one.uri, _why(one)) for one in unread]
    with session.tables({"new_placed": table(_PLACED, rows)}), session.transaction():
        session.run("DELETE FROM places WHERE source = ?", (source,))
        session.run("DELETE FROM placed WHERE source = ?", (source,))
        session.run("INSERT INTO places VALUES (?, ?)", (source, made_of))
        session.run("INSERT INTO placed SELECT ?, uri, claims FROM new_placed", (source,))


def held(session: Session, sources: Sequence[str] | None) -> Mapping[str, Placed]:
    """The claims by uri."""
    rows = session.rows(
        """SELECT uri, claims FROM placed
           WHERE ($sources IS NULL OR source IN (SELECT unnest($sources::VARCHAR[])))
           AND NOT starts_with(claims, '{') ORDER BY uri""",
        {"sources": None if sources is None else list(sources)},
    )
    return {uri: _read(uri, claims) for uri, claims in rows}


def with_unread(session: Session, sources: Sequence[str] | None, skipped: Iterable[Skipped]) -> tuple[Skipped, ...]:
    """The skipped files with the owner files that can't be read, sorted by uri.

    One that lies in the source was skipped already, as a type that holds no documents: what is told here counts.
    """
    rows = session.rows(
        """SELECT uri, source, claims FROM placed
           WHERE ($sources IS NULL OR source IN (SELECT unnest($sources::VARCHAR[]))) AND starts_with(claims, '{')""",
        {"sources": None if sources is None else list(sources)},
    )
    known = {one.uri: one for one in skipped}
    for uri, source, claims in rows:
        why = json.loads(claims)
        size = known[uri].size if uri in known else 0
        known[uri] = Skipped(uri, SkipReason(why["reason"]), why["detail"], why["remedy"], source, size)
    return tuple(known[uri] for uri in sorted(known))


def _written(one: Placed) -> str:
    owners = [(claim.value, claim.origin.value, claim.where) for claim in one.owners]
    return json.dumps([[dated(claim) for claim in one.dates], owners], ensure_ascii=False, separators=(",", ":"))


def _why(one: Skipped) -> str:
    return json.dumps({"reason": one.reason.value, "detail": one.detail, "remedy": one.remedy}, ensure_ascii=False)


def _read(uri: str, claims: str) -> Placed:
    dates, owners = json.loads(claims)
    return Placed(
        uri,
        tuple(map(date_of, dates)),
        tuple(OwnerClaim(value, Origin(origin), where) for value, origin, where in owners),
    )
