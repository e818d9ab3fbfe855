"""The audits that were made: for what is new or known, and for trends."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import pyarrow as pa

from kbaudit.catalog.encoding import table
from kbaudit.catalog.values import PastRun, from_stored, to_stored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kbaudit.catalog.session import Session
    from kbaudit.model import Finding, Run, Summary

_FINDINGS = pa.schema([(name, pa.string()) for name in ("fingerprint", "code", "uri", "severity")])


def record(session: Session, run: Run, summary: Summary, findings: Iterable[Finding]) -> None:
    """Keep an audit; the same one made again replaces itself."""
    rows = [(finding.fingerprint, finding.code, finding.uri, finding.severity.value) for finding in findings]
    counts = json.dumps(asdict(summary), ensure_ascii=False, sort_keys=True, default=dict)
    with session.tables({"found": table(_FINDINGS, rows)}), session.transaction():
        session.run("DELETE FROM run_findings WHERE run = ?", (run.id,))
        session.run("DELETE FROM runs WHERE id = ?", (run.id,))
        session.run("INSERT INTO runs VALUES (?, ?, ?, ?)", (run.id, to_stored(run.as_of), list(run.sources), counts))
        session.run("INSERT INTO run_findings SELECT ?, * FROM found", (run.id,))


def past(session: Session) -> tuple[PastRun, ...]:
    """All audits, by as-of moment and id."""
    rows = session.rows(
        """SELECT id, as_of, sources, summary,
               coalesce((SELECT list(DISTINCT fingerprint) FROM run_findings WHERE run = id), [])
           FROM runs ORDER BY as_of, id"""
    )
    return tuple(
        PastRun(run, from_stored(as_of), tuple(sources), json.loads(summary), frozenset(prints))
        for run, as_of, sources, summary, prints in rows
    )
