"""Facts are kept by content and kind: nothing else of a file's name may shape them, nor which file is learned first."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kbaudit.catalog import Catalog
from kbaudit.extractors import EXTRACTORS, kind_by_name
from kbaudit.learn import Assignment, learn
from kbaudit.model import Document, FoundFile, Learned, Source

Held = Callable[[bytes, Sequence[str]], dict[str, Document]]
NOW = datetime(2026, 6, 1, tzinfo=UTC)

RST = b"Keys\n====\n\n:Author: Ann Lee\n:Date: 2024-03-03\n:Status: Draft\n\nTurn the key twice.\n"
ASCIIDOC = b"= Keys\nAnn Lee <ann@example.org>\nv1.2, 2024-03-03\n:status: draft\n\nTurn the key twice.\n"
ORG = b"#+TITLE: Keys\n#+AUTHOR: Ann Lee\n#+DATE: <2024-03-03>\n\n* How\n\nTurn the key twice.\n"
UNDERLINED = b"Keys\n====\nAnn Lee <ann@example.org>\nv1.2, 2024-03-03\n\nTurn the key twice.\n"
PAGE = b"<!DOCTYPE html>\n<html><head><title>Keys</title></head><body><p>Turn the key twice.</p></body></html>"
TABLE = b"key\tturns\nfront\t2\nback\t1\n"
RECORDS = b'{"name": "front", "turns": 2}\n{"name": "back", "turns": 1}\n'
RECORD = b'{"name": "front", "turns": 2}\n'


def found(uri: str, path: Path) -> FoundFile:
    return FoundFile(uri, "kb", os.fsencode(path), path.stat().st_size, 5)


def learned(uri: str, path: Path) -> Learned:
    return learn(Assignment(found(uri, path), "", 1 << 24))


@pytest.fixture
def held(tmp_path: Path) -> Held:
    """What a catalog holds of one content under several endings, learned one after another."""

    def run(data: bytes, endings: Sequence[str]) -> dict[str, Document]:
        file, made = tmp_path / "content", tmp_path / "catalog.duckdb"
        file.write_bytes(data)
        made.unlink(missing_ok=True)
        with Catalog.open(made) as catalog:
            catalog.begin_crawl([Source("kb", tmp_path)], NOW, "test")
            for ending in endings:
                catalog.record([learned(f"kb/keys.{ending}", file)])
            catalog.finish_crawl()
            every = list(catalog.documents())
        return {each.uri.rpartition(".")[2]: replace(each, learned_at=NOW) for each in every}

    return run


@pytest.mark.parametrize(
    ("data", "endings"),
    [
        pytest.param(RST, "rst txt adoc org md", id="reStructuredText"),
        pytest.param(ASCIIDOC, "adoc rst txt org md asciidoc", id="AsciiDoc"),
        pytest.param(UNDERLINED, "adoc rst txt org", id="underlined"),
        pytest.param(ORG, "org txt rst adoc", id="Org"),
        pytest.param(PAGE, "html htm txt rst org md pdf", id="HTML"),
        pytest.param(TABLE, "tsv csv tab txt xlsx", id="table"),
        pytest.param(RECORDS, "jsonl json ndjson txt", id="records"),
        pytest.param(RECORD, "json jsonl", id="record"),
    ],
)
def test_one_content_under_several_endings_in_any_order(held: Held, data: bytes, endings: str) -> None:
    names = endings.split()
    alone = {name: held(data, [name])[name] for name in names}
    assert held(data, names) == alone
    assert held(data, names[::-1]) == alone


def test_what_an_ending_says_of_a_text_still_counts(held: Held) -> None:
    documents = held(UNDERLINED, ["txt", "adoc", "rst"])
    fields = {ending: {each.name for each in document.fields} for ending, document in documents.items()}
    assert fields == {"adoc": {"author", "revnumber", "revdate"}, "rst": set(), "txt": set()}
    assert {each.title for each in documents.values()} == {"Keys"}


def test_no_name_changes_what_is_learned(project: Path, tmp_path: Path) -> None:
    kinds = set()
    for path in sorted((project / "sample_corpus").rglob("*")):
        kind = kind_by_name(path.name)
        if kind and path.is_file():
            kinds.add(kind)
            before = learned(f"kb/{path.name}", path)
            assert before.facts or before.skipped
            title = before.facts.extract.title if before.facts else ""
            stem = re.sub(r"[^\w .-]", "", title) or "other"  # a name that is the title looks most like a made-up one
            other = tmp_path / f"{stem}{EXTRACTORS[kind].endings[-1]}"
            shutil.copy(path, other)
            after = learned(f"elsewhere/{other.name}", other)
            assert (after.facts, after.sha256, after.kind) == (before.facts, before.sha256, before.kind), path.name
            assert [each.facts for each in after.attached] == [each.facts for each in before.attached]
    assert len(kinds) > 12
