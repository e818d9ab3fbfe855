"""Real documents, nearly all of them sound: what is marked in them has to be right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from kbaudit.errors import ExtractionError
from kbaudit.extractors import extract, kind_by_name
from kbaudit.model import Extract, Mark, MarkKind
from kbaudit.signals.faults import faults_of
from kbaudit.signals.quality import quality_of

BIG5_READ_AS_CP1252 = "messytables/characters.csv"


def documents(folder: Path, names: list[str]) -> Iterator[tuple[str, Extract]]:
    for name in names:
        kind = kind_by_name(name)
        try:
            if kind:
                yield name, extract(kind, (folder / name).read_bytes())
        except ExtractionError:
            continue


def marks_in(folder: Path, each: int) -> list[tuple[str, Mark]]:
    names = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())[::each]
    return [(name, mark) for name, made in documents(folder, names) for mark in faults_of(made)[1]]


def test_healthy_files_are_trusted(corpora: Path) -> None:
    truth = [
        json.loads(line) for line in (corpora / "badfiles-unstructured/truth_files.jsonl").read_text().splitlines()
    ]
    good = [row["path"] for row in truth if row["kind"] == "ok" and row["confidence"] == "high"]
    confidence = {}
    for name, made in documents(corpora / "badfiles-unstructured" / "files", good):
        confidence[name], reasons = quality_of(made, faults_of(made)[0])
        if reasons == ("no text",):
            del confidence[name]
    assert len(confidence) > 100
    assert {name for name, value in confidence.items() if value <= 0.8} <= {BIG5_READ_AS_CP1252}


def test_real_handbooks_have_hardly_a_fault(corpora: Path) -> None:
    for corpus in ("gov-govuk-2020", "gov-moj-cloud-platform", "history-gds-way", "versions-powershell"):
        assert marks_in(corpora / corpus / "files", 6) == []
    assert marks_in(corpora / "conflicts-conflictqa" / "files", 10) == []


def test_translations_and_proposals_are_not_garbled(corpora: Path) -> None:
    translated = marks_in(corpora / "owners-opentelemetry" / "files", 4)
    proposals = marks_in(corpora / "supersession-peps" / "files", 1)
    assert {mark.kind for _, mark in (*translated, *proposals)} <= {MarkKind.PLACEHOLDER}
    texts = {mark.quote for _, mark in proposals}
    assert "TODO(skreft): expand this with examples of corner cases." in texts
    assert len(proposals) <= 12
