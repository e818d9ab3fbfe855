"""Audits that were made, by the names that a user gives them: from the catalog, or from the files of a report."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from kbaudit.catalog import Catalog
from kbaudit.checks import CHECKS
from kbaudit.cli.options import refuse_hidden
from kbaudit.errors import UsageError
from kbaudit.model import FindingStatus, Severity, Told
from kbaudit.reports.run_diff import Audited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Any

    from kbaudit.catalog import PastRun

_FEWEST: Final = 6  # digits of a run's id
_RUN: Final = re.compile(rf"[0-9a-f]{{{_FEWEST},64}}", re.IGNORECASE)
_NAMED: Final = 5  # runs that are listed where a name may mean any of them
_FINDINGS, _DOCUMENTS = "findings.json", "documents.jsonl"
_OF_EACH: Final = frozenset({"KB101", "KB103", "KB106"})
"""Checks whose findings have a fingerprint for each document, in the order of the documents."""
_SUMMARY: Final = {check.code: check.summary for check in CHECKS}


class Audits:
    """The audits that a catalog knows; it's opened when one of them is asked for."""

    def __init__(self, catalog: Path) -> None:
        self._path = catalog
        self._catalog: Catalog | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._catalog:
            self._catalog.close()

    def all(self) -> list[Audited]:
        """Every audit in the catalog by as-of moment, without what it told."""
        return [_past(run) for run in self._opened().runs()]

    def read(self, name: str) -> Audited:
        """The audit that is meant: `latest`, `previous`, the beginning of an id, a findings.json or its folder.

        Raises:
            UsageError: there is none, or it can't be told which.
        """
        path = Path(name)
        if name not in {"latest", "previous"} and path.exists():
            return read_report(path)
        run = self._meant(name)
        return _past(run, self._opened().told(run.id))

    def _meant(self, name: str) -> PastRun:
        runs = self._opened().runs()
        if not runs:
            raise UsageError(f"the catalog {self._path} knows no audit: run `kbaudit audit SOURCE` first")
        if name in {"latest", "previous"}:
            # A look ahead (`check --as-of` a day to come) is no audit of what is.
            now = datetime.now(UTC)
            latest = next((run for run in reversed(runs) if run.as_of <= now), runs[-1])
            return latest if name == "latest" else self._previous(latest)
        if not _RUN.fullmatch(name):
            raise UsageError(
                f"{name!r} is no file and no run: name a findings.json, a report's folder, latest, previous, or the "
                f"first {_FEWEST} digits or more of a run's id (kbaudit diff --list)"
            )
        return _only(name, [run for run in runs if run.id.startswith(name.lower())])

    def _previous(self, latest: PastRun) -> PastRun:
        found = self._opened().previous_run(latest)
        if found is None:
            raise UsageError(
                f"there is nothing to compare with: no audit of {', '.join(latest.sources)} has an earlier as-of than "
                f"the latest one, {latest.as_of:%Y-%m-%d %H:%M} UTC (kbaudit diff --list)"
            )
        return found

    def _opened(self) -> Catalog:
        if self._catalog is None:
            if not self._path.exists():
                raise UsageError(f"there is no catalog {self._path}: name two findings.json, or a catalog with -c")
            self._catalog = Catalog.open(self._path)
        return self._catalog


def read_report(path: Path) -> Audited:
    """The audit that a findings.json tells, or a folder with one; the documents' statuses from the file beside it.

    Raises:
        UsageError: it's not such a file.
    """
    file = path / _FINDINGS if path.is_dir() else path
    if not file.exists():
        raise UsageError(f"there is no {_FINDINGS} in {path}")
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        run = content["run"]
        refuse_hidden(content, file)
        return Audited(
            id=str(run["id"]),
            as_of=datetime.fromisoformat(run["as_of"]),
            sources=tuple(map(str, run["sources"])),
            policy=str(run["policy_name"]),
            complete=bool(run["complete"]),
            counts=_counts(content["summary"]),
            told=[told for finding in content["findings"] for told in _told(finding)],
            statuses=_statuses(file.with_name(_DOCUMENTS)),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{file} is not a findings.json: {type(error).__name__}: {error}") from None


def _told(finding: Mapping[str, Any]) -> Iterator[tuple[str, Told]]:
    """Each thing that a finding tells, by the document that it is of where the file says so.

    One that was rolled up is taken apart into those of its documents.
    """
    whole, uri, uris = str(finding["fingerprint"]), str(finding["uri"]), [str(each) for each in finding["affects"]]
    prints = [str(each) for each in finding.get("fingerprints", [whole])]
    told = Told(
        fingerprint=whole,
        code=str(finding["code"]),
        name=str(finding["name"]),
        uri=uri,
        severity=Severity(finding["severity"]),
        message=str(finding["message"]),
        status=FindingStatus(finding["status"]),
    )
    if len(prints) == len(uris) > 1 and told.code in _OF_EACH and not uri.endswith("/"):
        yield from ((print_, replace(told, uri=document)) for print_, document in zip(prints, uris, strict=True))
        return
    if not (uri.endswith("/") and len(prints) == len(uris) > 1):
        yield from ((print_, told) for print_ in prints)
        return
    for print_, document in zip(prints, uris, strict=True):
        said = _SUMMARY.get(told.code, told.message)
        yield print_, Told(print_, told.code, told.name, document, told.severity, said, told.status)


def _statuses(path: Path) -> dict[str, str] | None:
    if not path.exists():
        return None
    with path.open(encoding="utf-8") as lines:
        documents = (json.loads(line) for line in lines)
        return {str(document["uri"]): str(document["status"]) for document in documents if "skipped" not in document}


def _past(run: PastRun, told: Sequence[tuple[str, Told]] = ()) -> Audited:
    return Audited(run.id, run.as_of, run.sources, run.policy, run.complete, _counts(run.summary), told)


def _counts(summary: Mapping[str, object]) -> dict[str, int]:
    return {name: count for name, count in summary.items() if isinstance(count, int)}


def _only(name: str, runs: list[PastRun]) -> PastRun:
    if not runs:
        raise UsageError(f"the catalog knows no run {name!r} (kbaudit diff --list)")
    if len(runs) > 1:
        listed = "\n".join(f"{run.id}  as of {run.as_of:%Y-%m-%d %H:%M} UTC" for run in runs[:_NAMED])
        raise UsageError(f"{len(runs)} runs begin with {name}; write more of it:\n{listed}")
    return runs[0]
