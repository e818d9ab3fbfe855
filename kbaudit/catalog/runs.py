"""The audits that were made: since when a finding is there, and what appeared and was fixed between two of them.

A finding that stays the same from audit to audit is written once (`told`); an audit keeps the numbers of its own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from kbaudit.catalog import history
from kbaudit.catalog.encoding import table
from kbaudit.catalog.values import PastRun, from_stored, to_stored
from kbaudit.model import Changes, FindingStatus, Severity, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from kbaudit.catalog.session import Row, Session
    from kbaudit.model import Finding, Run, Status, Summary

_TOLD: Final = pa.schema(
    [
        ("id", pa.int64()),
        *((name, pa.string()) for name in ("fingerprint", "finding", "code", "name", "uri", "severity", "message")),
        ("status", pa.string()),
    ]
)
_COLUMNS: Final = "fingerprint, finding, code, name, uri, severity, message, status"
_OF_RUN: Final = f"SELECT {_COLUMNS} FROM run_findings JOIN told ON told.id = run_findings.told WHERE run = ?"  # noqa: S608 - our own words


def record(
    session: Session, run: Run, summary: Summary, findings: Iterable[Finding], statuses: Mapping[str, Status]
) -> None:
    """Keep an audit; the same one made again replaces itself."""
    counts = json.dumps(asdict(summary), ensure_ascii=False, sort_keys=True, default=dict)
    row = (run.id, to_stored(run.as_of), list(run.sources), counts, run.policy_name, run.complete)
    with session.tables({"found": table(_TOLD, _rows(findings))}), session.transaction():
        session.run("DELETE FROM run_findings WHERE run = ?", (run.id,))
        session.run("DELETE FROM runs WHERE id = ?", (run.id,))
        session.run("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)", row)
        session.run(
            """INSERT INTO told SELECT DISTINCT id, fingerprint, finding, code, name, uri, severity, message FROM found
               WHERE id NOT IN (SELECT id FROM told)"""
        )
        session.run("INSERT INTO run_findings SELECT DISTINCT ?, id, status FROM found", (run.id,))
        history.record(session, run.id, statuses)


def past(session: Session) -> tuple[PastRun, ...]:
    """All audits, by as-of moment and id."""
    rows = session.rows("SELECT id, as_of, sources, summary, policy, complete FROM runs ORDER BY as_of, id")
    return tuple(_past_run(row) for row in rows)


def previous(session: Session, run: Run | PastRun, policy: str) -> PastRun | None:
    """The last complete audit of the same sources with an earlier as-of; one under a policy of this name, if any."""
    rows = session.rows(
        """SELECT id, as_of, sources, summary, policy, complete FROM runs
           WHERE as_of < ? AND sources = ?::VARCHAR[] AND complete
           ORDER BY policy = ? DESC, as_of DESC, id DESC LIMIT 1""",
        (to_stored(run.as_of), list(run.sources), policy),
    )
    return _past_run(rows[0]) if rows else None


def first_seen(session: Session, run: Run) -> Mapping[str, datetime]:
    """The as-of of the first audit that had a finding, by the fingerprints of its keys.

    Only audits with an earlier as-of than the run's count, and only those of a source that it has too.
    """
    rows = session.rows(
        """SELECT fingerprint, min(seen) FROM told JOIN (
               SELECT told, min(as_of) AS seen FROM run_findings JOIN runs ON runs.id = run_findings.run
               WHERE as_of < ? AND list_has_any(sources, ?::VARCHAR[]) GROUP BY told
           ) ON told.id = told GROUP BY fingerprint""",
        (to_stored(run.as_of), list(run.sources)),
    )
    return {fingerprint: from_stored(seen) for fingerprint, seen in rows}


def changes(session: Session, run: Run, findings: Iterable[Finding]) -> Changes | None:
    """What changed from the previous audit to these findings of the run; None where nothing can be compared."""
    before = previous(session, run, run.policy_name) if run.complete else None
    if before is None:
        return None
    session.run(f"CREATE OR REPLACE TEMP TABLE earlier AS {_OF_RUN}", (before.id,))
    with session.tables({"later": table(_TOLD, _rows(findings))}):
        appeared, fixed = _only_in(session, "later", "earlier"), _only_in(session, "earlier", "later")
    session.run("DROP TABLE earlier")
    return Changes(before.id, before.as_of, appeared, fixed)


def told(session: Session, run: str) -> list[tuple[str, Told]]:
    """What an audit told, by its id: each thing by its own fingerprint, with the finding that tells it."""
    rows = session.rows(f"{_OF_RUN} ORDER BY fingerprint, finding", (run,))
    return [(row[0], _told(row[1:])) for row in rows]


def _only_in(session: Session, one: str, other: str) -> tuple[Told, ...]:
    """The findings in one table that tell something of which the other one has nothing, each once.

    Each is told by the first of the documents of which the other one doesn't tell it.
    """
    rows = session.rows(
        f"""SELECT finding, code, name, min(uri), severity, message, status FROM {one}
            WHERE fingerprint NOT IN (SELECT fingerprint FROM {other}) GROUP BY ALL"""  # noqa: S608 - two names of ours
    )
    return tuple(sorted((_told(row) for row in rows), key=_worst_first))


def _worst_first(told: Told) -> tuple[int, str, str, str, str]:
    return -tuple(Severity).index(told.severity), told.code, told.uri, told.fingerprint, told.message


def _told(row: Row) -> Told:
    fingerprint, code, name, uri, severity, message, status = row
    return Told(fingerprint, code, name, uri, Severity(severity), message, FindingStatus(status))


def _rows(findings: Iterable[Finding]) -> list[tuple[object, ...]]:
    return [row for finding in findings for row in _rows_of(finding)]


def _rows_of(finding: Finding) -> Iterator[tuple[object, ...]]:
    """A row for each fingerprint of its keys, with the document that it is of."""
    whole, severity = finding.fingerprint, finding.severity.value
    for fingerprint, uri in _documents(finding):
        row = (fingerprint, whole, finding.code, finding.name, uri, severity, finding.message)
        digest = hashlib.sha256("\0".join(row).encode("utf-8", "surrogatepass")).digest()
        yield int.from_bytes(digest[:8], signed=True), *row, finding.status.value


def _documents(finding: Finding) -> Iterator[tuple[str, str]]:
    """The fingerprints of a finding's keys, each with the document that the key begins with."""
    prints = finding.fingerprints or (finding.fingerprint,)
    keys = tuple(dict.fromkeys(finding.keys))
    affected = {one.uri for one in finding.affects}
    if len(keys) != len(prints):  # without keys there is one fingerprint; what was read anew may have none
        keys = ((finding.uri,),) * len(prints)
    for fingerprint, key in zip(prints, keys, strict=True):
        yield fingerprint, key[0] if key[0] in affected else finding.uri


def _past_run(row: Row) -> PastRun:
    run, as_of, sources, summary, policy, complete = row
    return PastRun(run, from_stored(as_of), tuple(sources), json.loads(summary), policy, complete)
