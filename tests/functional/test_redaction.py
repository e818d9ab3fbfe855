"""Nothing that an audit writes or keeps holds a secret or a piece of personal data: every place, every format."""

from __future__ import annotations

import io
import json
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest

from kbaudit.catalog import Catalog
from kbaudit.reports import RENDERERS

# In pieces, so that no scanner of repositories takes this file for a leak.
AWS = "AKIA" + "Z7QXLR4TNV2KMW3P"
OTHER = "AKIA" + "Q4ND7VXT2LKZ9RWB"
GITHUB = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
PASSWORD = "Xk9#mP2" + "$vLq"
LOGIN = "Tr0ub4dor" + "3Kx"
KEY_LINE = "MIIEpAIBAAKCAQEA7bq3Zr9sT5kVw2YxN8uJ4hG6fD1cLmPoQeRtWyUiHsAzXvBn"
IBAN = "DE89 3704 0044 0532 0130 00"
CARD = "4539 1488 0343 6467"
SSN = "536-90-4399"
VALUES = (AWS, GITHUB, PASSWORD, LOGIN, KEY_LINE, IBAN, CARD, SSN)
PROSE = "The office in the north opens at nine and closes at five; visitors sign in at the front desk. "


def plant(root: Path) -> None:
    """One document for each kind of place; each is long enough to be healthy otherwise."""
    root.mkdir()
    _write(root, "text.md", f"# Deploy\n\n{PROSE}\n\n## Keys\n\nUse {AWS} and password: {PASSWORD}\n")
    _write(root, "title.md", f"# Deploy with {GITHUB}\n\n{PROSE * 2}\n")
    _write(
        root,
        "matter.md",
        f"---\ntitle: Refunds {IBAN}\nowner: IBAN {IBAN}\napi_key: {GITHUB}\n---\n# Refunds\n\n{PROSE}\n",
    )
    _write(root, "broken.md", f"---\ntitle: [{AWS}\n---\n# Other\n\n{PROSE}\n")
    _write(root, "heading.md", f"# Start\n\n## Card {CARD}\n\nUpdated 1 May 2024, reviewed by SSN {SSN}. {PROSE}\n")
    _write(
        root, "link.md", f"# Links\n\n[db](postgres://app:{LOGIN}@db.internal/x) and ![y](img.png?key={AWS}) {PROSE}\n"
    )
    _write(root, "stated.md", f"# Old\n\nThis page is superseded by {AWS}. {PROSE}\n\nOwner: {IBAN}\n")
    _write(root, "copy1.md", f"# Copy\n\n{PROSE * 3} Pay {IBAN} within 14 days. {PROSE}\n")
    _write(root, "copy2.md", f"# Copy\n\n{PROSE * 3} Pay {IBAN} within 30 days. {PROSE}\n")
    _write(
        root,
        "key.txt",
        f"-----BEGIN RSA PRIVATE KEY-----\n{KEY_LINE}\n-----END RSA PRIVATE KEY-----\n{PROSE}",
    )
    _write(
        root,
        "page.html",
        f"<html><head><title>Pay {IBAN}</title><meta name='author' content='token {GITHUB}'></head><body>"
        f"<h1>Pay {CARD}</h1>"
        f"<p>{PROSE}</p><p hidden>password: {PASSWORD}</p><!-- {AWS} --><a href='https://u:{LOGIN}@host/'>x</a></body></html>",
    )
    _write(root, "people.csv", f"name,ssn,iban,password\nAnn,{SSN},{IBAN},{PASSWORD}\nBob,,,\n")
    _write(root, "data.json", json.dumps({"service": {"password": PASSWORD, "aws": AWS}, "note": PROSE}))
    _mail(root / "mail.eml")
    _document(root / "file.docx")


def _write(root: Path, name: str, text: str) -> None:
    (root / name).write_text(text, encoding="utf-8")


