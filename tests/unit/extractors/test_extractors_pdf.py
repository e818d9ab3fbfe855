"""PDF, on files made here: the smallest that the standard (ISO 32000-1) allows."""

from __future__ import annotations

import pytest

from kbaudit.errors import ExtractionError
from kbaudit.extractors import extract, pdf
from kbaudit.model import SkipReason


def made(*pages: list[str], **info: str) -> bytes:
    """A PDF with these lines of text on its pages, and this Info dictionary."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 72 770 Td {shown} ET"
        resources = "/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {resources} /Contents {5 + 2 * i} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append("<< " + " ".join(f"/{key} ({value})" for key, value in info.items()) + " >>")
    body, offsets = "%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>"
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return f"{body}{table}trailer\n{trailer}\nstartxref\n{len(body)}\n%%EOF".encode("latin-1")


def test_pages_passages_and_properties() -> None:
    found = extract(
        "pdf", made(["First page."], [], ["Third page."], Title="Rules", Author="Ann", ModDate="D:20240303")
    )
    assert found.text == "First page.\n\nThird page."
    assert [(found.text[p.start : p.end], p.page) for p in found.passages] == [("First page.", 1), ("Third page.", 3)]
    assert {each.name: each.value for each in found.fields} == {
        "pdf.Title": "Rules",
        "pdf.Author": "Ann",
        "pdf.ModDate": "D:20240303",
    }
    assert (found.kind, found.title, found.problems) == ("pdf", "Rules", ())


@pytest.mark.parametrize(
    ("declared", "title"),
    [
        ("Travel rules", "Travel rules"),
        ("Microsoft Word - rules.doc", "First line"),
        ("rules_final.docx", "First line"),
        ("travel-2024", "First line"),
        ("Travel_Rules", "First line"),
        ("Travel-rules-final", "First line"),
        ("Scan20240303", "First line"),
        ("COVID-19", "COVID-19"),
        ("Wi-Fi", "Wi-Fi"),
        ("ISO27001", "ISO27001"),
        ("Handbook", "Handbook"),
        ("Rules of 2024-03-03", "Rules of 2024-03-03"),
        ("x" * 100_000, "x" * 300),
        ("untitled", "First line"),
        ("12", "First line"),
        ("", "First line"),
    ],
)
def test_titles(declared: str, title: str) -> None:
    assert extract("pdf", made(["First line", "Text"], Title=declared)).title == title


def test_lines_become_paragraphs() -> None:
    lines = [
        "Owner: Ann",
        "Last reviewed: 3 March 2024",
        "Employees may claim their travel costs within thirty days of the jour-",
        "ney, when the manager agreed to it beforehand and a well-",
        "known form was used. A well-known form is the one of 2024, of which",
        "Finance keeps copies.",
        "The next paragraph.",
        "- an item",
        "1. another",
    ]
    assert extract("pdf", made(lines)).text.split("\n") == [
        "Owner: Ann",
        "Last reviewed: 3 March 2024",
        "Employees may claim their travel costs within thirty days of the journey, when the manager agreed to it "
        "beforehand and a well-known form was used. A well-known form is the one of 2024, of which Finance keeps "
        "copies.",
        "The next paragraph.",
        "- an item",
        "1. another",
    ]


def test_no_text_layer() -> None:
    with pytest.raises(ExtractionError) as caught:
        extract("pdf", made([], []))
    assert caught.value.reason == SkipReason.NO_TEXT_LAYER
    assert "OCR" in caught.value.remedy


@pytest.mark.parametrize(
    "data", [b"", b"no pdf\0\1\2", b"%PDF-1.4\n" + b"\xff" * 500], ids=["empty", "binary", "noise"]
)
def test_corrupt(data: bytes) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract("pdf", data)
    assert caught.value.reason == SkipReason.CORRUPT


def test_the_page_limit_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PAGE_LIMIT", 2)
    found = extract("pdf", made(["a b c"], ["d e f"], ["g h i"]))
    assert found.text == "a b c\n\nd e f"
    assert found.problems == (("limit", "2 of 3 pages read"),)
