"""What earlier audits say: only those of an earlier as-of and the same sources, and each replaced when made again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbaudit.catalog import Catalog
from kbaudit.catalog import history as tables
from kbaudit.model import Finding, History, PastAudit, Run, Severity, Status, Summary, Told

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVE, DEMOTE, EXCLUDE = Status
FIRST = Run("r1", datetime(2026, 1, 1, tzinfo=UTC), "kbaudit 0", "default", "p", "c", ("docs",), complete=True)
SUMMARY = Summary(9, 7, 1, 1, 5, 1, 1, 70, 50, {"KB101": 2}, {"warning": 2})


def finding(fingerprint: str, *parts: str, message: str = "a copy") -> Finding:
    return Finding(
        "KB101", "docs/a.md", message, "delete it", (),
        name="exact-copy", severity=Severity.WARNING, fingerprint=fingerprint, fingerprints=parts,
    )  # fmt: skip


def run(month: int, name: str = "", **more: object) -> Run:
    return replace(FIRST, id=name or f"r{month}", as_of=day(month), **more)  # type: ignore[arg-type]  # fields of a Run


def day(month: int) -> datetime:
    return datetime(2026, month, 1, tzinfo=UTC)


def months(history: History, uri: str) -> list[tuple[int, Status]]:
    return [(moment.month, status) for moment, status in history.statuses.get(uri, ())]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "c.duckdb") as opened:
        yield opened


def test_without_an_earlier_audit_there_is_none(catalog: Catalog) -> None:
    assert catalog.history(run(1), [finding("f1")], {"docs/a.md": SERVE}) == History()
    catalog.record_run(run(1), SUMMARY, [finding("f1")], {"docs/a.md": SERVE})
    assert catalog.history(run(1), [], {"docs/a.md": DEMOTE}) == History(), "an audit isn't earlier than itself"
    assert catalog.history(run(1, "another"), [], {}) == History(), "nor is one of the same moment"


def test_audits_are_told_with_their_counts_by_as_of(catalog: Catalog) -> None:
    catalog.record_run(run(3, complete=False), replace(SUMMARY, served=4), [])
    catalog.record_run(run(2, policy_name="strict"), SUMMARY, [])
    catalog.record_run(run(4), SUMMARY, [])
    catalog.record_run(run(1, sources=("docs", "more")), SUMMARY, [])
    counts = PastAudit("", day(1), "default", complete=True, documents=7, served=5, demoted=1, excluded=1)
    counts = replace(counts, by_severity={"warning": 2})
    assert catalog.history(run(4), [], {}).audits == (
        replace(counts, run="r2", as_of=day(2), policy="strict", served=5),
        replace(counts, run="r3", as_of=day(3), complete=False, served=4),
    )


def test_a_status_is_told_from_when_it_became_what_it_was(catalog: Catalog) -> None:
    catalog.record_run(run(3), SUMMARY, [], {"docs/a.md": EXCLUDE, "docs/b.md": SERVE, "docs/c.md": SERVE})
    catalog.record_run(run(1), SUMMARY, [], {"docs/a.md": SERVE, "docs/b.md": SERVE})
    catalog.record_run(run(2), SUMMARY, [], {"docs/a.md": SERVE, "docs/b.md": SERVE, "docs/gone.md": DEMOTE})
    catalog.record_run(run(9), SUMMARY, [], {"docs/a.md": DEMOTE, "docs/b.md": DEMOTE})
    now = {"docs/a.md": EXCLUDE, "docs/b.md": SERVE, "docs/c.md": DEMOTE, "docs/new.md": SERVE}
    history = catalog.history(run(5), [], now)
    assert months(history, "docs/a.md") == [(1, SERVE), (3, EXCLUDE)]
    assert months(history, "docs/c.md") == [(3, SERVE), (5, DEMOTE)], "against the one before"
    assert history.statuses.keys() == {"docs/a.md", "docs/c.md"}, "one that never changed, or is gone, isn't told"
    assert history.begins == day(1)
    assert {uri: at.month for uri, at in history.joined.items()} == {"docs/c.md": 3, "docs/new.md": 5}
    assert history.first_audited("docs/b.md") == day(1)


def test_the_same_audit_again_replaces_what_it_said(catalog: Catalog) -> None:
    catalog.record_run(run(1), SUMMARY, [], {"docs/a.md": SERVE, "docs/b.md": SERVE})
    catalog.record_run(run(2), SUMMARY, [], {"docs/a.md": EXCLUDE})
    catalog.record_run(run(2), SUMMARY, [], {"docs/a.md": SERVE, "docs/b.md": DEMOTE})
    history = catalog.history(run(3), [], {"docs/a.md": SERVE, "docs/b.md": DEMOTE})
    assert history.statuses.keys() == {"docs/b.md"}
    assert months(history, "docs/b.md") == [(1, SERVE), (2, DEMOTE)]


def test_statuses_under_another_policy_count_where_there_are_no_others(catalog: Catalog) -> None:
    catalog.record_run(run(1), SUMMARY, [finding("f1")], {"docs/a.md": SERVE})
    catalog.record_run(run(2, policy_name="strict"), SUMMARY, [finding("f2")], {"docs/a.md": EXCLUDE})
    catalog.record_run(run(3, complete=False), SUMMARY, [finding("f3")], {"docs/a.md": EXCLUDE})
    now = {"docs/a.md": SERVE}
    same = catalog.history(run(4), [], now)
    assert (same.statuses, [gone.told.fingerprint for gone in same.gone]) == ({}, ["f1"])
    strict = catalog.history(run(4, policy_name="strict"), [], now)
    assert months(strict, "docs/a.md") == [(2, EXCLUDE), (4, SERVE)]
    other = catalog.history(run(4, policy_name="ours"), [], now)
    assert months(other, "docs/a.md") == [(1, SERVE), (2, EXCLUDE), (4, SERVE)]


def test_gone_are_the_findings_that_tell_what_nothing_tells_any_more(catalog: Catalog) -> None:
    catalog.record_run(run(1), SUMMARY, [finding("f1"), finding("f2"), finding("f3", "p1", "p2")])
    catalog.record_run(run(2), SUMMARY, [finding("f1", message="two copies"), finding("f3", "p1", "p2")])
    catalog.record_run(run(5), SUMMARY, [finding("later")])
    history = catalog.history(run(3), [finding("f9", "p2")], {})
    assert [(one.told.fingerprint, one.first.month, one.last.month) for one in history.gone] == [
        ("f1", 1, 2),
        ("f3", 1, 2),
        ("f2", 1, 1),
    ]
    assert history.gone[0].told == Told("f1", "KB101", "exact-copy", "docs/a.md", Severity.WARNING, "two copies")
    assert history.gone_left_out == 0
    assert catalog.history(run(3, complete=False), [], {}).gone == (), "what wasn't read isn't fixed"


def test_what_is_beyond_the_limits_is_left_out_and_counted(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "TOLD_OF", 2)
    for nth in range(tables.LOOKED_AT + 3):
        status = SERVE if nth < 2 else DEMOTE
        found = [finding(f"{nth}")] if nth > 60 else [finding(f"{nth}{letter}") for letter in "abc"]
        one = replace(FIRST, id=f"{nth:02}", as_of=FIRST.as_of + timedelta(days=nth))
        catalog.record_run(one, SUMMARY, found if nth > 59 else [], {"docs/a.md": status})
    history = catalog.history(replace(FIRST, id="z", as_of=day(12)), [], {"docs/a.md": DEMOTE, "docs/b.md": SERVE})
    assert [history.audits[0].run, history.audits[-1].run] == ["03", "62"]
    assert history.statuses == {}, "it changed before the audits that are looked at"
    assert history.begins == FIRST.as_of
    assert [one.told.fingerprint for one in history.gone] == ["62", "61"]
    assert history.gone_left_out == 3


def test_a_catalog_that_is_older_than_the_tables_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "c.duckdb"
    with Catalog.open(path) as catalog:
        for name in ("audits", "judged", "statuses"):
            catalog._session.run(f"DROP TABLE {name}")
        assert catalog.history(run(2), [], {"docs/a.md": SERVE}) == History()
    with Catalog.open(path) as catalog:
        catalog.record_run(run(1), SUMMARY, [])
        catalog._session.run("DROP TABLE statuses")
        before = catalog.history(run(2), [], {"docs/a.md": SERVE})
        assert (len(before.audits), before.statuses, before.begins) == (1, {}, None)
        catalog.record_run(run(2), SUMMARY, [], {"docs/a.md": SERVE})
        history = catalog.history(run(3), [], {"docs/a.md": DEMOTE})
    assert months(history, "docs/a.md") == [(2, SERVE), (3, DEMOTE)]
    assert history.begins == day(2)
