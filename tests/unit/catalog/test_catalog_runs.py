from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

from kbaudit.catalog import Catalog, PastRun
from kbaudit.model import Finding, Run, Summary

EARLY = Run("r1", datetime(2026, 1, 1, tzinfo=UTC), "kbaudit 0", "default", "p", "c", ("docs", "more"), complete=True)
SUMMARY = Summary(9, 7, 1, 1, 5, 1, 1, 70, 50, {"KB101": 2}, {"warning": 2})


def finding(fingerprint: str) -> Finding:
    return Finding("KB101", "docs/a.md", "a copy", "delete it", (), fingerprint=fingerprint)


def test_runs_come_back_by_as_of_and_replace_themselves(tmp_path: Path) -> None:
    later = replace(EARLY, id="a-later-one", as_of=datetime(2026, 2, 1, 5, 30, tzinfo=UTC))
    with Catalog.open(tmp_path / "c.duckdb") as catalog:
        catalog.record_run(later, SUMMARY, [])
        catalog.record_run(EARLY, SUMMARY, [finding("f1"), finding("f2")])
        catalog.record_run(EARLY, replace(SUMMARY, served=4), [finding("f2"), finding("f3"), finding("f3")])
    with Catalog.open(tmp_path / "c.duckdb") as catalog:
        assert catalog.runs() == (
            PastRun("r1", EARLY.as_of, ("docs", "more"), asdict(replace(SUMMARY, served=4)), frozenset({"f2", "f3"})),
            PastRun("a-later-one", later.as_of, ("docs", "more"), asdict(SUMMARY), frozenset()),
        )
