"""The extractors on real documents with ground truth."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from kbaudit.errors import ExtractionError
from kbaudit.extractors import extract, kind_by_name, kind_of
from kbaudit.extractors.office_program import program

SAMPLE_STEP = 7


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


@pytest.mark.parametrize("corpus", ["versions-react-native", "versions-powershell", "history-gds-way"])
def test_the_text_of_markdown_gives_the_true_jaccard(corpora: Path, corpus: str) -> None:
    @cache
    def of(name: str) -> frozenset[tuple[str, ...]]:
        return shingles(extract("markdown", (corpora / corpus / "files" / name).read_bytes()).text)

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


_ENDS = {"ok": "ok", "empty": "empty", "encrypted": "encrypted", "wrong_extension": "ok", "corrupt": "ok"}
"""All that are called corrupt are recoverable."""
_NOTABLE = {
    "messytables/libreoffice.xlsx": "empty",
    "unstructured/empty.xlsx": "empty",
    "unstructured/eml/mime-no-body.eml": "empty",
    "unstructured/picture.pptx": "empty",
    "unstructured/test-image-jpg-mime.pptx": "empty",
}
"""Files without a word in them."""
_OLD: Final = (
    "unstructured/duplicate-paragraphs.doc",
    "unstructured/fake-doc-emphasized-text.doc",
    "unstructured/fake.doc",
    "unstructured/simple.doc",
    "unstructured/fake-power-point.ppt",
)
"""Files that are read where LibreOffice is installed."""


def outcome(path: Path, kind: str) -> str:
    try:
        found = extract(kind, path.read_bytes())
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
        path: _NOTABLE.get(path) or ("no_text_layer" if truth["no_text_layer"] else _ENDS[truth["kind"]])
        for path, truth in read.items()
        if truth["confidence"] == "high"
    } | ({} if program() else dict.fromkeys(_OLD, "missing_extra"))
    read = {path: read[path] for path in expected}
    assert {path: outcome(corpus / "files" / path, kind_by_name(path) or "") for path in read} == expected


def test_kinds_by_content(corpora: Path) -> None:
    corpus = corpora / "badfiles-unstructured"
    truths = [json.loads(line) for line in (corpus / "truth_files.jsonl").read_text().splitlines()]
    differing = set()
    for path in (each["path"] for each in truths):
        kind, by_name = kind_of(path, (corpus / "files" / path).read_bytes())
        if by_name and kind != by_name:
            differing.add(path)
    # Low confidence in the truth, but mail by its headers.
    mail = {"unstructured/fake-email.txt", "unstructured/eml/fake-email.txt"}
    assert differing == {each["path"] for each in truths if each["kind"] == "wrong_extension"} | mail


def test_copies_in_other_formats_share_their_words(corpora: Path) -> None:
    corpus = corpora / "badfiles-unstructured"

    @cache
    def words(path: str) -> frozenset[str]:
        text = extract(kind_by_name(path) or "", (corpus / "files" / path).read_bytes()).text
        return frozenset(re.findall(r"\w+", text.lower()))

    pairs = [json.loads(line) for line in (corpus / "truth_crossformat.jsonl").read_text().splitlines()]
    pairs = [each for each in pairs if each["word_jaccard"] >= 0.9]
    readable = [each for each in pairs if program() or not {each["path_a"], each["path_b"]} & set(_OLD)]
    alike = sum(
        len(words(a) & words(b)) / len(words(a) | words(b)) >= 0.9
        for a, b in ((each["path_a"], each["path_b"]) for each in readable)
    )
    assert alike / len(readable) >= 0.95


def test_one_text_in_many_formats_stays_one_text(corpora: Path) -> None:
    folder = corpora / "badfiles-unstructured" / "files" / "unstructured" / "language-docs"
    texts = [
        shingles(extract(ending, (folder / f"eng_spa_mult.{name}").read_bytes()).text)
        for ending, name in (("docx", "docx"), ("html", "html"), ("markdown", "md"), ("text", "txt"), ("text", "rst"))
    ]
    assert all(each == texts[0] for each in texts)
