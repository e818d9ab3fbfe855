"""What a crawl brings in, and what it doesn't find any more."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import pyarrow as pa

from kbaudit.catalog.attached import attached_files, hosts_of, touch, whole
from kbaudit.catalog.encoding import FACTS_COLUMNS, facts_row, table
from kbaudit.catalog.values import LASTING, KnownFile, to_stored
from kbaudit.model import SkipReason, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from kbaudit.catalog.session import Session
    from kbaudit.model import Learned, Skipped, Source

_NAMES: Final = pa.schema([("name", pa.string())])
_SOURCES: Final = pa.schema([("name", pa.string()), ("root", pa.string())])

_ARRIVED: Final = pa.schema(
    [
        ("uri", pa.string()),
        ("source", pa.string()),
        ("size", pa.int64()),
        ("mtime_ns", pa.int64()),
        ("sha256", pa.string()),
        ("kind", pa.string()),
        ("same", pa.bool_()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("remedy", pa.string()),
        ("is_new", pa.bool_()),
        ("is_changed", pa.bool_()),
    ]
)


class _FileRow(NamedTuple):
    """What a batch says of one uri. same is true where only the file's dates changed."""

    uri: str
    source: str
    size: int
    mtime_ns: int
    sha256: str
    kind: str
    same: bool
    reason: str | None
    detail: str | None
    remedy: str | None


@dataclass(frozen=True, slots=True)
class Crawl:
    """The crawl that is going on: its moment (naive UTC), its learner, its sources, and the uris met so far.

    attached are the live attachments of each file when it began.
    """

    at: datetime
    learner: str
    sources: tuple[str, ...]
    attached: Mapping[str, frozenset[str]]
    seen: set[str] = field(default_factory=set)

    def meet(self, uris: Iterable[str]) -> None:
        """These files are there as they were, and so is what is attached to them."""
        for uri in uris:
            self.seen.add(uri)
            self.seen.update(self.attached.get(uri, ()))


def begin(session: Session, sources: Sequence[Source], at: datetime, learner: str) -> Crawl:
    """Mark the sources as being crawled. Where one lies at another root than last time, its files must be opened."""
    rows = [(source.name, uri_of("", os.fsencode(source.root))) for source in sources]
    names = tuple(source.name for source in sources)
    crawl = Crawl(to_stored(at), learner, names, attached_files(session, names))
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
    # What must be tried again within a file is tried with the whole of it.
    stale = {host for uri, *_, fresh in rows if not fresh for host in hosts_of(uri)}
    return {
        uri: KnownFile(size, mtime_ns, sha256, fresh and uri not in stale, SkipReason(reason) if reason else None)
        for uri, size, mtime_ns, sha256, reason, fresh in rows
    }


def record(session: Session, crawl: Crawl, learned: Sequence[Learned], skipped: Sequence[Skipped]) -> None:
    """Write a batch: all of it or nothing."""
    every = [each for item in learned for each in whole(item)]
    files = {item.found.uri: _file_row(item) for item in every}
    files.update((item.uri, _skipped_row(item)) for item in skipped)
    touched = {uri: row.mtime_ns for uri, row in files.items() if row.same and uri in crawl.attached}
    lost = (
        {each for uri in files if uri not in touched for each in crawl.attached.get(uri, ())} - crawl.seen - set(files)
    )
    with session.transaction():
        _put_facts(session, crawl, {item.content_key: item for item in every if item.facts})
        _put_files(session, crawl, files)
        touch(session, {uri: mtime for host, mtime in touched.items() for uri in crawl.attached[host]}, crawl.learner)
        _drop(session, crawl, lost)
    crawl.seen.update(files)
    crawl.meet(touched)


def set_ignored(session: Session, source: str, count: int) -> None:
    """How many files of the source the patterns left out in this crawl."""
    session.run("UPDATE sources SET ignored = ? WHERE name = ?", (count, source))


def finish(session: Session, crawl: Crawl) -> None:
    """Take what wasn't met out of the live set; its history stays."""
    with session.tables({"seen": table(_NAMES, [(uri,) for uri in crawl.seen])}), session.transaction():
        session.run("UPDATE files SET last_seen = ? WHERE uri IN (SELECT name FROM seen)", (crawl.at,))
        gone = session.rows(
            """SELECT uri FROM files WHERE source IN (SELECT unnest(?)) AND gone_at IS NULL
                   AND uri NOT IN (SELECT name FROM seen)""",
            (crawl.sources,),
        )
        _drop(session, crawl, {uri for (uri,) in gone})
        session.run("UPDATE sources SET complete = true WHERE name IN (SELECT unnest(?))", (crawl.sources,))


