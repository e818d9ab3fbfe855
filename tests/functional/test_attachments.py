"""Attachments through the whole run: found, kept, learned anew, lost; and one that brings its reader down."""

from __future__ import annotations

import io
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest

from kbaudit.extractors.office_program import converted, program

TABLE = b"item,price\npen,3\nink,4\nrefill,1\n"


def write_mail(path: Path, *files: tuple[str, bytes]) -> None:
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "a@example.com", "Prices", "Sun, 3 Mar 2024 10:00:00 +0100"
    made.set_content("See the prices in the table that is attached to this mail, please.\n")
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    path.write_bytes(made.as_bytes())


@pytest.fixture
def support(tmp_path: Path) -> Path:
    folder = tmp_path / "support"
    folder.mkdir()
    write_mail(folder / "mail.eml", ("price.csv", TABLE), ("bad.docx", b"PK\3\4 broken"), ("setup.exe", b"MZ"))
    (folder / "plain.md").write_text("# Plain\n\nA page beside the mail, with words of its own.\n")
    return folder


def statuses(outcome) -> dict[str, str]:
    return {
        line["uri"]: (line.get("skipped") or {}).get("reason", "document") for line in outcome.lines("documents.jsonl")
    }


def test_attachments_are_documents(kbaudit, support: Path) -> None:
    outcome = kbaudit("audit", "support", "--fail-on", "never")
    assert statuses(outcome) == {
        "support/mail.eml": "document",
        "support/mail.eml!/bad.docx": "corrupt",
        "support/mail.eml!/price.csv": "document",
        "support/mail.eml!/setup.exe": "unsupported",
        "support/plain.md": "document",
    }
    summary = outcome.findings["summary"]
    assert (summary["found"], summary["documents"], summary["skipped"], summary["ignored"]) == (5, 3, 2, 0)
    unreadable = [each["uri"] for each in outcome.findings["findings"] if each["code"] == "KB502"]
    assert unreadable == ["support/mail.eml!/bad.docx"]
    assert {line["uri"] for line in outcome.lines("stamps.jsonl")} >= {"support/mail.eml!/price.csv"}
    told = kbaudit("explain", "mail.eml!/price.csv")
    assert told.out.startswith("support/mail.eml!/price.csv\n"), told.err
    assert statuses(kbaudit("check", "--fail-on", "never")) == statuses(outcome)


def test_they_stay_and_go_with_their_mail(kbaudit, support: Path) -> None:
    mail = support / "mail.eml"
    assert kbaudit("crawl", "support").out == "found 5: learned 3, unchanged 0, skipped 2, ignored 0\n"
    assert kbaudit("crawl", "support").out == "found 5: learned 0, unchanged 5, skipped 0, ignored 0\n"
    os.utime(mail, (1_700_000_000, 1_700_000_000))
    assert kbaudit("crawl", "support").out.startswith("found 5: ")
    before = statuses(kbaudit("check", "--fail-on", "never"))
    assert len(before) == 5

    write_mail(mail, ("price.csv", TABLE + b"nib,2\n"), ("terms.txt", b"Pay within thirty days of the invoice."))
    after = statuses(kbaudit("audit", "support", "--fail-on", "never"))
    assert after == {
        "support/mail.eml": "document",
        "support/mail.eml!/price.csv": "document",
        "support/mail.eml!/terms.txt": "document",
        "support/plain.md": "document",
    }
    mail.unlink()
    assert statuses(kbaudit("audit", "support", "--fail-on", "never")) == {"support/plain.md": "document"}


def test_an_attachment_that_brings_its_reader_down_leaves_the_mail(kbaudit, support: Path) -> None:
    (support.parent / "p.yaml").write_text("schema: kbaudit.policy/1\nlimits: {seconds: 20, memory: 256 MiB}\n")
    rows = '<row><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>1</v></c></row>'
    write_mail(support / "mail.eml", ("price.csv", TABLE), ("wide.xlsx", _workbook(rows)))
    outcome = kbaudit("audit", "support", "-p", "p.yaml", "--fail-on", "never")
    ends = statuses(outcome)
    assert ends["support/mail.eml"] == ends["support/plain.md"] == "document"
    assert ends["support/mail.eml!/wide.xlsx"] in {"crashed", "memory_limit"}
    assert outcome.findings["summary"]["found"] == 4


@pytest.mark.skipif(program() is None, reason="no LibreOffice on this machine")
def test_what_libreoffice_must_read_is_read_once_it_is_there(kbaudit, support: Path, tmp_path: Path) -> None:
    letter = docx.Document()
    letter.add_paragraph("Pay within thirty days of the invoice.")
    letter.save(str(tmp_path / "a.docx"))
    old = converted((tmp_path / "a.docx").read_bytes(), "docx", "doc")
    (support / "terms.doc").write_bytes(old)
    write_mail(support / "mail.eml", ("terms.doc", old))
    without = kbaudit("audit", "support", "--fail-on", "never", env={"PATH": ""})
    missing = ("support/mail.eml!/terms.doc", "support/terms.doc")
    assert [statuses(without)[uri] for uri in missing] == ["missing_extra"] * 2
    assert [each["uri"] for each in without.findings["findings"] if each["code"] == "KB502"] == list(missing)
    after = kbaudit("audit", "support", "--fail-on", "never")
    assert [statuses(after)[uri] for uri in missing] == ["document"] * 2


def _workbook(rows: str) -> bytes:
    office, main = "http://schemas.openxmlformats.org", "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

    def relation(what: str, target: str) -> str:
        entry = f'<Relationship Id="r1" Type="{office}/officeDocument/2006/relationships/{what}" Target="{target}"/>'
        return f'<Relationships xmlns="{office}/package/2006/relationships">{entry}</Relationships>'

    members = {
        "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="xml"'
        f' ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": relation("worksheet", "sheet.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}/officeDocument/2006/relationships"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/sheet.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in members.items():
            made.writestr(name, text)
    return out.getvalue()
