"""`--extractor unstructured`: what an ingestion built on unstructured sees, and the way back."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kbaudit.catalog import Catalog

pytest.importorskip("pypandoc", reason="needs the extra unstructured-all")

PAGE = """---
title: Travel policy
owner: Ann Lee
last_reviewed_on: 2026-03-03
---

# Travel

Book early, says the policy of the company, and keep every receipt until the money is on your account again.

## Costs

Trains are paid for in the second class, in the first class only where the ride takes longer than four hours.
"""
RST = PAGE.partition("---\n\n")[2].replace("# Travel", "Rides\n=====").replace("## Costs", "Money\n-----")
AS_OF = ("--as-of", "2026-06-01")


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "kb"
    made.mkdir()
    (made / "travel.md").write_text(PAGE, encoding="utf-8")
    (made / "rides.rst").write_text(RST, encoding="utf-8")
    (made / "prices.csv").write_text("City,Price\nParis,80 EUR\nRome,120 EUR\n", encoding="utf-8")
    return made


def held(tmp_path):
    """The texts in the catalog by uri."""
    with Catalog.open(tmp_path / ".kbaudit" / "catalog.duckdb", read_only=True) as catalog:
        keys = {document.uri: document.content_key for document in catalog.documents()}
        texts = catalog.texts(list(keys.values()))
    return {uri: texts[key] for uri, key in keys.items()}


def test_the_choice_changes_what_is_learned_and_back(kbaudit, folder, tmp_path):
    native = kbaudit("audit", "kb", *AS_OF, "-o", "first", "-q")
    theirs = kbaudit("audit", "kb", *AS_OF, "-o", "second", "-q", "--extractor", "unstructured")
    assert (native.code, theirs.code) == (0, 0)
    assert held(tmp_path)["kb/travel.md"].startswith("title: Travel policy owner: Ann Lee")
    assert held(tmp_path)["kb/prices.csv"] == "City Price Paris 80 EUR Rome 120 EUR"
    assert "=====" not in held(tmp_path)["kb/rides.rst"]
    owners = [[line["owner"] for line in each.lines("documents.jsonl")] for each in (native, theirs)]
    assert owners[0] == owners[1], "what is declared is read natively all the same"

    checked = kbaudit("check", *AS_OF, "-o", "third", "-q")
    assert checked.findings["run"]["id"] == theirs.findings["run"]["id"] != native.findings["run"]["id"]

    again = kbaudit("crawl", "kb", "--extractor", "unstructured", "-q")
    assert "unchanged 3" in again.out
    back = kbaudit("audit", "kb", *AS_OF, "-o", "fourth", "-q")
    assert held(tmp_path)["kb/travel.md"].startswith("\n# Travel")
    assert "=====" in held(tmp_path)["kb/rides.rst"]
    for name in ("findings.json", "documents.jsonl", "rules.json", "stamps.jsonl"):
        assert (back.report / name).read_bytes() == (native.report / name).read_bytes()


def test_two_sources_may_be_read_by_two(kbaudit, folder, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "travel.md").write_text(PAGE.replace("Travel", "Journeys"), encoding="utf-8")
    kbaudit("crawl", "kb", "-q")
    kbaudit("crawl", "other", "-q", "--extractor", "unstructured")
    texts = held(tmp_path)
    assert texts["kb/travel.md"].startswith("\n# Travel")
    assert texts["other/travel.md"].startswith("title: Journeys policy")


def test_a_missing_package_is_named_before_anything_begins(folder, tmp_path):
    code = "import sys; sys.modules['xlrd'] = None; sys.argv[0] = 'kbaudit'; from kbaudit.cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code, "audit", "kb", "--extractor", "unstructured"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "--extractor unstructured needs xlrd: pip install 'kbaudit[unstructured-all]'" in done.stderr
    assert not (tmp_path / ".kbaudit").exists()
