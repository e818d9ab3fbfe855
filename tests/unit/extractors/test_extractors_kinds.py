"""Kind by content against kind by name."""

from __future__ import annotations

import io
import zipfile

import pytest

from kbaudit.errors import ExtractionError
from kbaudit.extractors import extract, kind_of
from kbaudit.model import SkipReason

PAGE = b"<!DOCTYPE html>\n<html><head><title>Rates</title></head><body><p>Pay 30 EUR.</p></body></html>"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 50
FRAGMENT = b"<div><p>One</p><p>Two</p><ul><li>Three</li><li>Four</li></ul></div>"


def archive(*names: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, "x")
    return out.getvalue()


def ole(stream: str) -> bytes:
    return bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 500 + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", PAGE, "html"),
        ("a.md", PAGE, "html"),
        ("a.txt", b"\xef\xbb\xbf<!-- saved -->\n" + PAGE, "html"),
        ("a.txt", PAGE.decode().encode("utf-16"), "html"),
        ("a.txt", FRAGMENT, "html"),
        ("a.rst", FRAGMENT, "html"),
        ("a.org", PAGE, "html"),
        ("a.adoc", b"From: a@b.c\nTo: d@e.f\nMIME-Version: 1.0\n\nhello", "eml"),
        ("a.xls", PAGE, "html"),
        ("a.txt", b"<?xml version='1.0'?><book/>", "xml"),
        ("a.txt", b"From: a@b.c\nTo: d@e.f\nMIME-Version: 1.0\n\nhello", "eml"),
        ("a.pdf", archive("word/document.xml"), "docx"),
        ("a.docx", archive("ppt/presentation.xml"), "pptx"),
        ("a.xlsx", archive("xl/workbook.bin"), "xlsb"),
        ("a.zip", archive("notes.txt"), "zip"),
        ("a.docx", archive("x", mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        ("a.zip", archive("x", mimetype="application/epub+zip"), "epub"),
        ("a.docx", b"%PDF-1.7\n", "pdf"),
        ("a.doc", b"{\\rtf1 hello}", "rtf"),
        ("a.xlsx", b"a,b\n1,2\n3,4\n", "csv"),
        ("a.docx", b"Only words, and nothing else.", "text"),
        ("a.docx", ole("WordDocument"), "doc"),
        ("a.doc", ole("__substg1.0_0037001F"), "msg"),
        ("a.jpg", PNG, "png"),
        ("a.pdf", PNG, "png"),
    ],
)
def test_content_overrules_the_name(name: str, data: bytes, kind: str) -> None:
    really, by_name = kind_of(name, data)
    assert really == kind
    assert by_name != kind


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", b"<div align=center>\n<p>Logo</p>\n</div>\n\n# Title\n"),
        ("a.md", b"# How to write HTML\n\n```html\n<!doctype html><html><head>\n```\n"),
        ("a.txt", b"HTML begins with <!DOCTYPE html><html><head>.\n"),
        ("a.txt", b"<name> and <age> are placeholders\n"),
        ("a.txt", b"From: a@b.c\nSubject: notes of a meeting\n\nhello"),
        ("a.txt", b"%PDF files begin so.\n"),
        ("a.txt", b"BMW and others\n"),
        ("a.txt", b"Keys\n====\n\n:Date: 2024-03-03\n\n.. note:: Turn.\n"),
        ("a.rst", b"Only words, and nothing else.\n"),
        ("a.rst", b"= Keys\n:toc:\n\nTurn.\n"),
        ("a.adoc", b"Keys\n====\n\n.. note:: Turn.\n"),
        ("a.org", b"# Keys\n\nTurn.\n"),
        ("a.txt", b"#+TITLE: Keys\n\n* How\n"),
        ("a.rst", b"Title: Keys\nStatus: Final\nVersion: 1\n\nAbstract\n"),
        ("README", b"#+TITLE: Keys\n"),
        ("a.json", b'{"a": 1}\n{"a": 2}\n'),
        ("a.csv", b"a\tb\n1\t2\n"),
        ("a.png", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
        ("a.html", b"just words\n"),
        ("a.csv", b"x"),
        ("a.docx", b""),
        ("a.docx", b"PK\x03\x04 cut off"),
        ("a.pdf", b"\0\0junk\n%PDF-1.4\n"),
        ("a.docx", b"\0\1\2\3" * 100),
    ],
)
def test_the_name_holds_where_nothing_speaks_against_it(name: str, data: bytes) -> None:
    kind, by_name = kind_of(name, data)
    assert kind == by_name


def test_a_page_under_a_txt_name_is_read_as_the_page_it_is() -> None:
    found = extract("text", PAGE)
    assert (found.kind, found.title, found.text) == ("html", "Rates", "Pay 30 EUR.")
    assert found.problems == (("file_type", "named as plain text, but it is HTML"),)
    assert extract("html", PAGE).problems == ()


def test_what_cannot_be_read_says_what_it_is() -> None:
    with pytest.raises(ExtractionError) as image:
        extract("pdf", PNG)
    assert image.value.reason == SkipReason.NO_TEXT_LAYER
    assert "PNG" in image.value.detail
    assert "OCR" in image.value.remedy
    with pytest.raises(ExtractionError) as packed:
        extract("docx", archive("notes.txt"))
    assert packed.value.reason == SkipReason.CORRUPT
