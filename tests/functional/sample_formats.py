"""The pages of the sample corpus as pptx, odt, ods, xlsx, epub and csv, always with the same bytes.

Packages are stored, not deflated, with one time for all members: no byte depends on the zlib or the clock in use.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from xml.sax.saxutils import escape

import pptx
import xlsxwriter

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{prefix}="{OFFICE}{name}:1.0"'
    for prefix, name in {"office": "office", "text": "text", "table": "table", "meta": "meta", "style": "style"}.items()
)
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
UNUSED_PARTS = ("/thumbnail", "/printerSettings")


@dataclass(frozen=True, slots=True)
class Page:
    """A source: its head and its blocks, each a kind (h1, h2, bullet, number, row, text, break) and the text."""

    head: dict[str, str]
    blocks: tuple[tuple[str, str], ...]

    def moment(self, key: str) -> datetime:
        """A date of the head, at nine in the morning UTC."""
        return datetime.fromisoformat(self.head[key]).replace(hour=9, tzinfo=UTC)

    def sections(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """What stands under each second-level heading, with the heading."""
        heading, found = "", []
        for kind, text in (*self.blocks, ("h2", "")):
            if kind != "h2":
                found.append((kind, text))
                continue
            if found:
                yield heading, found
            heading, found = text, []


def cells(row: str) -> list[str]:
    """The cells of a row of a table."""
    return [cell.strip() for cell in row.strip("| ").split("|")]


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip archive of these members, in this order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as target:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.create_system = 0
            target.writestr(entry, content)
    return made.getvalue()


def stored(written: io.BytesIO) -> bytes:
    """A package that a library wrote, in the form of `packed`."""
    with zipfile.ZipFile(written) as source:
        return packed((name, source.read(name)) for name in source.namelist())


def as_pptx(page: Page) -> bytes:
    """A slide for each section: its heading, and its items below."""
    deck = pptx.Presentation()
    layout = deck.slide_layouts[1]
    for other in [each for each in deck.slide_layouts if each != layout]:
        deck.slide_layouts.remove(other)
    for relationships in (deck.part.rels, deck.part.package._rels):
        for key in [key for key, found in relationships.items() if found.reltype.endswith(UNUSED_PARTS)]:
            relationships.pop(key)
    for heading, blocks in page.sections():
        slide = deck.slides.add_slide(layout)
        slide.shapes.title.text = heading
        slide.placeholders[1].text = "\n".join(text for _, text in blocks)
    properties = deck.core_properties
    properties.title, properties.author = page.head["title"], page.head["author"]
    properties.last_modified_by = page.head["author"]
    properties.revision = 1
    properties.created = page.moment("created").replace(tzinfo=None)
    properties.modified = page.moment("modified").replace(tzinfo=None)
    written = io.BytesIO()
    deck.save(written)
    return stored(written)


def as_xlsx(page: Page) -> bytes:
    """A sheet for each section. The writer knows one moment only, so that of the last change is both."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        changed = page.moment("modified").replace(tzinfo=None)
        book.set_properties({"title": page.head["title"], "author": page.head["author"], "created": changed})
        for heading, blocks in page.sections():
            sheet = book.add_worksheet(heading)
            for at, (_, row) in enumerate(blocks):
                sheet.write_row(at, 0, [int(cell) if cell.isdecimal() else cell for cell in cells(row)])
    return stored(written)


def as_ods(page: Page) -> bytes:
    """A sheet for each section."""
    sheets = "".join(
        f'<table:table table:name="{escape(heading)}">'
        f"{''.join(_sheet_row(cells(row)) for _, row in blocks)}</table:table>"
        for heading, blocks in page.sections()
    )
    return _open_document("spreadsheet", f"<office:spreadsheet>{sheets}</office:spreadsheet>", page)


