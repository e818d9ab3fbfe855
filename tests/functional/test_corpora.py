"""Real knowledge bases: every file accounted for, no traceback, and every file written fits its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

if TYPE_CHECKING:
    from .conftest import Kbaudit, Outcome

CORPORA = (
    "badfiles-unstructured",
    "conflicts-conflictqa",
    "gov-govuk-2020",
    "gov-moj-cloud-platform",
    "history-gds-way",
    "owners-opentelemetry",
    "supersession-peps",
    "versions-powershell",
    "versions-react-native",
)


SHAPES = {
    "gov-govuk-2020": {"alerts": 85, "manual": 203},
    "owners-opentelemetry": {"en": 233, "ja": 126, "fr": 52, "pt": 39},
    "versions-powershell": {"versions-powershell": 304},
}
"""Document sets that `policy init` proposes, with the number of their documents."""


@pytest.mark.parametrize("name", CORPORA)
def test_every_file_is_accounted_for(kbaudit, corpora, project, tmp_path, name):
    files = corpora / name / "files"
    outcome = kbaudit("audit", f"{name}={files}", "--as-of", "2026-01-01", "--fail-on", "never")
    assert outcome.code in {0, 3}, outcome.err
    _accounts_for_all(outcome, files)
    _fits(project, outcome.report)
    if name in SHAPES:  # of the same catalog: reading these files takes most of the time
        _has_a_proposal(kbaudit, tmp_path, name)


def _accounts_for_all(outcome: Outcome, files: Path) -> None:
    summary = outcome.findings["summary"]
    lines = outcome.lines("documents.jsonl")
    attached = sum("!/" in line["uri"] for line in lines)  # to a file on disk, which counts for itself
    assert summary["found"] - attached == sum(path.is_file() for path in files.rglob("*"))
    assert summary["found"] == summary["documents"] + summary["skipped"] + summary["ignored"]
    assert summary["documents"] == summary["served"] + summary["demoted"] + summary["excluded"]
    assert len(lines) == summary["documents"] + summary["skipped"]


def _has_a_proposal(kbaudit: Kbaudit, folder: Path, name: str) -> None:
    """`policy init` proposes a policy that suits the knowledge base, and `policy check` takes it."""
    made = kbaudit("policy", "init", "--as-of", "2026-01-01")
    assert made.code == 0, made.err
    told = kbaudit("policy", "check", "kbaudit.yaml", "-c", ".kbaudit/catalog.duckdb", "--format", "json")
    assert told.code == 0, told.err
    sets = {one["name"]: one["documents"] for one in json.loads(told.out)["sets"] if one["name"]}
    assert sets == SHAPES[name]
    if name == "versions-powershell":
        assert 'live: ["5.1", "7.4", "7.6"]' in (folder / "kbaudit.yaml").read_text(encoding="utf-8")


def _fits(project: Path, report: Path) -> None:
    schemas = project / "docs" / "schemas"
    for name in ("findings.json", "rules.json"):
        schema = json.loads((schemas / f"{Path(name).stem}.schema.json").read_text())
        jsonschema.Draft202012Validator(schema).validate(json.loads((report / name).read_text()))
    for name in ("documents.jsonl", "relations.jsonl", "stamps.jsonl"):
        schema = jsonschema.Draft202012Validator(json.loads((schemas / f"{Path(name).stem}.schema.json").read_text()))
        for line in (report / name).read_text().splitlines():
            schema.validate(json.loads(line))
