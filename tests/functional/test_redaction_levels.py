"""`--redact`: reports that leave the house, written by the real command."""

from __future__ import annotations

import json
import re

import pytest
from told_report import read

LEVELS = ("paths", "text", "all")
FILES = ["csv", "junit", "sarif"]
AS_OF = ("--as-of", "2026-06-01", "--fail-on", "never")


@pytest.fixture(scope="module")
def audited(kbaudit_in, tmp_path_factory, project):
    """The sample corpus audited as it is, and checked at each level."""
    folder = tmp_path_factory.mktemp("redacted")
    formats = [word for name in FILES for word in ("--format", name)]
    said = ("--by", "owner", *AS_OF, *formats)
    outcomes = {"": kbaudit_in(folder, "audit", project / "sample_corpus", *said, "--debug")}
    for level in LEVELS:
        outcomes[level] = kbaudit_in(folder, "check", "--redact", level, "-o", level, *said, "--debug")
    return outcomes


def _all_of(outcome):
    """All that was said and written, as a reader has it, by file."""
    pages = {str(path.relative_to(outcome.report)): path for path in outcome.report.rglob("*") if path.is_file()}
    return {name: read(path.read_text(encoding="utf-8")) for name, path in pages.items()} | {"stdout": outcome.out}


def _register(outcome):
    return [json.loads(line) for line in (outcome.report / "documents.jsonl").read_text("utf-8").splitlines()]


def _parts(outcome):
    """The names of files and folders that no text has by chance."""
    parts = {part for line in _register(outcome) for part in line["uri"].split("/")}
    bare = parts | {part.rpartition(".")[0] for part in parts}
    return {part for part in bare if len(part) > 5 and re.search(r"[-_ ]", part)}


@pytest.mark.parametrize("level", ["paths", "all"])
def test_no_name_of_a_file_is_in_any_file(audited, level):
    parts = _parts(audited[""])
    assert len(parts) > 100
    for name, said in _all_of(audited[level]).items():
        assert [part for part in parts if part in said] == [], name


@pytest.mark.parametrize("level", ["text", "all"])
def test_no_five_words_of_a_title_or_of_evidence_are_in_any_file(audited, level):
    told = audited[""].findings["findings"]
    quoted = [line["title"] for line in _register(audited[""])]
    quoted += [
        piece["value"]
        for finding in told
        if finding["code"] in {"KB104", "KB505", "KB506", "KB508", "KB603"}
        for piece in finding["evidence"]
        if piece["label"] not in {"characters", "which side is newer"}
    ]
    words = [re.findall(r"\w+", text.lower()) for text in quoted]
    grams = {tuple(some[at : at + 5]) for some in words for at in range(len(some) - 4)}
    assert len(grams) > 50
    for name, said in _all_of(audited[level]).items():
        some = re.findall(r"\w+", said.lower())
        assert [gram for gram in zip(*(some[n:] for n in range(5)), strict=False) if gram in grams] == [], name


def test_no_owner_is_in_any_file(audited):
    owners = {line["owner"]["value"] for line in _register(audited[""])} - {""}
    assert len(owners) > 15
    telling = {owner for owner in owners if "@" in owner or " " in owner}
    for name, said in _all_of(audited["all"]).items():
        assert [owner for owner in telling if owner in said] == [], name
    hidden = {line["owner"]["value"] for line in _register(audited["all"])} - {""}
    assert len(hidden) == len(owners)


@pytest.mark.parametrize("level", LEVELS)
def test_counts_and_statuses_are_the_same(audited, level):
    before, after = audited[""].findings, audited[level].findings
    assert after["summary"] == before["summary"]
    assert after["run"]["redacted"] == level
    assert {key: after["run"][key] for key in ("id", "as_of", "complete")} == {
        key: before["run"][key] for key in ("id", "as_of", "complete")
    }
    told = [(f["code"], f["severity"], f["effect"], f["status"], len(f["affects"])) for f in before["findings"]]
    assert [(f["code"], f["severity"], f["effect"], f["status"], len(f["affects"])) for f in after["findings"]] == told


