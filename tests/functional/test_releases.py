"""Releases side by side, canonical places and authorities: what a policy says of them, and what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from page_words import words_of

from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules

if TYPE_CHECKING:
    from .conftest import Kbaudit, Outcome

AS_OF = "2026-10-01"
NOW = datetime(2026, 10, 1, tzinfo=UTC).timestamp()
PAGE = """# Starting the boiler

The boiler is switched on with the green button at its side, and off with the red one beside it. The pressure is {} bar.
Water has to stand between the two marks of the glass, or the burner locks itself at once. Once a year the filter is
taken out, rinsed under warm water and put back when it is dry. Call the service when the lamp blinks three times.
"""
RETURNS = """Goods come back to the shop within {} of the purchase, unused and with the slip. The till prints a second
slip that both sides sign. Goods made to measure stay with whoever ordered them, and so do opened packages."""
POLICY = """schema: kbaudit.policy/1
name: releases
document_sets:
  - name: manuals
    match: ["manuals/**"]
    releases: {path: "manuals/v{release}/**", live: ["7.10", "5.1"]}
"""
OLD, FIRST, LATEST = (f"kb/manuals/v{release}/start.md" for release in ("4.0", "5.1", "7.10"))
GONE, FAQ = "kb/manuals/v5.1/pump.md", "kb/faq.md"


@pytest.fixture
def manuals(tmp_path: Path) -> Path:
    pages = {uri: PAGE.format(bar) for uri, bar in ((OLD, "1.1"), (FIRST, "1.4"), (LATEST, "1.8"))}
    pages[GONE] = "# The pump\n\nThe old pump has a valve that is turned by hand, with a spanner of eleven.\n"
    pages[FAQ] = "# Questions\n\nWhoever asks where the shop is finds a map at the door, and a clock above it.\n"
    return written(tmp_path, pages, POLICY)


def written(folder: Path, pages: dict[str, str], policy: str) -> Path:
    for uri, text in pages.items():
        path = folder / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "policy.yaml").write_text(policy, encoding="utf-8")
    return folder


def audited(kbaudit: Kbaudit) -> Outcome:
    return kbaudit("audit", "kb", "-p", "policy.yaml", "--as-of", AS_OF, "--fail-on", "never")


def of_code(outcome: Outcome, code: str) -> list[dict]:
    return [finding for finding in outcome.findings["findings"] if finding["code"] == code]


def test_each_live_release_keeps_its_page_and_the_others_are_superseded(kbaudit: Kbaudit, manuals: Path) -> None:
    outcome = audited(kbaudit)
    documents = {line["uri"]: line for line in outcome.lines("documents.jsonl")}
    told = {uri: (one["release"], one["current"], one["status"]) for uri, one in documents.items()}
    assert told == {
        OLD: ("", LATEST, "exclude"),
        FIRST: ("5.1", FIRST, "serve"),
        LATEST: ("7.10", LATEST, "serve"),
        GONE: ("5.1", GONE, "serve"),
        FAQ: ("", FAQ, "serve"),
    }
    assert documents[OLD]["superseded_by"] == [LATEST]
    assert documents[OLD]["family"] == documents[FIRST]["family"] == documents[LATEST]["family"] != ""
    (found,) = of_code(outcome, "KB103")
    assert found["uri"] == OLD
    assert not [code for code in ("KB102", "KB104", "KB106") if of_code(outcome, code)]


def test_a_query_gets_the_latest_release_or_the_one_that_it_asks_for(kbaudit: Kbaudit, manuals: Path) -> None:
    outcome = audited(kbaudit)
    rules = Rules.load(outcome.report / "rules.json")
    stamps = {stamp["uri"]: stamp for stamp in outcome.lines("stamps.jsonl")}

    def served(release: str | None = None) -> set[str]:
        return {uri for uri, stamp in stamps.items() if evaluate(rules, stamp, NOW, release).keep}

    assert served() == {LATEST, FAQ}
    assert served("5.1") == {FIRST, GONE, FAQ}
    assert served("7.10") == {LATEST, FAQ}
    assert {uri: stamp["kb_is_latest"] for uri, stamp in stamps.items() if stamp["kb_release"]} == {
        FIRST: False,
        GONE: False,
        LATEST: True,
    }


def test_without_release_lines_only_the_newest_is_served(kbaudit: Kbaudit, manuals: Path) -> None:
    (manuals / "policy.yaml").write_text("schema: kbaudit.policy/1\nname: plain\n", encoding="utf-8")
    outcome = audited(kbaudit)
    status = {line["uri"]: line["status"] for line in outcome.lines("documents.jsonl")}
    assert (status[OLD], status[FIRST], status[LATEST]) == ("exclude", "exclude", "serve")
    assert {(stamp["kb_release"], stamp["kb_is_latest"]) for stamp in outcome.lines("stamps.jsonl")} == {("", True)}


def test_a_release_without_a_page_that_may_be_served_leaves_the_other_alone(kbaudit: Kbaudit, manuals: Path) -> None:
    (manuals / FIRST).write_text("---\nstatus: obsolete\n---\n" + PAGE.format("1.4"), encoding="utf-8")
    outcome = audited(kbaudit)
    documents = {line["uri"]: line for line in outcome.lines("documents.jsonl")}
    assert (documents[FIRST]["status"], documents[FIRST]["current"]) == ("exclude", None)
    assert (documents[LATEST]["status"], documents[LATEST]["current"]) == ("serve", LATEST)
    assert of_code(outcome, "KB106") == []
    assert [finding["uri"] for finding in of_code(outcome, "KB206")] == [FIRST]


def test_explain_tells_the_release(kbaudit: Kbaudit, manuals: Path) -> None:
    audited(kbaudit)
    assert "alone in release 5.1" in kbaudit("explain", "v5.1/start.md", "-p", "policy.yaml", "--as-of", AS_OF).out


def test_the_canonical_place_decides_which_page_is_current(kbaudit: Kbaudit, tmp_path: Path) -> None:
    pages = {f"kb/{place}": f"# Returns\n\n{RETURNS.format('14 days')} {more}\n" for place, more in
             (("wiki/returns.md", "Ask at the till."), ("handbook/goods.md", "Bring a cart along."))}  # fmt: skip
    written(tmp_path, pages, "schema: kbaudit.policy/1\nname: plain\n")
    outcome = audited(kbaudit)
    assert len(of_code(outcome, "KB106")) == 1
    (tmp_path / "policy.yaml").write_text('schema: kbaudit.policy/1\nname: c\ncanonical: ["handbook/**"]\n', "utf-8")
    outcome = audited(kbaudit)
    (found,) = of_code(outcome, "KB103")
    assert (found["uri"], of_code(outcome, "KB106")) == ("kb/wiki/returns.md", [])
    assert {"label": "told by", "value": "canonical location"}.items() <= found["evidence"][2].items()


def test_the_policys_authority_is_spared_where_two_pages_conflict(kbaudit: Kbaudit, tmp_path: Path) -> None:
    own = {"shop": "The door of the shop is blue.", "legal": "The advocate sits on the second floor."}
    pages = {f"kb/{name}/page-{name}.md": f"{RETURNS.format(days)}\n\n{own[name]}\n" for name, days in
             (("shop", "30 days"), ("legal", "14 days"))}  # fmt: skip
    written(tmp_path, pages, "schema: kbaudit.policy/1\nname: plain\n")

    def demoted(outcome: Outcome) -> list[str]:
        return [line["uri"] for line in outcome.lines("documents.jsonl") if line["status"] == "demote"]

    outcome = audited(kbaudit)
    assert len(of_code(outcome, "KB104")) == 1
    assert demoted(outcome) == ["kb/legal/page-legal.md", "kb/shop/page-shop.md"]
    authority = 'schema: kbaudit.policy/1\nname: a\nauthorities: [{match: "legal/**"}]\n'
    (tmp_path / "policy.yaml").write_text(authority, "utf-8")
    outcome = audited(kbaudit)
    assert demoted(outcome) == ["kb/shop/page-shop.md"]
    (found,) = of_code(outcome, "KB104")
    told = {one["label"]: one["value"] for one in found["evidence"]}
    assert told["which side is more authoritative"] == "kb/legal/page-legal.md is more authoritative by the policy"
    (relation,) = [r for r in outcome.lines("relations.jsonl") if r["kind"] == "conflicts_with"]
    assert (relation["a"], relation["b"]) == ("kb/shop/page-shop.md", "kb/legal/page-legal.md")
    assert "is more authoritative by the policy." in words_of(outcome.report / "report.html")
