"""What was worked out of the whole is kept: what a catalog tells again is what a fresh one tells, whatever changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbaudit.catalog import Catalog
from kbaudit.model import Document, Source
from kbaudit.pipeline import Crawling, Judging, crawl, judge
from kbaudit.policy import Policy, read_policy

if TYPE_CHECKING:
    from kbaudit.model import Report

Plainly = Callable[[str], dict[str, object]]
AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
BOILER = """# Starting the boiler

The boiler is switched on with the green button at its side, and off with the red one beside it. The pressure is {} bar.
Water has to stand between the two marks of the glass, or the burner locks itself at once. Once a year the filter is
taken out, rinsed under warm water and put back when it is dry. Call the service when the lamp blinks three times.
"""
RETURNS = """# Returns {}

Goods come back to the shop within {} days of the purchase, unused and with the slip. The till prints a second
slip that both sides sign. Goods made to measure stay with whoever ordered them, and so do opened packages.
See [the boiler](../manuals/v5.1/start.md) and [what is gone](gone.md). ![the till](till.png)
"""
NOTICE = """# Notice

Whoever comes late rings at the yard and waits for the porter, who brings the key of the hall and a lamp. Bicycles stand
behind the shed, never before the gate, since the fire engine has to pass there at any hour of the day.
"""
MORE = "The kitchen closes when the last guest has left, and the tables are wiped before the lights go out."
PAGES = {
    "at/notice.md": NOTICE,
    "desk/the/notice.md": NOTICE,
    "yard/rules.md": NOTICE.replace("Notice", "Rules") + MORE,
    "manuals/v4.0/start.md": BOILER.format("1.1"),
    "manuals/v5.1/start.md": BOILER.format("1.4"),
    "manuals/v7.10/start.md": BOILER.format("1.8"),
    "shop/returns.md": "---\nupdated: 2024-05-01\nvalid_until: 2026-12-31\n---\n" + RETURNS.format("A", 14),
    "desk/2025-02-03-returns.md": "---\ncreated: 2023-05-01\n---\n" + RETURNS.format("B", 30),
    "desk/copy.md": RETURNS.format("A", 14),
    "shop/travel-policy.md": "---\nupdated: 2024-05-01\n---\n" + BOILER.format("1.4").replace("boiler", "engine"),
    "shop/travel-policy-old.md": "---\nupdated: 2025-05-01\n---\n" + BOILER.format("1.5").replace("boiler", "engine"),
    "draft.md": "---\nstatus: draft\nsuperseded_by: shop/returns.md\n---\n# Draft\n\nNothing is told here as yet.\n",
}
ALIKE = {
    "usual": "",
    "max_age": 'document_sets: [{name: all, match: ["**"], max_age: 3 months}]\n',
    "owner": 'document_sets: [{name: all, match: ["**"], owner: required, review_every: 6 months, grace: 9 days}]\n',
    "severity": "checks: {KB104: {severity: note}, KB103: {effect: none}}\n",
    "simulate": 'document_sets: [{name: all, match: ["**"], mode: simulate}]\n',
}
OTHER = {
    "trust": "trust: [path]\n",
    "zone": "zone: Europe/Berlin\n",
    "canonical": 'canonical: ["desk/**"]\n',
    "authorities": 'authorities: [{match: "shop/**"}]\n',
    "releases": "document_sets:\n  - {name: manuals, match: ['manuals/**'],"
    " releases: {path: 'manuals/v{release}/**', live: ['7.10', '5.1']}}\n",
    "threshold": "similarity: {near_duplicate: 0.5}\n",
}
EVERY = ALIKE | OTHER


def policy_of(text: str) -> Policy:
    return read_policy(f"schema: kbaudit.policy/1\nextends: default\n{text}".encode(), "policy", base=Path())


def written(root: Path, pages: dict[str, str]) -> Path:
    for name, text in pages.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def crawled(catalog: Path, root: Path) -> Path:
    with Catalog.open(catalog) as opened:
        crawl(opened, [Source("kb", root)], Crawling(policy_of(""), jobs=1))
    return catalog


def judged(catalog: Path, policy: str, as_of: datetime = AS_OF) -> Report:
    with Catalog.open(catalog) as opened:
        return judge(opened, Judging(policy_of(policy), as_of), record=False)


def told(report: Report) -> dict[str, object]:
    corpus = report.corpus
    return {
        "families": corpus.families,
        "relations": corpus.relations,
        "links": (dict(corpus.broken_links), corpus.shown),
        "whole": (corpus.repeated, corpus.uncompared),
        "findings": report.findings,
        "verdicts": report.verdicts,
        "stamps": report.stamps,
    }


def worked_out(catalog: Path, kind: str = "kinships") -> int:
    """How often something of the kind was worked out anew, as far as it's kept."""
    with duckdb.connect(str(catalog)) as connection:
        return len(connection.execute("SELECT 1 FROM kept WHERE kind = ?", (kind,)).fetchall())


def as_fresh(tmp_path: Path, root: Path) -> dict[str, object]:
    return told(judged(crawled(tmp_path / "fresh.duckdb", root), ""))


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two catalogs of the pages, to be copied: one that nobody judged, and one that was judged once."""
    top = tmp_path_factory.mktemp("once")
    unjudged = crawled(top / "unjudged.duckdb", written(top / "kb", PAGES))
    catalog = Path(shutil.copy(unjudged, top / "judged.duckdb"))
    judged(catalog, "")
    assert worked_out(catalog) == worked_out(catalog, "links") == worked_out(catalog, "repeated") == 1
    return top


@pytest.fixture
def fresh(once: Path, tmp_path: Path) -> Path:
    """A catalog that nobody judged as yet."""
    return Path(shutil.copy(once / "unjudged.duckdb", tmp_path / "unjudged.duckdb"))


@pytest.fixture
def kept(once: Path, tmp_path: Path) -> Path:
    """A catalog that was judged once."""
    return Path(shutil.copy(once / "judged.duckdb", tmp_path / "judged.duckdb"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The pages, to be changed."""
    return written(tmp_path / "kb", PAGES)


