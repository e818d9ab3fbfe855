"""What the audits before one say: their counts, the statuses that changed, what came later, and what is gone.

Statuses are kept whole, a row for each document of each audit: audits may be made in any order of their as-of moments.
A catalog may be older than their tables; they are made where they are missing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import pyarrow as pa

from kbaudit.catalog.encoding import table
from kbaudit.catalog.schema import HISTORY
from kbaudit.catalog.values import from_stored, to_stored
from kbaudit.model import FindingStatus, Gone, History, PastAudit, Severity, Status, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from kbaudit.catalog.session import Row, Session
    from kbaudit.model import Finding, Run

LOOKED_AT: Final = 60
"""So many audits are looked at, the last ones."""

TOLD_OF: Final = 20_000
"""So many findings that are gone are told, the last seen ones."""

_STATUSES: Final = tuple(Status)
_EARLIER: Final = pa.schema([("run", pa.string()), ("nth", pa.int32())])
_PRESENT: Final = pa.schema([("uri", pa.string()), ("status", pa.int32())])
_PRINTS: Final = pa.schema([("fingerprint", pa.string())])

_MOVED: Final = """
    WITH told AS (
        SELECT document, nth, status FROM statuses JOIN audits USING (audit) JOIN earlier USING (run)
        UNION ALL SELECT document, $now::INTEGER, status::UTINYINT FROM judged JOIN present USING (uri)
    ), moved AS (
        SELECT document FROM told GROUP BY document HAVING min(status) <> max(status)
    ), steps AS (
        SELECT document, nth, status, lag(status) OVER (PARTITION BY document ORDER BY nth) AS before
        FROM told SEMI JOIN moved USING (document)
    )
    SELECT uri, nth, status FROM steps JOIN judged USING (document) SEMI JOIN present USING (uri)
    WHERE before IS DISTINCT FROM status ORDER BY uri, nth"""
_BEGAN: Final = "SELECT min(nth) FROM earlier JOIN audits USING (run) SEMI JOIN statuses USING (audit)"
_JOINED: Final = """
    SELECT uri, first FROM present LEFT JOIN judged USING (uri) LEFT JOIN (
        SELECT document, min(nth) AS first FROM statuses JOIN audits USING (audit) JOIN earlier USING (run)
        GROUP BY document
    ) USING (document)
    WHERE first IS NULL OR first > $began ORDER BY uri"""
_GONE: Final = """
    WITH seen AS (
        SELECT told, min(nth) AS first, max(nth) AS last, max_by(status, (nth, status)) AS status
        FROM run_findings JOIN earlier USING (run) GROUP BY told
    ), gone AS (
        SELECT finding, code, name, uri, severity, message, status, first, last
        FROM seen JOIN told ON told.id = seen.told ANTI JOIN present USING (fingerprint)
    ), latest AS (
        SELECT * REPLACE (min(first) OVER (PARTITION BY finding) AS first) FROM gone
        QUALIFY row_number() OVER (
            PARTITION BY finding ORDER BY last DESC, severity, code, name, uri, message, status) = 1
    )
    SELECT *, count(*) OVER () FROM latest
    ORDER BY last DESC, code, uri, finding LIMIT $most"""


class _Audit(NamedTuple):
    run: str
    as_of: datetime
    policy: str
    complete: bool


def record(session: Session, run: str, statuses: Mapping[str, Status]) -> None:
    """Keep what became of each document in an audit, in place of what it said before; inside a transaction."""
    for statement in HISTORY:
        session.run(statement)
    session.run("DELETE FROM statuses WHERE audit IN (SELECT audit FROM audits WHERE run = ?)", (run,))
    session.run(
        """INSERT INTO audits SELECT coalesce(max(audit), 0) + 1, $run FROM audits
           HAVING NOT coalesce(bool_or(run = $run), false)""",
        {"run": run},
    )
    with session.tables({"present": _present(statuses)}):
        session.run(
            """INSERT INTO judged SELECT
                   (SELECT coalesce(max(document), 0) FROM judged) + row_number() OVER (ORDER BY uri), uri
               FROM present ANTI JOIN judged USING (uri)"""
        )
        session.run(
            """INSERT INTO statuses SELECT (SELECT audit FROM audits WHERE run = ?), document, status
               FROM present JOIN judged USING (uri) ORDER BY document""",
            (run,),
        )


def history(session: Session, run: Run, findings: Iterable[Finding], statuses: Mapping[str, Status]) -> History:
    """What the audits before the run say; findings and statuses are the run's own. See `History`."""
    audits = _earlier(session, run)
    if not audits:
        return History()
    alike = _comparable(audits, run)
    begins, joined = _joined(session, audits, run, statuses)
    gone, left_out = _gone(session, alike, findings) if run.complete else ((), 0)
    return History(
        audits=_counted(session, audits[-LOOKED_AT:]),
        statuses=_moved(session, alike, run, statuses),
        begins=begins,
        joined=joined,
        gone=gone,
        gone_left_out=left_out,
    )


