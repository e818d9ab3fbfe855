"""Texts as unstructured reads them, from real files of each format."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pptx
import pytest
import xlsxwriter

from kbaudit.errors import ExtractionError
from kbaudit.extractors import CHOICES, EXTRACTORS, NATIVE, extract, kind_by_name, unstructured_text
from kbaudit.model import Extract, SkipReason

pypandoc = pytest.importorskip("pypandoc", reason="needs the extra unstructured-all")

UNSTRUCTURED = CHOICES[1]
MARKDOWN = """---
title: Travel policy
owner: Ann Lee
---

# Travel

Book [early](booking.md), says the policy.

## Costs

- Trains are paid for.
"""
HTML = """<html><head><title>Travel policy</title><meta name="date" content="2024-03-03"></head>
<body><h1>Travel</h1><p>Book early, says the policy.</p><h2>Costs</h2><p>Trains are paid for.</p></body></html>"""
RST = ":Author: Ann Lee\n\nTravel\n======\n\nBook early, says the policy.\n\nCosts\n-----\n\nTrains are paid for.\n"
ORG = "#+TITLE: Travel policy\n\n* Travel\n\nBook early, says the policy.\n\n** Costs\n\nTrains are paid for.\n"
RTF = r"{\rtf1\ansi{\info{\title Travel policy}}\pard Book early, says the policy.\par Trains are paid for.\par}"
EML = """From: Ann Lee <ann@example.org>
To: all@example.org
Subject: Travel policy
Date: Sun, 3 Mar 2024 10:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Book early, says the policy.