@pytest.mark.parametrize("level", ["paths", "all"])
def test_a_number_is_the_line_of_the_whole_register(audited, level):
    whole, hidden = _register(audited[""]), _register(audited[level])
    assert len(whole) == len(hidden)
    for line in hidden:
        meant = whole[int(re.findall(r"document-(\d+)", line["uri"])[-1]) - 1]
        assert [line[key] for key in ("kind", "status", "reasons")] == [meant[k] for k in ("kind", "status", "reasons")]
        assert line["uri"].count("/") == meant["uri"].count("/")


@pytest.mark.parametrize("level", LEVELS)
def test_every_document_that_is_named_is_in_the_register(audited, level):
    uris = {line["uri"] for line in _register(audited[level])}
    assert {uri for finding in audited[level].findings["findings"] for uri in finding["affects"]} <= uris


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_is_written_for_the_retrieval_layer(audited, level):
    names = {path.name for path in audited[level].report.iterdir()}
    assert {"rules.json", "stamps.jsonl"}.isdisjoint(names)
    assert {"report.html", "findings.json", "findings.sarif"} <= names
    assert "run without --redact for the retrieval layer" in audited[level].err
    assert {"rules.json", "stamps.jsonl"} <= {path.name for path in audited[""].report.iterdir()}


def test_what_an_earlier_run_wrote_for_it_goes(kbaudit, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# A page\n\nThe office opens at nine and closes at five.\n", "utf-8")
    assert (kbaudit("audit", "docs", *AS_OF).report / "stamps.jsonl").exists()
    first = kbaudit("check", "--redact", "all", *AS_OF)
    assert not (first.report / "stamps.jsonl").exists()
    before = {path.name: path.read_bytes() for path in first.report.iterdir()}
    again = kbaudit("check", "--redact", "all", *AS_OF)
    assert {path.name: path.read_bytes() for path in again.report.iterdir()} == before


def test_the_catalog_keeps_what_was_told(kbaudit, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "titan-plan.md").write_text("# Titan\n\nShort, and of nobody.\n", "utf-8")
    hidden = kbaudit("audit", "docs", "--redact", "all", *AS_OF)
    assert "titan" not in hidden.out.lower()
    (tmp_path / "docs" / "titan-plan.md").write_text("---\nowner: ann\n---\n# Titan\n\nShort, of Ann.\n", "utf-8")
    kbaudit("audit", "docs", "--as-of", "2026-06-02", "--fail-on", "never")
    assert "docs/titan-plan.md" in kbaudit("diff", "--fail-on", "never").out


def test_fingerprints_of_paths_compare_and_those_of_words_are_refused(audited, kbaudit):
    whole = audited[""].report / "findings.json"
    for level in LEVELS:
        hidden = audited[level].report / "findings.json"
        compared = kbaudit("diff", whole, hidden, "--format", "json", "--fail-on", "never")
        if level == "paths":
            assert json.loads(compared.out)["appeared"] == json.loads(compared.out)["fixed"] == []
        else:
            assert compared.code == 2
            assert f"was written with --redact {level}" in compared.err


def test_a_baseline_that_hides_words_is_refused(audited, kbaudit, project):
    source = project / "sample_corpus"
    told = kbaudit("audit", source, "--as-of", "2026-06-01", "--baseline", audited["text"].report / "findings.json")
    assert told.code == 2
    known = kbaudit("audit", source, "--as-of", "2026-06-01", "--baseline", audited["paths"].report / "findings.json")
    assert known.code == 0


def test_evidence_can_not_be_redacted(kbaudit, project):
    for words in (("--redact", "paths", "--evidence", "bundle"), ("--evidence", "bundle", "--redact", "paths")):
        outcome = kbaudit("audit", project / "sample_corpus", *words)
        assert outcome.code == 2
        assert "--redact" in outcome.err