def _earlier(session: Session, run: Run) -> list[_Audit]:
    """All audits of the same sources with an earlier as-of, oldest first."""
    rows = session.rows(
        """SELECT id, as_of, policy, complete FROM runs WHERE as_of < ? AND sources = ?::VARCHAR[]
           ORDER BY as_of, id""",
        (to_stored(run.as_of), list(run.sources)),
    )
    return [_Audit(name, from_stored(as_of), policy, complete) for name, as_of, policy, complete in rows]


def _comparable(audits: Sequence[_Audit], run: Run) -> list[_Audit]:
    """The last complete ones under a policy of the same name (of any, where there is none), one for each moment."""
    complete = [audit for audit in audits if audit.complete]
    same = [audit for audit in complete if audit.policy == run.policy_name]
    return list({audit.as_of: audit for audit in same or complete}.values())[-LOOKED_AT:]


def _counted(session: Session, audits: Sequence[_Audit]) -> tuple[PastAudit, ...]:
    with session.tables({"earlier": _listed(audits)}):
        rows = session.rows("SELECT id, summary FROM runs SEMI JOIN earlier ON id = run")
    summaries = {name: json.loads(summary) for name, summary in rows}
    return tuple(_past(audit, summaries[audit.run]) for audit in audits)


def _past(audit: _Audit, summary: Mapping[str, object]) -> PastAudit:
    severities = summary.get("by_severity")
    named = severities if isinstance(severities, dict) else {}
    return PastAudit(
        *audit,
        documents=_count(summary.get("documents")),
        served=_count(summary.get("served")),
        demoted=_count(summary.get("demoted")),
        excluded=_count(summary.get("excluded")),
        by_severity={str(name): _count(number) for name, number in sorted(named.items())},
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _moved(
    session: Session, audits: Sequence[_Audit], run: Run, statuses: Mapping[str, Status]
) -> dict[str, tuple[tuple[datetime, Status], ...]]:
    """The moments at which each status that didn't stay the same became what it was."""
    if not session.has_table("statuses"):
        return {}
    moments = [*(audit.as_of for audit in audits), run.as_of]
    with session.tables({"earlier": _listed(audits), "present": _present(statuses)}):
        rows = session.rows(_MOVED, {"now": len(audits)})
    found: dict[str, list[tuple[datetime, Status]]] = defaultdict(list)
    for uri, nth, status in rows:
        found[uri].append((moments[nth], _STATUSES[status]))
    return {uri: tuple(steps) for uri, steps in found.items()}


def _joined(
    session: Session, audits: Sequence[_Audit], run: Run, statuses: Mapping[str, Status]
) -> tuple[datetime | None, dict[str, datetime]]:
    """The as-of of the first audit whose documents are known, and that of each document which came later."""
    if not session.has_table("statuses"):
        return None, {}
    with session.tables({"earlier": _listed(audits), "present": _present(statuses)}):
        ((began,),) = session.rows(_BEGAN)
        if began is None:
            return None, {}
        later = session.rows(_JOINED, {"began": began})
    return audits[began].as_of, {uri: run.as_of if nth is None else audits[nth].as_of for uri, nth in later}


def _gone(session: Session, audits: Sequence[_Audit], findings: Iterable[Finding]) -> tuple[tuple[Gone, ...], int]:
    """The findings of the audits that tell something of which these ones have nothing; and how many more there are."""
    prints = {(print_,) for finding in findings for print_ in finding.fingerprints or (finding.fingerprint,)}
    with session.tables({"earlier": _listed(audits), "present": table(_PRINTS, sorted(prints))}):
        rows = session.rows(_GONE, {"most": TOLD_OF})
    return tuple(_were(rows, audits)), max(0, rows[0][-1] - TOLD_OF) if rows else 0


def _were(rows: Iterable[Row], audits: Sequence[_Audit]) -> Iterator[Gone]:
    for fingerprint, code, name, uri, severity, message, status, first, last, _ in rows:
        told = Told(fingerprint, code, name, uri, Severity(severity), message, FindingStatus(status))
        yield Gone(told, audits[first].as_of, audits[last].as_of)


def _listed(audits: Sequence[_Audit]) -> pa.Table:
    return table(_EARLIER, [(audit.run, nth) for nth, audit in enumerate(audits)])


def _present(statuses: Mapping[str, Status]) -> pa.Table:
    ranks = {status: rank for rank, status in enumerate(_STATUSES)}
    return table(_PRESENT, [(uri, ranks[status]) for uri, status in statuses.items()])
