from __future__ import annotations

import os
from pathlib import Path

import pytest

from kbaudit.crawlers import resolve_source, resolve_sources
from kbaudit.errors import UsageError
from kbaudit.model import Source


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = (tmp_path / "docs").resolve()
    folder.mkdir()
    (folder / "a.md").write_text("x")
    monkeypatch.chdir(folder)
    return folder


def test_a_source_is_named_by_the_user_the_policy_or_its_folder(docs: Path) -> None:
    assert resolve_source("hr=../docs", {}) == Source("hr", docs)
    assert resolve_source("../docs", {"people": docs}) == Source("people", docs)
    assert resolve_source("people", {"people": docs}) == Source("people", docs)
    for spec in (".", "../docs", "../docs/", str(docs), "../docs/../docs"):
        assert resolve_source(spec, {}) == Source("docs", docs)
    assert resolve_source("a.md", {}) == Source("a.md", docs / "a.md")


def test_links_are_resolved_and_an_existing_path_is_taken_as_it_is(docs: Path) -> None:
    (docs.parent / "link").symlink_to(docs)
    assert resolve_source("../link", {}) == Source("docs", docs)
    (docs / "a=b").mkdir()
    assert resolve_source("a=b", {}) == Source("a=b", docs / "a=b")
    odd = docs / os.fsdecode(b"\xff")
    odd.mkdir()
    assert resolve_source(os.fsdecode(b"\xff"), {}) == Source("\\xff", odd)


@pytest.mark.parametrize("spec", ["gone", "x=gone", "x=", "", "=.", "a/b=.", "..=.", " x=.", "x\x1b=.", "\udcff=."])
def test_what_cannot_be_a_source_is_refused(docs: Path, spec: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve_source(spec, {})
    assert str(caught.value).isprintable()


def test_the_root_of_the_file_system_needs_a_name(docs: Path) -> None:
    with pytest.raises(UsageError, match="NAME=PATH"):
        resolve_source("/", {})


def test_two_sources_must_be_told_apart(docs: Path) -> None:
    (docs / "in").mkdir()
    other = docs.parent / "x" / "docs"
    other.mkdir(parents=True)
    with pytest.raises(UsageError, match="two sources are called docs"):
        resolve_sources([str(docs), str(other)])
    assert [source.name for source in resolve_sources([str(docs), f"more={other}"])] == ["docs", "more"]
    for overlapping in (["a=.", "b=."], [".", "in"], ["in", "."]):
        with pytest.raises(UsageError, match="overlap"):
            resolve_sources(overlapping)