def _drop(session: Session, crawl: Crawl, uris: set[str]) -> None:
    """Take files out of the live set; their history stays."""
    if uris:
        with session.tables({"gone": table(_NAMES, [(uri,) for uri in uris])}):
            session.run("UPDATE files SET gone_at = ? WHERE uri IN (SELECT name FROM gone)", (crawl.at,))
            session.run(
                "UPDATE history SET until = ? WHERE until IS NULL AND uri IN (SELECT name FROM gone)", (crawl.at,)
            )


_ON_OUTDATED: Final = tuple(
    f"DELETE FROM {table} WHERE a IN (SELECT unnest($keys)) OR b IN (SELECT unnest($keys))"  # noqa: S608 - two constants
    for table in ("pairs", "comparisons")
)


def _put_facts(session: Session, crawl: Crawl, learned: Mapping[str, Learned]) -> None:
    """New contents, and those whose facts another learner made: what was measured on the old text goes with it."""
    if not learned:
        return
    held: dict[str, str] = dict(
        session.rows("SELECT key, learner FROM facts WHERE key IN (SELECT unnest(?))", (list(learned),))
    )
    outdated = [key for key, learner in held.items() if learner != crawl.learner]
    if outdated:
        session.run("DELETE FROM facts WHERE key IN (SELECT unnest(?))", (outdated,))
        for statement in _ON_OUTDATED:
            session.run(statement, {"keys": outdated})
    rows = [
        facts_row(key, item.facts, item.keys)
        for key, item in learned.items()
        if item.facts and held.get(key) != crawl.learner
    ]
    if rows:
        with session.tables({"new_facts": table(FACTS_COLUMNS, rows)}):
            session.run(
                """INSERT INTO facts
                   SELECT key, ?, title, language, words, passages, text_sha256, confidence, claims, structure, text,
                       sketch, masked_sketch, bands, masked_bands, anchors, statements, wordings
                   FROM new_facts""",
                (crawl.learner,),
            )


def _put_files(session: Session, crawl: Crawl, files: Mapping[str, _FileRow]) -> None:
    """The rows of files and their history. What each uri held is asked first: most batches hold only new ones."""
    held = {
        uri: None if gone else (sha256, kind)
        for uri, sha256, kind, gone in session.rows(
            "SELECT uri, sha256, kind, gone_at IS NOT NULL FROM files WHERE uri IN (SELECT unnest(?))", (list(files),)
        )
    }
    rows = [(*row, row.uri not in held, held.get(row.uri) != (row.sha256, row.kind)) for row in files.values()]
    with session.tables({"arrived": table(_ARRIVED, rows)}):
        if held:
            _update_files(session, crawl)
        session.run(
            """INSERT INTO files
               SELECT uri, source, size, mtime_ns, sha256, kind, $learner, $at, $at, $at, NULL, reason, detail, remedy
               FROM arrived WHERE is_new""",
            {"at": crawl.at, "learner": crawl.learner},
        )
        session.run(
            "INSERT INTO history SELECT uri, sha256, kind, ?, NULL FROM arrived WHERE is_changed AND sha256 <> ''",
            (crawl.at,),
        )


def _update_files(session: Session, crawl: Crawl) -> None:
    session.run(
        """UPDATE history SET until = ? FROM arrived
           WHERE history.uri = arrived.uri AND until IS NULL AND is_changed AND NOT is_new""",
        (crawl.at,),
    )
    # `same`: only the file's dates changed, so a reason to skip it still stands.
    session.run(
        """UPDATE files SET
               size = arrived.size, mtime_ns = arrived.mtime_ns, sha256 = arrived.sha256, kind = arrived.kind,
               learned_at = CASE WHEN is_changed THEN $at ELSE learned_at END,
               learner = $learner, last_seen = $at, gone_at = NULL,
               reason = CASE WHEN same THEN files.reason ELSE arrived.reason END,
               detail = CASE WHEN same THEN files.detail ELSE arrived.detail END,
               remedy = CASE WHEN same THEN files.remedy ELSE arrived.remedy END
           FROM arrived WHERE files.uri = arrived.uri AND NOT is_new""",
        {"at": crawl.at, "learner": crawl.learner},
    )


def _file_row(item: Learned) -> _FileRow:
    file, why = item.found, item.skipped
    told = (why.reason.value, why.detail, why.remedy) if why else (None, None, None)
    same = not item.facts and not why
    return _FileRow(file.uri, file.source, file.size, file.mtime_ns, item.sha256, item.kind, same, *told)


def _skipped_row(why: Skipped) -> _FileRow:
    return _FileRow(why.uri, why.source, why.size, -1, "", "", False, why.reason.value, why.detail, why.remedy)
