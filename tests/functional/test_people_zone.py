"""People are told days and moments in the policy's zone, programs in UTC."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

RETURNS = """---
title: {0}
owner: ann@example.com
last_reviewed_on: {1}
---

# {0}

Goods come back to the shop within {2} days of the purchase, unused and with the slip. The till prints a second
slip that both sides sign. Goods made to measure stay with whoever ordered them, and so do opened packages.

{3}
"""
OF_DESK = (
    "The desk is manned from nine to five. Bicycles stand behind the shed, never before the gate, whatever the hour."
)
OF_SHOP = (
    "Gift cards never expire. The kitchen closes when the last guest has left, and the tables are wiped before that."
)
POLICY = """schema: kbaudit.policy/1
extends: default
name: harbour-dental
zone: Europe/London
defaults:
  max_age: 2 years
"""
AS_OF = ("--fail-on", "never", "--by", "owner", "--format", "junit", "--format", "sarif", "--format", "csv")
ELSEWHERE = "Europe/London"


@pytest.fixture
def audited(kbaudit, tmp_path: Path):
    """Two pages that contradict each other, audited in winter and in summer time; one finding is waived."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (tmp_path / "kbaudit.yaml").write_text(POLICY)
    (folder / "desk.md").write_text(RETURNS.format("Rules of the desk", "2024-07-15", 14, OF_DESK))
    (folder / "shop.md").write_text(RETURNS.format("What the shop takes back", "2026-05-10", 30, OF_SHOP))
    first = kbaudit("audit", folder, "--as-of", "2026-06-01", *AS_OF)
    assert first.code == 0, first.err
    waived = ("--code", "KB104", "--until", "2026-12-31", "--by", "ann", "--reason", "Until the till is changed.")
    given = kbaudit("waive", "docs/desk.md", "--as-of", "2026-06-01", *waived)
    assert given.code == 0, given.err
    return kbaudit("audit", folder, "--as-of", "2026-07-01", *AS_OF)


def _read(outcome) -> dict[str, str]:
    pages = (path for path in outcome.report.rglob("*") if path.suffix in {".html", ".md", ".xml", ".csv", ".sarif"})
    return {path.name: path.read_text(encoding="utf-8") for path in pages}


def test_a_conflict_names_the_days_that_the_documents_state(audited):
    (conflict,) = (f for f in audited.findings["findings"] if f["code"] == "KB104")
    said = [piece["value"] for piece in conflict["evidence"]]
    assert "docs/shop.md is newer: 2026-05-10 against 2024-07-15" in said


def test_people_are_told_moments_in_the_zone(audited):
    pages = _read(audited)
    assert f"as of 2026-07-01 00:00 {ELSEWHERE}" in audited.out
    assert "Since 2026-06-01: 0 findings new, 0 fixed" in audited.out
    assert "2026-06-01 00:00 Europe/London" in pages["report.html"], "the trend"
    assert '<time datetime="2026-07-01">2026-07-01 00:00 Europe/London</time>' in pages["report.html"]
    assert f"as of 2026-07-01 00:00 {ELSEWHERE}" in pages["index.md"]
    for name in ("junit.xml", "findings.sarif", "findings.csv"):
        assert f"waived by ann until 2027-01-01 00:00 {ELSEWHERE}" in pages[name], name
    for name, page in (*pages.items(), ("stdout", audited.out)):
        assert "23:00 UTC" not in page, name
    assert audited.findings["run"]["as_of"] == "2026-06-30T23:00:00Z", "programs are told UTC"


def test_a_story_and_a_difference_are_told_in_the_zone(kbaudit, audited):
    story = kbaudit("explain", "docs/desk.md", "--as-of", "2026-07-01").out
    assert f"(as of 2026-07-01 00:00 {ELSEWHERE}, policy harbour-dental)" in story
    assert "demoted from" not in story or "23:00" not in story
    assert f"excluded from 2026-07-15 00:00 {ELSEWHERE}" in story
    assert "    since 2026-06-01\n" in story
    assert "  in the corpus since 2026-06-01\n" in story
    assert f"as of 2026-06-01 00:00 {ELSEWHERE}" in kbaudit("diff").out
    assert f"as of 2026-07-01 00:00 {ELSEWHERE}" in kbaudit("diff", "--list").out
    said = json.loads(kbaudit("diff", "--list", "--format", "json").out)
    assert [run["as_of"] for run in said["runs"]] == ["2026-05-31T23:00:00Z", "2026-06-30T23:00:00Z"]


def test_a_policy_that_cant_be_used_leaves_the_difference_in_utc(kbaudit, audited, tmp_path: Path):
    (tmp_path / "kbaudit.yaml").write_text("zone: Nowhere/None\n")
    assert "as of 2026-06-30 23:00 UTC" in kbaudit("diff").out


def test_a_finding_is_called_new_where_there_were_audits_before(kbaudit, audited, tmp_path: Path):
    (tmp_path / "docs" / "draft.md").write_text("# Lamps\n\nTODO: ask the porter which lamps are lit at night.\n")
    assert kbaudit("audit", tmp_path / "docs", "--as-of", "2026-08-01", *AS_OF).code == 0
    assert "    new in this audit\n" in kbaudit("explain", "docs/draft.md", "--as-of", "2026-08-01").out
    assert "new in this audit" not in kbaudit("explain", "docs/desk.md", "--as-of", "2026-05-31").out


@pytest.mark.parametrize("level", ["paths", "all"])
def test_the_name_of_a_policy_is_hidden_with_the_paths(kbaudit, audited, level):
    hidden = kbaudit("check", "--redact", level, "-o", level, "--as-of", "2026-07-01", *AS_OF)
    assert hidden.code == 0, hidden.err
    assert hidden.findings["run"]["policy_name"] == "policy-1"
    assert "policy policy-1" in hidden.out
    for path in hidden.report.rglob("*"):
        assert path.is_dir() or b"harbour" not in path.read_bytes(), path.name
    assert "harbour" not in hidden.out
