"""The extractors on real documents with ground truth."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest

from kbaudit.errors import ExtractionError
from kbaudit.extractors import extract, kind_by_name

SAMPLE_STEP = 7


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


@pytest.mark.parametrize("corpus", ["versions-react-native", "versions-powershell", "history-gds-way"])
def test_the_text_of_markdown_gives_the_true_jaccard(corpora: Path, corpus: str) -> None:
    @cache
    def of(name: str) -> frozenset[tuple[str, ...]]:
        return shingles(extract("markdown", (corpora / corpus / "files" / name).read_bytes(), name).text)

    with (corpora / corpus / "truth_allpairs_jaccard.csv").open(newline="") as lines:
        rows = [
            row
            for row in csv.DictReader(lines)
            if not any(row[key].endswith(".html.erb") for key in ("path_a", "path_b"))
        ]
    assert len(rows) > SAMPLE_STEP
    for row in rows[::SAMPLE_STEP]:
        a, b = of(row["path_a"]), of(row["path_b"])
        assert len(a & b) / len(a | b) == pytest.approx(float(row["j3"]), abs=6e-4), row


def outcome(path: Path, kind: str) -> str:
    try:
        found = extract(kind, path.read_bytes(), path.name)
    except ExtractionError as error:
        return str(error.reason)
    assert bool(found.passages) == bool(found.text.strip())
    return "ok" if found.passages else "empty"


def test_every_odd_file_ends_as_its_truth_says(corpora: Path) -> None:
    corpus = corpora / "badfiles-unstructured"
    truths = [json.loads(line) for line in (corpus / "truth_files.jsonl").read_text().splitlines()]
    read = {each["path"]: each for each in truths if kind_by_name(each["path"])}
    assert len(read) > 60
    expected = {
        # Two mails under a .txt name are text all the same.
        path: "no_text_layer" if truth["no_text_layer"] else truth["kind"].replace("wrong_extension", "ok")
        for path, truth in read.items()
    }
    assert {path: outcome(corpus / "files" / path, kind_by_name(path) or "") for path in read} == expected


def test_one_text_in_many_formats_stays_one_text(corpora: Path) -> None:
    folder = corpora / "badfiles-unstructured" / "files" / "unstructured" / "language-docs"
    texts = [
        shingles(extract(ending, (folder / f"eng_spa_mult.{name}").read_bytes(), name).text)
        for ending, name in (("docx", "docx"), ("html", "html"), ("markdown", "md"), ("text", "txt"), ("text", "rst"))
    ]
    assert all(each == texts[0] for each in texts)
