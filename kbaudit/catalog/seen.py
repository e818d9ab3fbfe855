"""What a crawl saw beside documents: files that patterns left out, and the contents of those that weren't read.

Both are kept in tables of their own, made where they're missing: a catalog may be older than they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from kbaudit.catalog.encoding import table
from kbaudit.catalog.schema import HASHED, LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kbaudit.catalog.session import Session

_LEFT_OUT: Final = pa.schema([("uri", pa.string()), ("pattern", pa.string())])
_HASHED: Final = pa.schema(
    [("uri", pa.string()), ("size", pa.int64()), ("mtime_ns", pa.int64()), ("sha256", pa.string())]
)
_OF: Final = "($sources IS NULL OR source IN (SELECT unnest($sources::VARCHAR[])))"
_SKIPPED: Final = f"FROM files WHERE reason IS NOT NULL AND gone_at IS NULL AND {_OF}"


def record_left_out(session: Session, source: str, files: Iterable[tuple[str, str]]) -> None:
    """Which files of a source the patterns left out, each with its pattern, in place of all that were kept of it."""
    with session.tables({"new_left_out": table(_LEFT_OUT, files)}), session.transaction():
        session.run(LEFT_OUT)
        session.run("DELETE FROM left_out WHERE source = ?", (source,))
        session.run("INSERT INTO left_out SELECT ?, uri, pattern FROM new_left_out", (source,))


def left_out(session: Session, sources: Sequence[str] | None) -> list[tuple[str, str]]:
    """The files that patterns left out, each with its pattern, sorted; an older crawl only counted them."""
    if not session.has_table("left_out"):
        return []
    sql = f"SELECT uri, pattern FROM left_out WHERE {_OF} ORDER BY uri, pattern"  # noqa: S608 - our own words
    return [(uri, pattern) for uri, pattern in session.rows(sql, _named(sources))]


def unhashed(session: Session, sources: Sequence[str] | None) -> list[tuple[str, int, int]]:
    """The skipped files whose sha256 nobody knows as they were met: uri, size and mtime in nanoseconds."""
    known = skipped_contents(session, sources)
    sql = f"SELECT uri, size, mtime_ns {_SKIPPED} AND mtime_ns >= 0 ORDER BY uri"
    return [(uri, size, mtime) for uri, size, mtime in session.rows(sql, _named(sources)) if uri not in known]


def record_hashes(session: Session, hashes: Iterable[tuple[str, int, int, str]]) -> None:
    """The sha256 of files as they were: uri, size, mtime in nanoseconds, sha256."""
    with session.tables({"new_hashes": table(_HASHED, hashes)}), session.transaction():
        session.run(HASHED)
        session.run("DELETE FROM hashed WHERE uri IN (SELECT uri FROM new_hashes)")
        session.run("INSERT INTO hashed SELECT uri, size, mtime_ns, sha256 FROM new_hashes")


def skipped_contents(session: Session, sources: Sequence[str] | None) -> Mapping[str, str]:
    """The sha256 of the skipped files as they were met, by uri, where it's known."""
    rows = session.rows(f"SELECT uri, sha256 {_SKIPPED} AND sha256 <> ''", _named(sources))
    if session.has_table("hashed"):
        sql = f"""SELECT files.uri, hashed.sha256 FROM files JOIN hashed USING (uri, size, mtime_ns)
            WHERE reason IS NOT NULL AND gone_at IS NULL AND files.sha256 = '' AND {_OF}"""  # noqa: S608 - our own words
        rows += session.rows(sql, _named(sources))
    return dict(rows)


def _named(sources: Sequence[str] | None) -> dict[str, object]:
    return {"sources": None if sources is None else list(sources)}
