"""The sample corpus against its truth, under the pack default and under its own policy: no miss and no false alarm."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TRUTH = Path(__file__).parent / "truth_sample_corpus.json"


@dataclass(frozen=True)
class Run:
    """What an audit under one policy has to find."""

    policy: str
    findings: frozenset[tuple[str, str]]
    status: dict[str, str]


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return json.loads(TRUTH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=["default", "fennerow"])
def run(request, truth, project) -> Run:
    """The truth of one run; that under the sample's own policy is told as what differs from the default's."""
    default, own = truth["runs"]["default"], truth["runs"]["fennerow"]
    findings = frozenset(map(tuple, default["findings"]))
    if request.param == "default":
        return Run(default["policy"], findings, default["status"])
    more, less = frozenset(map(tuple, own["more"])), frozenset(map(tuple, own["less"]))
    assert less <= findings
    assert not more & findings
    return Run(str(project / own["policy"]), (findings | more) - less, {**default["status"], **own["status"]})


@pytest.fixture(scope="module")
def outcome(kbaudit_in, project, tmp_path_factory, truth, run):
    top = tmp_path_factory.mktemp("sample")
    folder = shutil.copytree(project / "sample_corpus", top / "sample_corpus")  # the checkout's git has dates too
    found = kbaudit_in(top, "audit", folder, "-p", run.policy, "--as-of", truth["as_of"])
    assert found.code == 1, found.err
    return found


def test_every_planted_fault_is_found_and_nothing_else(outcome, run):
    found = {(f["code"], uri) for f in outcome.findings["findings"] for uri in f["affects"]}
    assert sorted(found - run.findings) == [], "false alarms"
    assert sorted(run.findings - found) == [], "missed"


def test_every_document_has_its_status(outcome, run):
    found = {line["uri"]: line["status"] for line in outcome.lines("documents.jsonl") if not line.get("skipped")}
    assert found == run.status


def test_every_family_has_its_current_member(outcome, truth):
    documents = {line["uri"]: line["current"] for line in outcome.lines("documents.jsonl")}
    assert {uri: current for uri, current in documents.items() if current not in (None, "", uri)} == truth["current"]


def test_everything_found_is_accounted_for(outcome, project, truth):
    summary = outcome.findings["summary"]
    files = sum(path.is_file() for path in (project / "sample_corpus").rglob("*"))
    lines = outcome.lines("documents.jsonl")
    assert summary["found"] == files + len(truth["attached"])
    assert summary["found"] == summary["documents"] + summary["skipped"] + summary["ignored"]
    assert {line["uri"] for line in lines if "!/" in line["uri"]} == set(truth["attached"])
    assert {line["uri"]: line["skipped"]["reason"] for line in lines if line.get("skipped")} == truth["skipped"]


def test_it_has_the_breadth_that_it_promises(truth):
    documents = truth["runs"]["default"]["status"]
    assert len(documents) >= 85
    assert len({uri.rpartition(".")[2] for uri in documents}) >= 14


def test_the_planted_secrets_reach_no_output(kbaudit, project, truth):
    values = ("uV0sKd81+Yq9fTrW2xBnL7mEoZ5cHgPi", "AKIA09FNRW18TQ81ZX0K", "Vq7!mtz2Kp#9", "DE41 9990", "DE419990")
    written = kbaudit("audit", project / "sample_corpus", "--as-of", truth["as_of"], "--format", "sarif")
    outputs = [written.out, written.err, *(path.read_text("utf-8") for path in written.report.iterdir())]
    assert not [value for value in values for output in outputs if value in output]


def test_binary_documents_are_those_of_the_kept_script(project, tmp_path):
    pytest.importorskip("fpdf")
    pytest.importorskip("xlsxwriter")
    subprocess.run([sys.executable, project / "tests/functional/make_sample_binaries.py", tmp_path], check=True)
    made = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert made
    for path in made:
        assert path.read_bytes() == (project / "sample_corpus" / path.relative_to(tmp_path)).read_bytes(), path.name
