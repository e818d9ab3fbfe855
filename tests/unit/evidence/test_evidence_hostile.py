"""Bundles made to harm whoever verifies them: told in a line each, nothing outside the folder is read."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from kbaudit.errors import UsageError
from kbaudit.evidence import Asked, Verified, verify_bundle
from kbaudit.evidence.sums import read_sums, sums_text

SECRET = "the words of another folder"  # noqa: S105 - no password


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for a bundle, beside a file that nobody may read through it."""
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "bundle").mkdir()
    return tmp_path / "bundle"


def _verified(folder: Path, asked: Asked | None = None) -> Verified:
    verified = verify_bundle(folder, asked or Asked())
    told = [check.detail for check in verified.checks] + [each.why for each in verified.differences]
    assert not verified.holds
    assert all("\n" not in line and len(line) < 700 for line in told)
    assert SECRET not in "".join(told)
    assert hashlib.sha256(SECRET.encode()).hexdigest() not in "".join(each.found for each in verified.differences)
    return verified


def _listed(folder: Path) -> None:
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}
    (folder / "SHA256SUMS").write_text(sums_text(digests))


NAMES = [
    "../secret.txt",
    "/etc/passwd",
    "report/../../secret.txt",
    "report//x",
    "a\\..\\b",
    ".",
    "",
    "x\0y",
    "a\nb",
    "ü",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_out_is_never_followed(folder, name):
    digest = hashlib.sha256(SECRET.encode()).hexdigest()
    manifest = {"schema": "kbaudit.evidence/1", "files": [{"path": name, "sha256": digest, "size": len(SECRET)}]}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    _listed(folder)
    assert not any(check.passed for check in _verified(folder).checks if check.name == "manifest")
    (folder / "SHA256SUMS").write_text(f"{digest}  {name}\n")
    assert "SHA256SUMS" in {each.path for each in _verified(folder).differences}


MANIFESTS = [
    b"",
    b"[]",
    b"null",
    b"{",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"files": ' + b'{"a":' * 50_000,
    b'{"files": 7}',
    b'{"files": [7]}',
    b'{"files": [{"path": 7, "sha256": null}]}',
    b'{"schema": "kbaudit.evidence/1", "run": [], "files": []}',
    b'{"schema": "kbaudit.evidence/1", "run": {"id": {}, "sources": "x"}, "population": 1, "files": []}',
    b'{"schema": "kbaudit.evidence/1", "sample": {"seed": "x", "size": 1e400}, "files": []}',
    b'{"run": {"id": ' + b"9" * 5_000 + b"}}",
]


@pytest.mark.parametrize("content", MANIFESTS, ids=range(len(MANIFESTS)))
@pytest.mark.parametrize("name", ["manifest.json", "statement.json", "policy.json", "inputs.json"])
def test_what_is_no_json_of_ours_is_told(folder, name, content):
    (folder / "manifest.json").write_text('{"schema": "kbaudit.evidence/1", "files": []}')
    (folder / name).write_bytes(content)
    _listed(folder)
    _verified(folder)


LINES = [
    b"7\n",
    b"[]\n",
    b"{}\n",
    b'{"uri": 7}\n',
    b'["a", 1]\n',
    b"\n",
    b"[" * 50_000,
    b'{"uri": "a", "sha256": null}\n',
]


@pytest.mark.parametrize("content", LINES, ids=range(len(LINES)))
@pytest.mark.parametrize("name", ["corpus.jsonl", "files.jsonl", "report/documents.jsonl", "report/stamps.jsonl"])
def test_lines_of_other_kinds_are_told(folder, name, content):
    (folder / "report").mkdir()
    (folder / "report" / "findings.json").write_text('{"run": {"id": "x"}, "summary": {}, "findings": [[]]}')
    (folder / "report" / "rules.json").write_text('{"ruleset": "", "as_of": "never"}')
    (folder / "manifest.json").write_text('{"schema": "kbaudit.evidence/1", "files": []}')
    (folder / name).write_bytes(content)
    _listed(folder)
    _verified(folder)


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_and_pipes_are_told_and_not_opened(folder):
    (folder / "manifest.json").symlink_to(folder.parent / "secret.txt")
    (folder / "report").symlink_to(folder.parent)
    os.mkfifo(folder / "corpus.jsonl")
    (folder / "SHA256SUMS").write_text(sums_text({"manifest.json": "0" * 64, "corpus.jsonl": "1" * 64}))
    told = {each.path: each.why for each in _verified(folder).differences}
    assert told == {"manifest.json": "a link", "report": "a link", "corpus.jsonl": "no regular file"}


def test_a_file_that_seems_endless_is_not_read_into_memory(folder):
    with (folder / "manifest.json").open("wb") as file:
        file.truncate(1 << 36)
    (folder / "SHA256SUMS").write_text("x")
    with (folder / "statement.json").open("wb") as file:
        file.truncate(1 << 26)
    assert {each.path for each in _verified(folder).differences} == {"SHA256SUMS", "manifest.json"}


def test_a_folder_of_very_many_files_is_none_of_ours(folder):
    for number in range(1001):
        (folder / f"{number}").touch()
    with pytest.raises(UsageError, match="1,000"):
        verify_bundle(folder, Asked())


@pytest.mark.parametrize(
    "text",
    [f"{'0' * 64}{rest}" for rest in (" a\n", "  a", "  a\r\n", "  SHA256SUMS\n", "  ../a\n", " *a\n", "  \n")]
    + [f"{'A' * 64}  a\n", "\n", f"{'0' * 64}  a\n" * 2],
)
def test_sums_are_read_strictly(text):
    with pytest.raises(ValueError, match="line"):
        read_sums(text)


def test_sums_are_read_as_they_are_written():
    digests = {"report/b.json": "1" * 64, "a.json": "0" * 64}
    assert read_sums(sums_text(digests)) == digests
    assert sums_text(digests).startswith("0" * 64 + "  a.json\n")