Trains are paid for.
"""
XML = "<policy><title>Travel</title><p>Book early, says the policy.</p><p>Trains are paid for.</p></policy>"
CSV = "City,Price\nParis,80 EUR\nRome,120 EUR\n"


def packed(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def word() -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.core_properties.title = "Travel policy"
    made.add_heading("Travel", 1)
    made.add_paragraph("Book early, says the policy.")
    made.add_heading("Costs", 2)
    made.add_paragraph("Trains are paid for.")
    made.save(out)
    return out.getvalue()


def slides() -> bytes:
    made, out = pptx.Presentation(), io.BytesIO()
    for title, body in (("Travel", "Book early, says the policy."), ("Costs", "Trains are paid for.")):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, body
    made.save(out)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for name, city in (("North", "Oslo"), ("South", "Rome")):
            sheet = made.add_worksheet(name)
            for i, row in enumerate([["City", "Price", "Days"], [city, "80 EUR", "2"], ["Bari", "60 EUR", "1"]]):
                sheet.write_row(i, 0, row)
    return out.getvalue()


def book() -> bytes:
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="a.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Travel policy</dc:title></metadata><manifest>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    page = f'<html xmlns="http://www.w3.org/1999/xhtml">{HTML.partition("</head>")[2]}'
    members = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "a.opf": package}
    return packed({**members, "a.xhtml": page})


def open_document(path: Path) -> bytes:
    pypandoc.convert_text(MARKDOWN, "odt", format="markdown", outputfile=str(path))
    return path.read_bytes()


def read(name: str, data: bytes | str, extractor: str = UNSTRUCTURED) -> Extract:
    content = data.encode() if isinstance(data, str) else data
    return extract(kind_by_name(name) or "", content, extractor=extractor)


def under(found: Extract) -> list[tuple[tuple[str, ...], str]]:
    return [(each.heading, found.text[each.start : each.end]) for each in found.passages]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", MARKDOWN),
        ("a.html", HTML),
        ("a.rst", RST),
        ("a.org", ORG),
        ("a.docx", word()),
        ("a.epub", book()),
        ("a.odt", None),
    ],
)
def test_titles_are_headings(name: str, data: bytes | str | None, tmp_path: Path) -> None:
    found = read(name, open_document(tmp_path / name) if data is None else data)
    first, second = under(found)[-2:]
    assert first[0][-1:] == second[0][:-1][-1:] == ("Travel",)
    assert second == ((*first[0], "Costs"), "Costs\n\nTrains are paid for.")
    assert "Book early, says the policy." in first[1]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("a.txt", "Travel\n\nBook\nearly,  says the policy.\n", "Travel\n\nBook early,  says the policy."),
        ("a.adoc", "= Travel\n\nBook early.\n", "= Travel\n\nBook early."),
        ("a.csv", CSV, "City Price Paris 80 EUR Rome 120 EUR"),
        ("a.tsv", CSV.replace(",", "\t"), "City Price Paris 80 EUR Rome 120 EUR"),
        ("a.rtf", RTF, "Book early, says the policy.\n\nTrains are paid for."),
        ("a.eml", EML, "Book early, says the policy.\n\nTrains are paid for."),
        ("a.xml", XML, "Travel\n\nBook early, says the policy.\n\nTrains are paid for."),
        ("a.json", '{"rule": "Book early"}', '{\n  "rule": "Book early"\n}'),
        ("a.jsonl", '{"rule": "Book early"}\n{"rule": "By train"}\n', None),
        ("a.md", "", ""),
        ("a.csv", "\n", ""),
    ],
)
def test_texts(name: str, data: str, text: str | None) -> None:
    found = read(name, data)
    assert found.text == text if text is not None else "Book early" in found.text
    assert " ".join(piece for _, piece in under(found)).split() == found.text.split()


def test_the_content_says_which_function_reads_it() -> None:
    tabs, records = CSV.replace(",", "\t"), '{"rule": "Book early"}\n{"rule": "By train"}\n'
    assert unstructured_text._function("csv", tabs.encode()) == "tsv"
    assert unstructured_text._function("csv", CSV.encode()) == "csv"
    assert unstructured_text._function("json", records.encode()) == "ndjson"
    assert unstructured_text._function("json", b'{\n"rule": "Book early"\n}\n') == "json"
    assert read("a.csv", tabs) == read("a.tsv", tabs)
    assert read("a.json", records) == read("a.jsonl", records)


def test_pages_are_slides_and_sheets() -> None:
    found = read("a.pptx", slides())
    assert [(each.page, each.heading) for each in found.passages] == [(1, ("Travel",)), (2, ("Costs",))]
    found = read("a.xlsx", workbook())
    assert [(each.page, each.heading) for each in found.passages] == [(1, ("North",)), (2, ("South",))]
    assert found.text.startswith("City Price Days Oslo 80 EUR 2 Bari 60 EUR 1\n\nCity")


def test_old_and_mail_formats(corpora: Path) -> None:
    files = corpora / "badfiles-unstructured" / "files" / "unstructured"
    for name, words in (
        ("fake-email.msg", "This is a test email"),
        ("fake.doc", "Lorem ipsum dolor sit amet."),
        ("fake-power-point.ppt", "Adding a Bullet Slide"),
    ):
        try:
            found = read(name, (files / name).read_bytes())
        except ExtractionError as error:
            assert error.reason is SkipReason.MISSING_EXTRA  # noqa: PT017 - LibreOffice may be absent
            continue
        assert words in found.text
        assert found.kind == name.rpartition(".")[2]


def test_what_is_declared_comes_from_the_native_extractor() -> None:
    for name, data in (("a.md", MARKDOWN), ("a.html", HTML), ("a.docx", word()), ("a.eml", EML), ("a.rst", RST)):
        found, native = read(name, data), read(name, data, NATIVE)
        for each in ("kind", "title", "heading", "fields", "anchors", "attachments", "hidden"):
            assert getattr(found, each) == getattr(native, each)
    found = read("a.md", MARKDOWN)
    assert found.text.startswith("title: Travel policy owner: Ann Lee"), "front matter is flattened into the text"
    (link,) = found.links
    assert (link.target, found.text[link.start :][:5]) == ("booking.md", "early")


def test_links_whose_words_are_gone_stay_within_the_text() -> None:
    found = read("a.md", "![](x.png) [](y.md)\n\nSome words.\n")
    assert all(0 <= each.start <= len(found.text) for each in (*found.links, *found.images))


@pytest.mark.parametrize(("name", "why"), [("a.ipynb", "no reader"), ("a.mbox", "no reader")])
def test_what_it_has_no_reader_for_is_read_natively(name: str, why: str) -> None:
    data = '{"cells": [{"cell_type": "markdown", "source": "Words."}]}' if name == "a.ipynb" else f"From a\n{EML}"
    found, native = read(name, data), read(name, data, NATIVE)
    assert (found.text, found.passages) == (native.text, native.passages)
    ((code, detail),) = found.problems[len(native.problems) :]
    assert code == "extractor"
    assert why in detail
    assert "natively" in detail


def test_every_kind_is_read_by_one_of_the_two() -> None:
    native = {
        kind for kind in EXTRACTORS if unstructured_text._why_native(kind, unstructured_text._FUNCTIONS.get(kind, ""))
    }
    assert native == {"pdf", "ipynb", "mbox", "ods", "xlsb"}


def test_a_file_that_it_fails_on_would_be_lost_to_an_ingestion() -> None:
    table = "Stadt;Preis\nKöln;80\n".encode("latin-1")
    assert "Köln" in read("a.csv", table, NATIVE).text
    with pytest.raises(ExtractionError) as caught:
        read("a.csv", table)
    assert caught.value.reason is SkipReason.CORRUPT
    assert caught.value.detail.startswith("unstructured: UnicodeDecodeError")
    assert "native" in caught.value.remedy


def test_missing_packages_are_named_without_an_import(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unstructured_text.missing_packages() == ()
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    assert unstructured_text.missing_packages() == ("msoffcrypto-tool",)


def test_the_extra_holds_what_its_functions_import(project: Path) -> None:
    import tomllib

    extra = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    (pin,) = extra[unstructured_text.EXTRA]
    named = set(pin.partition("[")[2].partition("]")[0].split(","))
    functions = {*unstructured_text._FUNCTIONS.values(), *unstructured_text._FUNCTIONS_BY_CONTENT.values()}
    assert functions - named == {"html", "text", "email", "xml", "json", "ndjson"}, "these need no more than the base"


def test_nothing_is_sent_fetched_or_said(tmp_path: Path, project: Path) -> None:
    page = '# Travel\n\n<img src="http://example.org/a.png"> Book early, says the policy. We close at noon.\n'
    files = {"a.md": page, "a.html": HTML, "a.rst": f".. include:: /etc/hosts\n\n{RST}", "a.csv": CSV, "a.eml": EML}
    for name, data in files.items():
        (tmp_path / name).write_text(data, encoding="utf-8")
    code = f"""
import socket, sys
calls = []
def refuse(*args, **kwargs):
    calls.append(args)
    raise OSError("no network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from pathlib import Path
from kbaudit.extractors import extract, kind_by_name
for name in {sorted(files)!r}:
    found = extract(kind_by_name(name), (Path({str(tmp_path)!r}) / name).read_bytes(), extractor="unstructured")
    assert "localhost" not in found.text
print(len(calls))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=project, timeout=120
    )
    assert (done.stdout, done.stderr) == ("0\n", "")
