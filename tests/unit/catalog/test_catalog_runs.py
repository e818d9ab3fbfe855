from __future__ import annotations

from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kbaudit.catalog import Catalog, PastRun
from kbaudit.model import Affected, Changes, Finding, FindingStatus, Run, Severity, Summary, Told

EARLY = Run("r1", datetime(2026, 1, 1, tzinfo=UTC), "kbaudit 0", "default", "p", "c", ("docs", "more"), complete=True)
SUMMARY = Summary(9, 7, 1, 1, 5, 1, 1, 70, 50, {"KB101": 2}, {"warning": 2})


def finding(fingerprint: str, *parts: str, **more: object) -> Finding:
    made = Finding("KB101", "docs/a.md", "a copy", "delete it", (), fingerprint=fingerprint, fingerprints=parts)
    return replace(made, **more)  # type: ignore[arg-type]  # fields of a Finding


def run(name: str, month: int, **more: object) -> Run:
    return replace(EARLY, id=name, as_of=datetime(2026, month, 1, tzinfo=UTC), **more)  # type: ignore[arg-type]  # as above


@pytest.fixture
def catalog(tmp_path: Path):
    with Catalog.open(tmp_path / "c.duckdb") as opened:
        yield opened


def appeared(changes: Changes | None) -> list[str]:
    assert changes is not None
    return [told.fingerprint for told in changes.appeared]


def fixed(changes: Changes | None) -> list[str]:
    assert changes is not None
    return [told.fingerprint for told in changes.fixed]


def test_runs_come_back_by_as_of_and_replace_themselves(tmp_path: Path) -> None:
    later = replace(EARLY, id="a-later-one", as_of=datetime(2026, 2, 1, 5, 30, tzinfo=UTC))
    with Catalog.open(tmp_path / "c.duckdb") as catalog:
        catalog.record_run(later, SUMMARY, [])
        catalog.record_run(EARLY, SUMMARY, [finding("f1"), finding("f2")])
        catalog.record_run(EARLY, replace(SUMMARY, served=4), [finding("f2"), finding("f3"), finding("f3")])
    with Catalog.open(tmp_path / "c.duckdb") as catalog:
        first = PastRun("r1", EARLY.as_of, ("docs", "more"), asdict(replace(SUMMARY, served=4)), "default")
        assert catalog.runs() == (
            first,
            PastRun("a-later-one", later.as_of, ("docs", "more"), asdict(SUMMARY), "default"),
        )
        assert catalog.previous_run(catalog.runs()[1]) == first
        assert catalog.previous_run(first) is None
        assert set(catalog.first_seen(later)) == {"f2", "f3"}


def test_first_seen_is_the_earliest_as_of_of_sources_in_common(catalog: Catalog) -> None:
    catalog.record_run(run("c", 3), SUMMARY, [finding("f1"), finding("f2")])
    catalog.record_run(run("a", 1, sources=("docs",)), SUMMARY, [finding("f1")])  # recorded later, of earlier
    catalog.record_run(run("o", 1, sources=("other",)), SUMMARY, [finding("f2")])
    seen = catalog.first_seen(run("d", 4))
    assert {print_: at.month for print_, at in seen.items()} == {"f1": 1, "f2": 3}
    assert catalog.first_seen(run("c", 3)).keys() == {"f1"}, "a run's own findings are none from before"
    assert catalog.first_seen(run("a", 1)) == {}


def test_changes_are_those_since_the_last_complete_audit_of_the_same_sources(catalog: Catalog) -> None:
    assert catalog.changes(run("z", 9), [finding("f1")]) is None
    catalog.record_run(run("a", 1), SUMMARY, [finding("f1"), finding("f2")])
    catalog.record_run(run("b", 2, sources=("docs",)), SUMMARY, [])
    catalog.record_run(run("c", 3, complete=False), SUMMARY, [])
    catalog.record_run(run("d", 9), SUMMARY, [])
    changes = catalog.changes(run("z", 9), [finding("f2"), finding("f3")])
    assert changes is not None
    assert (changes.run, changes.as_of.month, appeared(changes), fixed(changes)) == ("a", 1, ["f3"], ["f1"])
    assert catalog.changes(run("z", 9, complete=False), []) is None, "what wasn't read isn't fixed"