def _mail(path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = f"Key {AWS}", "ann@example.org", "bob@example.org"
    mail.set_content(f"{PROSE}\nCard {CARD}\n")
    mail.add_attachment(f"# Attached\n\n{PROSE} {GITHUB}\n", subtype="markdown", filename="note.md")
    path.write_bytes(mail.as_bytes())


def _document(path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = f"Refund to {IBAN}"
    document.core_properties.keywords = f"api key: {GITHUB}"
    document.add_heading(f"Refund to {IBAN}", 1)
    document.add_paragraph(PROSE)
    table = document.add_table(2, 2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("name", "password", "ann", PASSWORD), strict=True
    ):
        cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    path.write_bytes(stream.getvalue())


def leaks(text: str) -> list[str]:
    """The values that stand in a text, also without their spaces and as JSON or HTML writes them."""
    bare = text.replace(" ", "").replace("\\u0020", "").replace("&#35;", "#")
    return [value for value in VALUES if value in text or value.replace(" ", "") in bare]


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    plant(tmp_path / "docs")
    return tmp_path


def test_no_output_holds_a_value(kbaudit, planted):
    formats = [word for name in ("sarif", "junit", "csv") for word in ("--format", name)]
    outcome = kbaudit("audit", "docs", "--as-of", "2026-06-01", "--debug", *formats)
    assert outcome.code == 1
    assert leaks(outcome.out) == leaks(outcome.err) == []
    written = [path for path in outcome.report.rglob("*") if path.is_file()]
    assert len(written) == len(RENDERERS)
    for path in written:
        assert leaks(path.read_text(encoding="utf-8")) == [], path.name
    for code in ("KB601", "KB602"):
        assert {f["uri"] for f in outcome.findings["findings"] if f["code"] == code}
    flagged = {f["uri"] for f in outcome.findings["findings"] if f["code"] in {"KB601", "KB602"}}
    unread = "docs/broken.md"  # its front matter is no document's: nothing of it is kept
    assert {f"docs/{path.name}" for path in (planted / "docs").iterdir()} - flagged == {unread}
    assert "docs/mail.eml!/note.md" in flagged


def test_the_catalog_holds_no_value(kbaudit, planted):
    assert kbaudit("crawl", "docs").code == 0
    with Catalog.open(planted / ".kbaudit" / "catalog.duckdb", read_only=True) as catalog:
        documents = list(catalog.documents())
        keys = [document.content_key for document in documents]
        texts, structures = catalog.texts(keys), catalog.structures(keys)
    assert len(texts) == len(structures) == len(documents) >= 16
    assert leaks(repr((documents, texts, structures))) == []
    for path in (planted / ".kbaudit").iterdir():
        assert leaks(path.read_bytes().decode("latin-1")) == [], path.name


def test_explain_holds_no_value(kbaudit, planted):
    kbaudit("crawl", "docs")
    for name in ("matter.md", "stated.md", "copy1.md"):
        told = kbaudit("explain", f"docs/{name}")
        assert told.code == 0, told.err
        assert leaks(told.out) == leaks(told.err) == [], name


def test_a_second_secret_in_a_known_file_is_a_new_finding(kbaudit, tmp_path):
    (tmp_path / "docs").mkdir()
    _write(tmp_path / "docs", "a.md", f"# Deploy\n\n{PROSE} {AWS}\n")
    first = kbaudit("audit", "docs", "-o", "one")
    (before,) = [f for f in first.findings["findings"] if f["code"] == "KB601"]
    assert before["message"] == 'Holds a secret: AWS access key (under "Deploy").'
    _write(tmp_path / "docs", "a.md", f"# Deploy\n\nMore. {PROSE} {AWS}\n")
    moved = kbaudit("audit", "docs", "-o", "two")
    assert [f["fingerprint"] for f in moved.findings["findings"] if f["code"] == "KB601"] == [before["fingerprint"]]
    _write(tmp_path / "docs", "a.md", f"# Deploy\n\n{PROSE} {AWS} {OTHER}\n")
    other = kbaudit("audit", "docs", "-o", "three")
    (after,) = [f for f in other.findings["findings"] if f["code"] == "KB601"]
    assert after["fingerprint"] != before["fingerprint"]
