"""The sample corpus against its truth: no miss and no false alarm, and every status and current member as planted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def truth(project: Path) -> dict[str, object]:
    return json.loads((project / "tests/functional/truth_sample_corpus.json").read_text(encoding="utf-8"))


@pytest.fixture
def outcome(kbaudit, project, truth):
    policy = ("-p", truth["policy"], "--as-of", truth["as_of"])
    found = kbaudit("audit", project / "sample_corpus", *policy)
    assert found.code == 1, found.err
    return found


def test_every_planted_fault_is_found_and_nothing_else(outcome, truth):
    found = {(f["code"], uri) for f in outcome.findings["findings"] for uri in f["affects"]}
    planted = {(code, uri) for code, uri in truth["findings"]}
    assert sorted(found - planted) == [], "false alarms"
    assert sorted(planted - found) == [], "missed"


def test_every_document_has_its_status(outcome, truth):
    found = {line["uri"]: line["status"] for line in outcome.lines("documents.jsonl") if not line.get("skipped")}
    assert found == truth["status"]


def test_every_family_has_its_current_member(outcome, truth):
    current = {line["uri"]: line["current"] for line in outcome.lines("documents.jsonl")}
    assert {uri: current[uri] for uri in truth["current"]} == truth["current"]


def test_everything_found_is_accounted_for(outcome, project, truth):
    summary = outcome.findings["summary"]
    files = sum(path.is_file() for path in (project / "sample_corpus").rglob("*"))
    assert summary["found"] == files == summary["documents"] + summary["skipped"] + summary["ignored"]
    skipped = {line["uri"]: line["skipped"]["reason"] for line in outcome.lines("documents.jsonl") if "skipped" in line}
    assert sorted(skipped) == sorted(truth["skipped"])
    assert skipped == truth["skip_reasons"]


def test_binary_documents_are_those_of_the_kept_script(project, tmp_path):
    pytest.importorskip("fpdf")
    subprocess.run([sys.executable, project / "tests/functional/make_sample_binaries.py", tmp_path], check=True)
    made = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert made
    for path in made:
        assert path.read_bytes() == (project / "sample_corpus" / path.relative_to(tmp_path)).read_bytes(), path.name
