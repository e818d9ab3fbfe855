"""Rows of what is attached to a file: its uri is that of its host, "!/" and a name. It stays and goes with its host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

from kbaudit.catalog.encoding import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.catalog.session import Session
    from kbaudit.model import Learned

_WITHIN: Final = "!/"
_TOUCHED: Final = pa.schema([("name", pa.string()), ("mtime_ns", pa.int64())])


def hosts_of(uri: str) -> Iterator[str]:
    """The uris of the files that it would be attached to, the outermost first: none for most."""
    at = uri.find(_WITHIN)
    while at >= 0:
        yield uri[:at]
        at = uri.find(_WITHIN, at + 1)


def attached_files(session: Session, sources: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """The live attachments of each file, those within attachments among them."""
    rows = session.rows(
        "SELECT uri FROM files WHERE gone_at IS NULL AND source IN (SELECT unnest(?)) AND contains(uri, ?)",
        (list(sources), _WITHIN),
    )
    found: dict[str, set[str]] = {}
    for (uri,) in rows:
        for host in hosts_of(uri):
            found.setdefault(host, set()).add(uri)
    return {host: frozenset(uris) for host, uris in found.items()}


def whole(item: Learned) -> Iterator[Learned]:
    """A file and all that is attached to it."""
    yield item
    for attached in item.attached:
        yield from whole(attached)


def touch(session: Session, mtimes: Mapping[str, int], learner: str) -> None:
    """Attachments of files of which only the dates changed: they have the dates of their hosts."""
    if mtimes:
        with session.tables({"touched": table(_TOUCHED, list(mtimes.items()))}):
            session.run(
                """UPDATE files SET mtime_ns = touched.mtime_ns, learner = ?
                   FROM touched WHERE files.uri = touched.name""",
                (learner,),
            )
