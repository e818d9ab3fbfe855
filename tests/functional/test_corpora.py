"""Real knowledge bases: every file accounted for, no traceback, and every file written fits its schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

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


@pytest.mark.parametrize("name", CORPORA)
def test_every_file_is_accounted_for(kbaudit, corpora, project, name):
    files = corpora / name / "files"
    outcome = kbaudit("audit", f"{name}={files}", "--as-of", "2026-01-01", "--fail-on", "never")
    assert outcome.code in {0, 3}, outcome.err
    summary = outcome.findings["summary"]
    lines = outcome.lines("documents.jsonl")
    attached = sum("!/" in line["uri"] for line in lines)  # to a file on disk, which counts for itself
    assert summary["found"] - attached == sum(path.is_file() for path in files.rglob("*"))
    assert summary["found"] == summary["documents"] + summary["skipped"] + summary["ignored"]
    assert summary["documents"] == summary["served"] + summary["demoted"] + summary["excluded"]
    assert len(lines) == summary["documents"] + summary["skipped"]
    _fits(project, outcome.report)


def _fits(project: Path, report: Path) -> None:
    schemas = project / "docs" / "schemas"
    for name in ("findings.json", "rules.json"):
        schema = json.loads((schemas / f"{Path(name).stem}.schema.json").read_text())
        jsonschema.Draft202012Validator(schema).validate(json.loads((report / name).read_text()))
    for name in ("documents.jsonl", "relations.jsonl", "stamps.jsonl"):
        schema = jsonschema.Draft202012Validator(json.loads((schemas / f"{Path(name).stem}.schema.json").read_text()))
        for line in (report / name).read_text().splitlines():
            schema.validate(json.loads(line))