def as_odt(page: Page) -> bytes:
    """Headings, paragraphs and lists."""
    body: list[str] = []
    for kind, group in groupby(page.blocks, key=lambda block: block[0]):
        texts = [escape(text) for _, text in group]
        if kind in ("h1", "h2"):
            body += [f'<text:h text:outline-level="{kind[1]}">{text}</text:h>' for text in texts]
        elif kind in ("bullet", "number"):
            items = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in texts)
            body.append(f"<text:list>{items}</text:list>")
        else:
            body += [f"<text:p>{text}</text:p>" for text in texts]
    return _open_document("text", f"<office:text>{''.join(body)}</office:text>", page)


def as_epub(page: Page) -> bytes:
    """A chapter for each section."""
    title, changed = escape(page.head["title"]), page.moment("modified").strftime("%Y-%m-%dT%H:%M:%SZ")
    chapters = {
        f"chapter-{number}.xhtml": _chapter(escape(heading), [escape(text) for _, text in blocks])
        for number, (heading, blocks) in enumerate(page.sections(), start=1)
    }
    items = "".join(f'<item id="{n[:-6]}" href="{n}" media-type="application/xhtml+xml"/>' for n in chapters)
    spine = "".join(f'<itemref idref="{n[:-6]}"/>' for n in chapters)
    package = (
        f'{XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata {DC}>'
        f'<dc:identifier id="id">{escape(page.head["title"].lower().replace(" ", "-"))}</dc:identifier>'
        f"<dc:title>{title}</dc:title><dc:creator>{escape(page.head['author'])}</dc:creator><dc:language>en</dc:language>"
        f"<dc:date>{page.head['created']}</dc:date>"
        f'<meta property="dcterms:modified">{changed}</meta></metadata><manifest>{items}</manifest>'
        f"<spine>{spine}</spine></package>\n"
    )
    container = (
        f'{XML}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
    )
    parts = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "book.opf": package, **chapters}
    return packed((name, content.encode()) for name, content in parts.items())


def lock_log(columns: int, days: Sequence[str]) -> bytes:
    """A table that is wider than kbaudit reads: a row a day, a column a lock, the volts of its cell."""
    rows = [["Day", *(f"L{number:04}" for number in range(1, columns))]]
    rows += [
        [day, *(str((number * 7 + at * 3) % 9 / 10 + 3)[:3] for number in range(1, columns))]
        for at, day in enumerate(days)
    ]
    return "".join(f"{','.join(row)}\n" for row in rows).encode()


def _chapter(heading: str, paragraphs: Sequence[str]) -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f'{XML}<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{heading}</title></head>'
        f"<body><h1>{heading}</h1>{body}</body></html>\n"
    )


def _sheet_row(row: Sequence[str]) -> str:
    made = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
        for cell in row
    )
    return f"<table:table-row>{made}</table:table-row>"


def _open_document(form: str, body: str, page: Page) -> bytes:
    kind = f"application/vnd.oasis.opendocument.{form}"
    version = 'office:version="1.3"'
    members = {"/": kind, "content.xml": "text/xml", "meta.xml": "text/xml"}
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
        for path, media in members.items()
    )
    meta = (
        f"<dc:title>{escape(page.head['title'])}</dc:title><meta:initial-creator>{escape(page.head['author'])}"
        f"</meta:initial-creator><dc:creator>{escape(page.head['author'])}</dc:creator>"
        f"<meta:creation-date>{page.moment('created'):%Y-%m-%dT%H:%M:%SZ}</meta:creation-date>"
        f"<dc:date>{page.moment('modified'):%Y-%m-%dT%H:%M:%SZ}</dc:date>"
    )
    parts = {
        "mimetype": kind,
        "content.xml": f"{XML}<office:document-content {SPACES} {version}><office:body>{body}</office:body>"
        "</office:document-content>\n",
        "meta.xml": f"{XML}<office:document-meta {SPACES} {DC} {version}><office:meta>{meta}</office:meta>"
        "</office:document-meta>\n",
        "META-INF/manifest.xml": f'{XML}<manifest:manifest xmlns:manifest="{OFFICE}manifest:1.0" '
        f'manifest:version="1.3">{entries}</manifest:manifest>\n',
    }
    return packed((name, content.encode()) for name, content in parts.items())