def test_a_policy_of_the_same_name_is_compared_with_if_there_is_one(catalog: Catalog) -> None:
    catalog.record_run(run("a", 1), SUMMARY, [])
    catalog.record_run(run("s", 2, policy_name="strict"), SUMMARY, [finding("f1")])
    (before, other) = (catalog.changes(run("z", 9, policy_name=name), []) for name in ("default", "regulated"))
    assert (before and before.run, other and other.run) == ("a", "s")


def test_a_finding_of_several_things_is_new_with_one_more_and_not_with_one_less(catalog: Catalog) -> None:
    catalog.record_run(run("a", 1), SUMMARY, [finding("whole", "k1", "k2")])
    more = catalog.changes(run("z", 9), [finding("other", "k1", "k2", "k3")])
    assert (appeared(more), fixed(more)) == (["other"], [])
    less = catalog.changes(run("z", 9), [finding("other", "k2")])
    assert (appeared(less), fixed(less)) == ([], ["whole"])


def test_what_an_audit_told_comes_back(catalog: Catalog) -> None:
    loud = finding("n2", "k1", "k2", severity=Severity.ERROR, status=FindingStatus.WAIVED, name="exact-copy")
    catalog.record_run(run("b", 2), SUMMARY, [finding("n1", message="half \ud83d and \x00"), loud])
    waived = Told("n2", "KB101", "exact-copy", "docs/a.md", Severity.ERROR, "a copy", FindingStatus.WAIVED)
    (one, other, (print_, said)) = catalog.told("b")
    assert (one, other) == (("k1", waived), ("k2", waived))
    assert (print_, said.message) == ("n1", "half ? and \x00")
    assert list(catalog.told("a")) == []


def test_changes_come_worst_first(catalog: Catalog) -> None:
    catalog.record_run(run("a", 1), SUMMARY, [])
    found = [finding("n1"), finding("n2", severity=Severity.ERROR), finding("n0", code="KB201")]
    assert appeared(catalog.changes(run("z", 9), found)) == ["n2", "n1", "n0"]


def test_what_stays_is_written_once(catalog: Catalog) -> None:
    for month in range(1, 6):
        catalog.record_run(run(f"r{month}", month), SUMMARY, [finding("f1"), finding("f2")])
    assert catalog._session.rows("SELECT count(*) FROM told") == [(2,)]
    assert catalog._session.rows("SELECT count(*) FROM run_findings") == [(10,)]


def family(*older: str) -> Finding:
    """A finding of several documents, a key for each; it is filed under the first."""
    return finding(
        f"family of {len(older)}",
        *(f"of {uri}" for uri in older),
        code="KB103",
        uri=older[0],
        affects=tuple(Affected(uri) for uri in older),
        keys=tuple((uri,) for uri in older),
    )


def test_a_change_in_a_family_is_told_by_the_document_that_is_new(catalog: Catalog) -> None:
    catalog.record_run(run("a", 1), SUMMARY, [family("docs/first.md", "docs/gone.md")])
    changes = catalog.changes(run("z", 9), [family("docs/first.md", "docs/third.md", "docs/second.md")])
    assert changes is not None
    assert [told.uri for told in changes.appeared] == ["docs/second.md"], "one finding is one change"
    assert [told.uri for told in changes.fixed] == ["docs/gone.md"]
    assert {told.uri for _, told in catalog.told("a")} == {"docs/first.md", "docs/gone.md"}
    assert {print_: told.uri for print_, told in catalog.told("a")}["of docs/gone.md"] == "docs/gone.md"


def test_what_a_family_has_no_more_is_told_by_the_document_that_had_it(catalog: Catalog) -> None:
    catalog.record_run(run("a", 1), SUMMARY, [family("docs/first.md", "docs/gone.md")])
    (gone,) = catalog.history(run("z", 9), [family("docs/first.md")], {}).gone
    assert gone.told.uri == "docs/gone.md"
