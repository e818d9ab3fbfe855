"""`kbaudit policy init` and `kbaudit policy check`, as a data owner runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

AS_OF = ("--as-of", "2026-06-01")
PAGE = """---
title: Page {n}
owner: {owner}
last_reviewed_on: {day}
review_in: 6 months
---

# Page {n}

{words} is what this page is about, and it says so in a sentence that no other page has, with {n} of its own things.
"""
WORDS = "harbour ferry jetty mooring tide lantern anchor rope sail compass chart buoy".split()  # noqa: SIM905 - shorter so


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    for n in range(24):
        place = folder / ("hr" if n % 2 else "it")
        place.mkdir(parents=True, exist_ok=True)
        day = "2019-01-01" if n == 5 else "2026-03-01"
        words = f"{WORDS[n % 12]} {WORDS[(n * 5) % 12]} {WORDS[(n * 7 + n // 12) % 12]}"
        text = PAGE.format(n=n, owner=f"{place.name}@example.com", day=day, words=words)
        (place / f"{words.replace(' ', '-')}-{n}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def learned(kbaudit, docs):
    assert kbaudit("crawl", docs).code == 0
    return docs


def test_from_a_catalog_to_a_policy_that_audits(kbaudit, learned, tmp_path):
    made = kbaudit("policy", "init", *AS_OF)
    assert made.code == 0, made.err
    assert "written: kbaudit.yaml" in made.err
    assert "kbaudit policy check kbaudit.yaml -c .kbaudit/catalog.duckdb" in made.err
    text = (tmp_path / "kbaudit.yaml").read_text(encoding="utf-8")
    said = yaml.safe_load(text)
    assert {one["name"]: one["match"] for one in said["document_sets"]} == {"hr": ["hr/**"], "it": ["it/**"]}
    assert said["document_sets"][0]["review_every"] == "6 months"
    assert "Hits 1 of 12 (8 %; KB201)" in text
    assert said["owner_directory"] == "kbaudit-owners.yaml"
    people = yaml.safe_load((tmp_path / "kbaudit-owners.yaml").read_text(encoding="utf-8"))
    assert [one["id"] for one in people["owners"]] == ["hr@example.com", "it@example.com"]

    assert kbaudit("policy", "check", "kbaudit.yaml").code == 0
    audit = kbaudit("audit", learned, *AS_OF)
    assert audit.code == 0, audit.err
    statuses = [line["status"] for line in audit.lines("documents.jsonl")]
    assert (statuses.count("serve"), statuses.count("exclude")) == (23, 1)


def test_the_same_catalog_gives_the_same_bytes(kbaudit, learned, tmp_path):
    kbaudit("policy", "init", *AS_OF)
    first = (tmp_path / "kbaudit.yaml").read_bytes()
    assert kbaudit("policy", "init", *AS_OF, "--force").code == 0
    assert (tmp_path / "kbaudit.yaml").read_bytes() == first


def test_nothing_is_overwritten_unasked(kbaudit, learned, tmp_path):
    (tmp_path / "kbaudit.yaml").write_text("mine", encoding="utf-8")
    refused = kbaudit("policy", "init")
    assert refused.code == 2
    assert "kbaudit.yaml is there already" in refused.err
    assert (tmp_path / "kbaudit.yaml").read_text(encoding="utf-8") == "mine"
    assert kbaudit("policy", "init", "--force").code == 0
    assert (tmp_path / "kbaudit.yaml").read_text(encoding="utf-8") != "mine"


def test_an_owner_directory_that_is_there_is_kept(kbaudit, learned, tmp_path):
    people = "schema: kbaudit.owners/1\nowners:\n  - {id: hr@example.com}\n  - {id: it@example.com, active: false}\n"
    (tmp_path / "kbaudit-owners.yaml").write_text(people, encoding="utf-8")
    made = kbaudit("policy", "init", *AS_OF, "--force")
    assert "kept as it is: kbaudit-owners.yaml" in made.err
    assert (tmp_path / "kbaudit-owners.yaml").read_text(encoding="utf-8") == people
    assert "KB302 unknown-owner 12" in (tmp_path / "kbaudit.yaml").read_text(encoding="utf-8")


@pytest.mark.afresh
def test_a_policy_for_stdout_touches_no_file(kbaudit, learned, tmp_path):
    before = set(tmp_path.iterdir())
    made = kbaudit("policy", "init", "-o", "-", *AS_OF)
    assert yaml.safe_load(made.out)["schema"] == "kbaudit.policy/1"
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize("command", [("init",), ("check", "default", "-c", ".kbaudit/catalog.duckdb")])
def test_without_a_catalog_it_says_what_to_run(kbaudit, tmp_path, command):
    refused = kbaudit("policy", *command)
    assert refused.code == 2
    assert "run `kbaudit crawl SOURCE`" in refused.err
    assert not (tmp_path / "kbaudit.yaml").exists()


def test_an_empty_catalog_is_told_from_an_absent_one(kbaudit, tmp_path):
    (tmp_path / "empty").mkdir()
    kbaudit("crawl", "empty")
    refused = kbaudit("policy", "init")
    assert (refused.code, refused.err.count("holds no document")) == (2, 1)


def test_init_and_check_leave_no_trace_in_the_history(kbaudit, learned):
    kbaudit("policy", "init", *AS_OF)
    kbaudit("policy", "check", "kbaudit.yaml", "-c", ".kbaudit/catalog.duckdb")
    assert "no audits yet" in kbaudit("diff", "--list").out


def test_check_tells_what_each_rule_hits(kbaudit, learned, tmp_path):
    kbaudit("policy", "init", *AS_OF)
    told = kbaudit("policy", "check", "kbaudit.yaml", "-c", ".kbaudit/catalog.duckdb", *AS_OF)
    assert told.code == 0
    assert re.search(r"^hr +12 +50 % +11 \(92 %\)$", told.out, re.MULTILINE)
    assert re.search(r"^  max_age +12 months +1 +8 %$", told.out, re.MULTILINE)
    assert re.search(r"^KB201 +stale +1 +4 % +exclude$", told.out, re.MULTILINE)
    assert "Never fire here, now or later: KB101" in told.out
    assert "\x1b" not in told.out


def test_check_for_programs(kbaudit, learned, tmp_path):
    (tmp_path / "p.yaml").write_text(
        "schema: kbaudit.policy/1\nname: p\ndocument_sets:\n  - {name: hr, match: ['hr/**'], owner: required}\n"
        "  - {name: gone, match: ['gone/**']}\n",
        encoding="utf-8",
    )
    told = kbaudit("policy", "check", "p.yaml", "-c", ".kbaudit/catalog.duckdb", "--format", "json", *AS_OF)
    page = json.loads(told.out)
    assert page["schema"] == "kbaudit.policy-check/1"
    assert (page["documents"], page["as_of"]) == (24, "2026-06-01T00:00:00Z")
    rule = {"rule": "owner", "asks": "required", "checks": ["KB301"], "concerns": 12, "hits": 0}
    assert page["sets"][0] == {"name": "hr", "documents": 12, "may_be_served": 12, "rules": [rule]}
    assert page["notes"] == [
        {"file": "p.yaml", "line": 5, "column": 25, "text": "document_sets[1].match: matches no document"}
    ]
    assert "KB301" in page["never"]
    assert json.loads(kbaudit("policy", "check", "p.yaml", "--format", "json").out)["sets"][1]["match"] == ["gone/**"]


def test_what_is_wrong_is_told_with_line_and_column(kbaudit, tmp_path):
    text = "schema: kbaudit.policy/1\ndocument_sets:\n  - {name: a, match: ['x/']}\n  - {name: b, match: ['x/y/**']}\n"
    (tmp_path / "kbaudit.yaml").write_text(text, encoding="utf-8")
    refused = kbaudit("policy", "check", "kbaudit.yaml")
    assert refused.code == 2
    assert "kbaudit.yaml:4:22: document_sets[1].match: can never match" in refused.err
    assert refused.out == ""


def test_a_bad_date_in_the_waivers_is_told_too(kbaudit, tmp_path):
    (tmp_path / "kbaudit.yaml").write_text("schema: kbaudit.policy/1\n", encoding="utf-8")
    waiver = "  - {uri: a/b.md, sha256: '%s', by: ann, on: 2026-13-01}\n" % ("0" * 64)
    text = f"schema: kbaudit.waivers/1\nattestations:\n{waiver}"
    (tmp_path / "kbaudit-waivers.yaml").write_text(text, encoding="utf-8")
    refused = kbaudit("policy", "check", "kbaudit.yaml")
    assert refused.code == 2
    assert "kbaudit-waivers.yaml:3:" in refused.err
    assert "is no day" in refused.err
