"""What changed between two audits: which findings appeared, which were fixed, and how the documents fare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Final

from kbaudit.model import FindingStatus, Severity
from kbaudit.reports.encoding import instant, json_page
from kbaudit.reports.wording import clipped, counted, when

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime, tzinfo

    from kbaudit.model import Told

SCHEMA: Final = "kbaudit.diff/1"

_SHORT: Final = 12  # digits of a run's id
_COUNTS: Final = ("documents", "served", "demoted", "excluded")


@dataclass(frozen=True, slots=True)
class Audited:
    """An audit as its report or the catalog tells it.

    told is each thing that it told, by its own fingerprint, with the finding that tells it. statuses are those of the
    documents by uri, None where only the counts are known (by name: "documents", "served", ...).
    """

    id: str
    as_of: datetime
    sources: tuple[str, ...]
    policy: str
    complete: bool
    counts: Mapping[str, int]
    told: Sequence[tuple[str, Told]] = ()
    statuses: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RunDiff:
    """Two audits, and what changed from the first to the second, worst first.

    stayed counts the findings of the second one that tell nothing new. documents are those that have another status in
    it than in the first one, as uri, before and after; None where that isn't known.
    """

    before: Audited
    after: Audited
    appeared: tuple[Told, ...]
    fixed: tuple[Told, ...]
    stayed: int
    documents: tuple[tuple[str, str, str], ...] | None


def compared(before: Audited, after: Audited) -> RunDiff:
    """What changed from one audit to another."""
    appeared = _only_in(after, before)
    stayed = len({told.fingerprint for _, told in after.told} - {told.fingerprint for told in appeared})
    return RunDiff(before, after, appeared, _only_in(before, after), stayed, _moved(before, after))


def appeared_at(diff: RunDiff, fail_on: str) -> bool:
    """Whether a finding of this severity or a worse one appeared that isn't waived; of "never" none ever does."""
    levels = tuple(map(str, Severity))
    open_ = (told.severity for told in diff.appeared if told.status is not FindingStatus.WAIVED)
    return fail_on in levels and any(levels.index(severity) >= levels.index(fail_on) for severity in open_)


def render_diff(diff: RunDiff, zone: tzinfo = UTC) -> str:
    """The difference as text, for people, who are told moments in the zone."""
    return "\n".join(_lines(diff, zone)).rstrip("\n") + "\n"


def render_diff_json(diff: RunDiff) -> str:
    """The difference as JSON."""
    moved = [{"uri": uri, "before": was, "after": is_} for uri, was, is_ in diff.documents or ()]
    return json_page(
        {
            "schema": SCHEMA,
            "before": _run(diff.before),
            "after": _run(diff.after),
            "appeared": [_finding(told) for told in diff.appeared],
            "fixed": [_finding(told) for told in diff.fixed],
            "stayed": diff.stayed,
            **({"documents": moved} if diff.documents is not None else {}),
        }
    )


def render_runs(runs: Sequence[Audited], zone: tzinfo = UTC) -> str:
    """A line an audit, the latest last, its moment in the zone."""
    if not runs:
        return "The catalog has no audits yet.\n"
    return "".join(f"{_said(run, zone)}  {_fares(run)}\n" for run in runs)


def render_runs_json(runs: Sequence[Audited]) -> str:
    """The same as JSON."""
    return json_page({"schema": "kbaudit.runs/1", "runs": [_run(run) for run in runs]})


def _only_in(one: Audited, other: Audited) -> tuple[Told, ...]:
    """The findings of one that tell something which the other one doesn't, each once, by the first such document."""
    known = {print_ for fingerprint, told in other.told for print_ in (fingerprint, told.fingerprint)}
    found: dict[str, Told] = {}
    for fingerprint, told in one.told:
        before = found.get(told.fingerprint, told)
        if fingerprint not in known and told.fingerprint not in known:
            found[told.fingerprint] = min(before, told, key=lambda each: each.uri)
    return tuple(sorted(found.values(), key=_worst_first))


def _worst_first(told: Told) -> tuple[int, str, str, str]:
    return -tuple(Severity).index(told.severity), told.code, told.uri, told.fingerprint


def _moved(before: Audited, after: Audited) -> tuple[tuple[str, str, str], ...] | None:
    was, is_ = before.statuses, after.statuses
    if was is None or is_ is None:
        return None
    uris = sorted(was.keys() | is_.keys())
    both = ((uri, was.get(uri, ""), is_.get(uri, "")) for uri in uris)
    return tuple((uri, old, new) for uri, old, new in both if old != new)


def _lines(diff: RunDiff, zone: tzinfo) -> Iterator[str]:
    yield f"Before: {_said(diff.before, zone)}"
    yield f"After:  {_said(diff.after, zone)}"
    yield from _warnings(diff)
    yield ""
    yield f"{len(diff.appeared):,} appeared, {len(diff.fixed):,} fixed, {diff.stayed:,} stayed"
    yield f"Before: {_fares(diff.before)}"
    yield f"After:  {_fares(diff.after)}"
    for title, findings in (("Appeared", diff.appeared), ("Fixed, or not found any more", diff.fixed)):
        if findings:
            yield ""
            yield f"{title}: {counted(len(findings), 'finding')}"
            yield from (line for told in findings for line in _told(told))
    if diff.documents:
        yield ""
        yield f"Another status: {counted(len(diff.documents), 'document')}"
        yield from (f"  {clipped(uri, 300)}: {was or 'absent'} → {is_ or 'gone'}" for uri, was, is_ in diff.documents)


def _warnings(diff: RunDiff) -> Iterator[str]:
    """What makes two audits hard to compare."""
    if diff.before.sources != diff.after.sources:
        yield "These are audits of different sources: what only one of them read appears or is gone with it."
    if diff.before.policy != diff.after.policy:
        yield "They were made under different policies."
    if not (diff.before.complete and diff.after.complete):
        yield "One of them is incomplete: what wasn't read isn't fixed."


def _said(run: Audited, zone: tzinfo) -> str:
    sources = clipped(", ".join(run.sources), 200)
    incomplete = "" if run.complete else "  incomplete"
    made = f"as of {when(run.as_of, zone)}  policy {clipped(run.policy, 60)}"
    return f"{clipped(run.id[:_SHORT], 20)}  {made}  {sources}{incomplete}"


def _fares(run: Audited) -> str:
    return ", ".join(f"{run.counts.get(name, 0):,} {name}" for name in _COUNTS)


def _told(told: Told) -> Iterator[str]:
    status = "" if told.status is FindingStatus.NEW else f"  ({told.status})"
    yield f"  {told.severity:<8}{told.code} {clipped(told.name, 60)}  {clipped(told.uri, 300)}{status}"
    yield f"          {clipped(told.message, 400)}"


def _run(run: Audited) -> dict[str, object]:
    return {
        "id": run.id,
        "as_of": instant(run.as_of),
        "sources": list(run.sources),
        "policy_name": run.policy,
        "complete": run.complete,
        **{name: run.counts.get(name, 0) for name in _COUNTS},
    }


def _finding(told: Told) -> dict[str, object]:
    return {
        "code": told.code,
        "name": told.name,
        "severity": str(told.severity),
        "uri": told.uri,
        "message": told.message,
        "fingerprint": told.fingerprint,
        "status": str(told.status),
    }
