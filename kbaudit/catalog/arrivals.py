"""What a crawl brings in, and what it doesn't find any more."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from kbaudit.catalog.encoding import facts_table, files_table, table
from kbaudit.catalog.values import LASTING, KnownFile, to_stored
from kbaudit.model import SkipReason, uri_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from kbaudit.catalog.session import Session
    from kbaudit.model import Learned, Skipped, Source

_NAMES = pa.schema([("name", pa.string())])
_SOURCES = pa.schema([("name", pa.string()), ("root", pa.string())])


@dataclass(frozen=True, slots=True)
class Crawl:
    """The crawl that is going on: its moment (naive UTC), its learner, its sources, and the uris met so far."""

    at: datetime
    learner: str
    sources: tuple[str, ...]
    seen: set[str] = field(default_factory=set)


def begin(session: Session, sources: Sequence[Source], at: datetime, learner: str) -> Crawl:
    """Mark the sources as being crawled. Where one lies at another root than last time, its files must be opened."""
    rows = [(source.name, uri_of("", os.fsencode(source.root))) for source in sources]
    crawl = Crawl(to_stored(at), learner, tuple(source.name for source in sources))
    with session.tables({"named": table(_SOURCES, rows)}), session.transaction():
        session.run(
            """UPDATE files SET mtime_ns = -1 WHERE source IN (
                SELECT name FROM sources JOIN named USING (name) WHERE sources.root <> named.root)"""
        )
        session.run("DELETE FROM sources WHERE name IN (SELECT name FROM named)")
        session.run("INSERT INTO sources SELECT name, root, ?, false, 0, ? FROM named", (crawl.at, learner))
    return crawl


def known(session: Session, source: str, learner: str) -> Mapping[str, KnownFile]:
    """The live files of a source by uri."""
    rows = session.rows(
        """SELECT uri, size, mtime_ns, sha256, reason,
               CASE WHEN reason IS NULL THEN coalesce(facts.learner = $learner, false)
                    ELSE files.learner = $learner AND reason IN (SELECT unnest($lasting)) END
           FROM files LEFT JOIN facts ON facts.key = files.sha256 || ':' || files.kind
           WHERE source = $source AND gone_at IS NULL""",
        {"learner": learner, "lasting": sorted(LASTING), "source": source},
    )
    return {
        uri: KnownFile(size, mtime_ns, sha256, fresh, SkipReason(reason) if reason else None)
        for uri, size, mtime_ns, sha256, reason, fresh in rows
    }


def record(session: Session, crawl: Crawl, learned: Sequence[Learned], skipped: Sequence[Skipped]) -> None:
    """Write a batch: all of it or nothing."""
    tables = {"arrived": files_table(learned, skipped), "arrived_facts": facts_table(learned)}
    with session.tables(tables), session.transaction():
        if tables["arrived_facts"].num_rows:
            _put_facts(session, crawl)
        _put_history(session, crawl)
        _put_files(session, crawl)
    crawl.seen.update(item.found.uri for item in learned)
    crawl.seen.update(item.uri for item in skipped)


def set_ignored(session: Session, source: str, count: int) -> None:
    """How many files of the source the patterns left out in this crawl."""
    session.run("UPDATE sources SET ignored = ? WHERE name = ?", (count, source))


def finish(session: Session, crawl: Crawl) -> None:
    """Take what wasn't met out of the live set; its history stays."""
    with session.tables({"seen": table(_NAMES, [(uri,) for uri in crawl.seen])}), session.transaction():
        session.run("UPDATE files SET last_seen = ? WHERE uri IN (SELECT name FROM seen)", (crawl.at,))
        session.run(
            """CREATE OR REPLACE TEMP TABLE gone AS
               SELECT uri FROM files WHERE source IN (SELECT unnest(?)) AND gone_at IS NULL
                   AND uri NOT IN (SELECT name FROM seen)""",
            (crawl.sources,),
        )
        session.run("UPDATE files SET gone_at = ? WHERE uri IN (SELECT uri FROM gone)", (crawl.at,))
        session.run("UPDATE history SET until = ? WHERE until IS NULL AND uri IN (SELECT uri FROM gone)", (crawl.at,))
        session.run("UPDATE sources SET complete = true WHERE name IN (SELECT unnest(?))", (crawl.sources,))


def _put_facts(session: Session, crawl: Crawl) -> None:
    """New contents, and those whose facts another learner made: what was measured on the old text goes with it."""
    session.run(
        """CREATE OR REPLACE TEMP TABLE outdated AS
           SELECT key FROM facts WHERE key IN (SELECT key FROM arrived_facts) AND learner <> ?""",
        (crawl.learner,),
    )
    if session.rows("SELECT 1 FROM outdated LIMIT 1"):
        session.run("DELETE FROM facts WHERE key IN (SELECT key FROM outdated)")
        session.run("DELETE FROM pairs WHERE a IN (SELECT key FROM outdated) OR b IN (SELECT key FROM outdated)")
    session.run(
        """INSERT INTO facts
           SELECT key, ?, title, language, words, passages, text_sha256, confidence, claims, spans, links, text,
               sketch, masked_sketch, bands
           FROM arrived_facts ANTI JOIN facts USING (key)""",
        (crawl.learner,),
    )


def _put_history(session: Session, crawl: Crawl) -> None:
    """The content that each uri has from now on, where it isn't the one it had."""
    session.run(
        """UPDATE history SET until = ? FROM arrived
           WHERE history.uri = arrived.uri AND until IS NULL
               AND (history.sha256 <> arrived.sha256 OR history.kind <> arrived.kind)""",
        (crawl.at,),
    )
    session.run(
        """INSERT INTO history
           SELECT uri, sha256, kind, ?, NULL FROM arrived
           WHERE sha256 <> '' AND uri NOT IN (SELECT uri FROM history WHERE until IS NULL)""",
        (crawl.at,),
    )


def _put_files(session: Session, crawl: Crawl) -> None:
    session.run(
        """UPDATE files SET
               size = arrived.size, mtime_ns = arrived.mtime_ns,
               learned_at = CASE WHEN files.sha256 = arrived.sha256 AND files.kind = arrived.kind
                   AND gone_at IS NULL THEN learned_at ELSE $at END,
               sha256 = arrived.sha256, kind = arrived.kind, learner = $learner, last_seen = $at, gone_at = NULL,
               reason = CASE WHEN same THEN files.reason ELSE arrived.reason END,
               detail = CASE WHEN same THEN files.detail ELSE arrived.detail END,
               remedy = CASE WHEN same THEN files.remedy ELSE arrived.remedy END
           FROM arrived WHERE files.uri = arrived.uri""",
        {"at": crawl.at, "learner": crawl.learner},
    )
    session.run(
        """INSERT INTO files
           SELECT uri, source, size, mtime_ns, sha256, kind, $learner, $at, $at, $at, NULL, reason, detail, remedy
           FROM arrived ANTI JOIN files USING (uri)""",
        {"at": crawl.at, "learner": crawl.learner},
    )
