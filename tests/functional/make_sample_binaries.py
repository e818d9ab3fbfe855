"""Write the binary files of sample_corpus/ from the texts in sample_sources/, always with the same bytes.

    python tests/functional/make_sample_binaries.py [CORPUS]

A source is a few `key: value` lines (title, author, created, modified; password for an encrypted pdf, cut for a file
that breaks off), an empty line, then the text: `# ` and `## ` headings, `- ` and `1. ` items, `| a | b |` rows,
`===` for a new page. In a spreadsheet, in slides and in a book each `## ` begins a sheet, a slide, a chapter.
sample_sources/hr/x.docx.txt becomes CORPUS/hr/x.docx. Needs python-docx, python-pptx, fpdf2 and xlsxwriter.
"""

from __future__ import annotations

import io
import struct
import sys
import zlib
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from fpdf import FPDF
from fpdf.enums import EncryptionMethod
from sample_formats import Page, as_epub, as_ods, as_odt, as_pptx, as_xlsx, cells, lock_log, stored

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sample_sources"
CORPUS = HERE.parent.parent / "sample_corpus"
COPIES = {"operations/supplier-payments.pdf": "finance/supplier-payments.pdf"}
PLAN = "operations/charging-bay-plan.png"
STYLES = {"h1": "Title", "h2": "Heading 1", "bullet": "List Bullet", "number": "List Number", "text": "Normal"}
MARKS = {"# ": "h1", "## ": "h2", "- ": "bullet", "| ": "row"}
UNUSED_PARTS = ("/stylesWithEffects", "/customXml", "/thumbnail")
SENSORS = "operations/lock-sensor-log.csv"
SENSOR_DAYS = ("2026-05-25", "2026-05-26", "2026-05-27", "2026-05-28")


def binaries() -> Iterator[tuple[str, bytes]]:
    """Every binary file of the corpus: its relative path and its bytes, the copies last."""
    made: dict[str, bytes] = {}
    for path in sorted(SOURCES.rglob("*.txt")):
        name = path.relative_to(SOURCES).as_posix().removesuffix(".txt")
        page = read_page(path.read_text(encoding="utf-8"))
        made[name] = _cut(WRITERS[path.suffixes[-2]](page), page.head.get("cut", "100 %"))
    yield from made.items()
    yield from ((copy, made[original]) for copy, original in COPIES.items())
    yield PLAN, floor_plan()
    yield SENSORS, lock_log(1_200, SENSOR_DAYS)


def read_page(source: str) -> Page:
    """A source as its head and its blocks."""
    top, _, body = source.partition("\n\n")
    head = {key: value.strip() for key, _, value in (line.partition(":") for line in top.splitlines())}
    return Page(head, tuple(_block(line) for line in body.splitlines() if line.strip()))


def as_docx(page: Page) -> bytes:
    """The page as a docx. Its parts are stored, not deflated: the bytes don't depend on the zlib in use."""
    document = _slim_document()
    for kind, group in groupby(page.blocks, key=lambda block: block[0]):
        texts = [text for _, text in group]
        if kind == "row":
            _add_table(document, [cells(text) for text in texts])
        else:
            for text in texts:
                document.add_paragraph(text, style=STYLES[kind])
    properties = document.core_properties
    properties.title, properties.author = page.head["title"], page.head["author"]
    properties.last_modified_by = page.head["author"]
    properties.comments = ""
    properties.created = page.moment("created").replace(tzinfo=None)
    properties.modified = page.moment("modified").replace(tzinfo=None)
    written = io.BytesIO()
    document.save(written)
    return stored(written)


def as_pdf(page: Page) -> bytes:
    """The page as a pdf with core fonts, uncompressed, with the creation date of its head."""
    pdf = FPDF()
    pdf.set_compression(False)
    pdf.set_producer("")
    pdf.set_title(page.head["title"])
    pdf.set_author(page.head["author"])
    pdf.set_creation_date(page.moment("created"))
    if "password" in page.head:
        pdf.set_encryption(
            owner_password="owner-of-the-file",  # noqa: S106 - guards an invented table
            user_password=page.head["password"],
            encryption_method=EncryptionMethod.RC4,
        )
    pdf.add_page()
    for kind, group in groupby(page.blocks, key=lambda block: block[0]):
        texts = [text for _, text in group]
        if kind == "row":
            _write_table(pdf, [cells(text) for text in texts])
        for text in texts if kind != "row" else ():
            _write_block(pdf, kind, text)
    return bytes(pdf.output())


def floor_plan() -> bytes:
    """A small grey picture of the charging bays: a file that no extractor reads."""
    width, height = 120, 80
    rows = b"".join(
        b"\0" + bytes(0 if x % 30 == 0 or y in {0, height - 1} else 230 for x in range(width)) for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _block(line: str) -> tuple[str, str]:
    if line == "===":
        return "break", ""
    for mark, kind in MARKS.items():
        if line.startswith(mark):
            return kind, line if kind == "row" else line.removeprefix(mark)
    number, dot, text = line.partition(". ")
    return ("number", text) if dot and number.isdecimal() else ("text", line)


def _slim_document() -> Document:
    """An empty document without what python-docx's template brings along and nobody here needs."""
    document = docx.Document()
    for relationships in (document.part.rels, document.part.package.rels):
        for key in [key for key, found in relationships.items() if found.reltype.endswith(UNUSED_PARTS)]:
            del relationships[key]
    for style in list(document.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in {"Normal Table", "Table Grid"}:
            style.delete()
    return document


def _add_table(document: Document, rows: list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _write_table(pdf: FPDF, rows: list[list[str]]) -> None:
    pdf.set_font("Helvetica", size=10)
    with pdf.table(width=150, align="L", first_row_as_headings=False) as table:
        for row in rows:
            table.row(row)
    pdf.ln(3)


def _write_block(pdf: FPDF, kind: str, text: str) -> None:
    if kind == "break":
        pdf.add_page()
        return
    size = {"h1": 18, "h2": 13}.get(kind, 11)
    pdf.set_font("Helvetica", style="B" if size > 11 else "", size=size)
    lead = {"bullet": "- ", "number": "- "}.get(kind, "")
    pdf.multi_cell(0, size * 0.5, lead + text, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)


def _cut(content: bytes, share: str) -> bytes:
    return content[: len(content) * int(share.removesuffix(" %")) // 100]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


WRITERS = {
    ".docx": as_docx,
    ".epub": as_epub,
    ".ods": as_ods,
    ".odt": as_odt,
    ".pdf": as_pdf,
    ".pptx": as_pptx,
    ".xlsx": as_xlsx,
}


def main(corpus: Path) -> None:
    """Write all of them under the corpus."""
    for name, content in binaries():
        target = corpus / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS)
