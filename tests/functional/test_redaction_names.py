"""Secrets and personal data in the names of files, folders and attachments, in owner files, histories and elements."""

from __future__ import annotations

import json
import shutil
import subprocess
from email.message import EmailMessage
from pathlib import Path

import pytest
from told_report import read

AWS = "AKIA" + "Z7QXLR4TNV2KMW3P"  # in pieces, so that no scanner of repositories takes this file for a leak
GITHUB = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
PASSWORD = "Xk9#mP2" + "$vLq"
IBAN = "DE89 3704 0044 0532 0130 00"
SSN = "536-90-4399"
NAMES = {"aws": AWS, "github": GITHUB, "password": f"password {PASSWORD}", "iban": IBAN, "ssn": f"SSN {SSN}"}
VALUES = (AWS, GITHUB, IBAN, SSN)
PROSE = "The office in the north opens at nine and closes at five; visitors sign in at the front desk. "
FOR_PROGRAMS = {"documents.jsonl", "relations.jsonl", "stamps.jsonl", "findings.json"}


@pytest.fixture
def named(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    docs.mkdir()
    for kind, value in NAMES.items():
        (docs / f"in {value}").mkdir()
        for name in ("a.md", "b.md"):
            (docs / f"in {value}" / name).write_text(f"# Plain {kind}\n\n{PROSE * 2}\n", "utf-8")
        (docs / f"file {value}.md").write_text(f"# Page {kind}\n\n{PROSE} [x](gone.md)\n", "utf-8")
        (docs / f"empty {value}.md").write_bytes(b"")
        (docs / f"skipped {value}.zip").write_bytes(b"x")
        (docs / f"damaged {value}.docx").write_bytes(b"PK")
        _mail(docs / f"mail-{kind}.eml", f"attached {value}.md")
    return tmp_path


def _mail(path: Path, attached: str) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = f"Mail {path.stem}", "ann@example.org"
    mail.set_content(PROSE)
    mail.add_attachment(f"# Attached to {path.stem}\n\n{PROSE}\n", subtype="markdown", filename=attached)
    path.write_bytes(mail.as_bytes())


def leaks(text: str) -> list[str]:
    bare = text.replace(" ", "")
    return [value for value in VALUES if value in text or value.replace(" ", "") in bare]


def _without_uris(value):
    """What findings.json says, its uris aside."""
    if isinstance(value, dict):
        return {key: _without_uris(each) for key, each in value.items() if key not in {"uri", "affects", "uris"}}
    return [_without_uris(each) for each in value] if isinstance(value, list) else value


def test_people_are_shown_no_value_and_programs_find_the_files(kbaudit, named):
    formats = [word for name in ("sarif", "junit", "csv") for word in ("--format", name)]
    outcome = kbaudit("audit", "docs", "--as-of", "2026-06-01", "--by", "owner", "--debug", *formats)
    assert leaks(outcome.out) == leaks(outcome.err) == []
    for path in outcome.report.rglob("*"):
        if path.is_file() and path.name not in FOR_PROGRAMS:
            assert leaks(read(path.read_text(encoding="utf-8"))) == [], path.name
    assert leaks(json.dumps(_without_uris(outcome.findings))) == []
    uris = {line["uri"] for line in outcome.lines("stamps.jsonl")}
    assert f"docs/file {AWS}.md" in uris
    assert f"docs/mail-aws.eml!/attached {AWS}.md" in uris
    assert "[redacted: aws-access-key]" in (outcome.report / "findings.csv").read_text("utf-8")


def test_a_name_that_gives_something_away_is_a_finding(kbaudit, named):
    found = kbaudit("audit", "docs", "--as-of", "2026-06-01").findings["findings"]
    by_uri = {f["uri"]: f for f in found if f["code"] in {"KB601", "KB602"}}
    said = by_uri[f"docs/file {AWS}.md"]["message"]
    assert said == "Holds a secret: AWS access key (in the name of the file or of a folder)."
    assert by_uri[f"docs/in {IBAN}/a.md"]["code"] == by_uri[f"docs/file SSN {SSN}.md"]["code"] == "KB602"
    assert f"docs/mail-github.eml!/attached {GITHUB}.md" in by_uri


def test_explain_diff_and_a_redacted_report_show_no_value(kbaudit, named):
    kbaudit("audit", "docs", "--as-of", "2026-06-01")
    (named / "docs" / f"file {AWS}.md").unlink()
    kbaudit("audit", "docs", "--as-of", "2026-06-02")
    story = kbaudit("explain", f"docs/file {GITHUB}.md")
    diff = kbaudit("diff", "--fail-on", "never")
    as_json = kbaudit("diff", "--fail-on", "never", "--format", "json")
    for outcome in (story, diff, as_json):
        assert outcome.code == 0
        assert "redacted" in outcome.out
        assert leaks(outcome.out) == leaks(outcome.err) == []
    for level in ("paths", "text", "all"):
        hidden = kbaudit("check", "--redact", level, "-o", level)
        assert leaks(hidden.out) == []
        for path in hidden.report.iterdir():
            assert leaks(read(path.read_text(encoding="utf-8"))) == [], path.name


def test_owner_files_histories_and_elements_hold_no_value(kbaudit, tmp_path):
    if not shutil.which("git"):
        pytest.skip("no git on this machine")
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "a.md").write_text(f"# A page\n\n{PROSE * 2}\n", "utf-8")
    (docs / "CODEOWNERS").write_text(f"* {GITHUB}\n", "utf-8")
    (docs / "b.xml").write_text(f"<r><password>{PASSWORD}</password><p>{PROSE}</p></r>", "utf-8")
    (docs / "c.xml").write_text(f"<r><password>secret-name</password><p>{PROSE} other</p></r>", "utf-8")
    author = ("-c", f"user.name=Ann {IBAN}", "-c", "user.email=ann@example.org")
    for words in (("init", "-q"), ("add", "."), (*author, "commit", "-q", "-m", f"Rotate {AWS}")):
        subprocess.run(["git", *words], cwd=docs, check=True)
    outcome = kbaudit("audit", "docs", "--by", "owner", "--debug")
    written = [path for path in (*outcome.report.rglob("*"), *(tmp_path / ".kbaudit").iterdir()) if path.is_file()]
    for path in written:
        said = read(path.read_bytes().decode("utf-8", "replace"))
        assert leaks(said) == [], path.name
        assert PASSWORD not in said, path.name
    secrets = [f["uri"] for f in outcome.findings["findings"] if f["code"] == "KB601"]
    assert secrets == ["docs/b.xml"]