@pytest.fixture
def before(root: Path, tmp_path: Path) -> Path:
    """A catalog that was judged before they're changed."""
    catalog = crawled(tmp_path / "before.duckdb", root)
    judged(catalog, "")
    return catalog


@pytest.fixture(scope="module")
def plainly(once: Path) -> Plainly:
    """What a catalog that nobody judged tells under a policy, by its name; asked once each."""

    @cache
    def asked(name: str) -> dict[str, object]:
        return told(judged(Path(shutil.copy(once / "unjudged.duckdb", once / f"{name}.duckdb")), EVERY[name]))

    return asked


@pytest.mark.parametrize("name", EVERY)
def test_another_policy(name: str, kept: Path, plainly: Plainly) -> None:
    assert told(judged(kept, EVERY[name])) == plainly(name)
    assert worked_out(kept) == (1 if name in ALIKE else 2)
    assert worked_out(kept, "links") == 1


def test_each_of_these_policies_can_be_told_from_the_usual_one(plainly: Plainly) -> None:
    same = {name for name in EVERY if plainly(name) == plainly("usual")}
    assert same <= {"usual", "zone"}


def test_another_moment(kept: Path, fresh: Path) -> None:
    later = datetime(2027, 3, 1, tzinfo=UTC)
    assert told(judged(kept, "", later)) == told(judged(fresh, "", later))
    assert worked_out(kept) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"desk/copy.md": RETURNS.format("A", 21)},
        {"desk/copy.md": PAGES["desk/copy.md"].replace("Goods come", "---\nupdated: 2026-01-01\n---\nGoods come")},
        {"shop/gone.md": RETURNS.format("C", 14)},
        {"desk/copy.md": None},
    ],
    ids=["changed", "metadata", "added", "removed"],
)
def test_another_document(change: dict[str, str | None], before: Path, root: Path, tmp_path: Path) -> None:
    for name, text in change.items():
        if text is None:
            (root / name).unlink()
        else:
            (root / name).write_text(text, encoding="utf-8")
    crawled(before, root)
    assert told(judged(before, "")) == as_fresh(tmp_path, root)
    assert worked_out(before) == worked_out(before, "links") == 2


def test_a_picture_that_arrives(before: Path, root: Path, tmp_path: Path) -> None:
    (root / "shop" / "till.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(5000))
    crawled(before, root)
    assert told(judged(before, "")) == as_fresh(tmp_path, root)
    assert worked_out(before, "links") == 2


@given(order=st.lists(st.sampled_from(sorted(EVERY)), min_size=2, max_size=5))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_policies_in_any_order(order: list[str], fresh: Path, plainly: Plainly) -> None:
    """A catalog that others judged before says what one says that nobody did."""
    for name in order:
        found = told(judged(fresh, EVERY[name]))
    assert found == plainly(order[-1])


def test_a_catalog_that_is_older_than_the_table(kept: Path, plainly: Plainly) -> None:
    with duckdb.connect(str(kept)) as connection:
        connection.execute("DROP TABLE kept")
    assert told(judged(kept, EVERY["canonical"])) == plainly("canonical")


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE kept SET data = 'x'::BLOB",
        "UPDATE kept SET data = ''::BLOB",
        "UPDATE kept SET data = NULL",
        "UPDATE kept SET data = (SELECT data FROM kept WHERE kind = 'links')",
        "UPDATE kept SET data = unhex(substr(hex(data), 1, (len(hex(data)) // 4) * 2))",
    ],
)
def test_what_cannot_be_read_is_worked_out_again(harm: str, kept: Path, plainly: Plainly) -> None:
    with duckdb.connect(str(kept)) as connection:
        connection.execute(harm)
    assert told(judged(kept, "")) == plainly("usual")


def test_what_speaks_of_other_documents_is_worked_out_again(kept: Path, tmp_path: Path, plainly: Plainly) -> None:
    other = crawled(tmp_path / "other.duckdb", written(tmp_path / "b", {f"x/{n}": t for n, t in PAGES.items()}))
    judged(other, "")
    with duckdb.connect(str(kept)) as connection:
        connection.execute(f"ATTACH '{other}' AS other")
        connection.execute("UPDATE kept SET data = o.data FROM other.kept o WHERE o.kind = kept.kind")
    assert told(judged(kept, "")) == plainly("usual")


def test_a_read_only_catalog_is_judged_and_stays_as_it_is(kept: Path) -> None:
    for policy in ("", OTHER["canonical"]):
        before = kept.read_bytes()
        with Catalog.open(kept, read_only=True) as opened:
            judge(opened, Judging(policy_of(policy), AS_OF), record=False)
        assert kept.read_bytes() == before


def test_a_policy_changes_no_fact_but_dates_and_owners(kept: Path) -> None:
    """What is compared is taken for a matter of the content: a policy that changed it would go unseen."""
    changing = {"dates", "owners", "learned_at"}
    with Catalog.open(kept) as opened:
        documents = list(opened.documents())
    for policy in EVERY.values():
        for subject, document in zip(policy_of(policy).govern(documents), documents, strict=True):
            for each in fields(Document):
                same = getattr(subject.document, each.name) == getattr(document, each.name)
                assert each.name in changing or same
