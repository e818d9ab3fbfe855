"""Pages written as Word, HTML, SharePoint pages, PDF and plain text, with no metadata but a title."""

from __future__ import annotations

import html
import io
import textwrap
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.sharepoint_pages import Block

_WIDTH: Final = 92
_LINES: Final = 54
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STYLES: Final = {"title": "Title", "li": "ListBullet"} | {f"h{level}": f"Heading{level}" for level in range(1, 7)}
_PARTS: Final = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATION}/styles" Target="styles.xml"/></Relationships>',
    "word/styles.xml": f"<w:styles {_W}>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/></w:style>'
        for style, name in (
            ("Normal", "Normal"), ("Title", "Title"), ("ListBullet", "List Bullet"),
            *((f"Heading{level}", f"heading {level}") for level in range(1, 7)),
        )
    )
    + "</w:styles>",
}  # fmt: skip


def as_docx(title: str, blocks: Sequence[Block]) -> bytes:
    """A Word document (ECMA-376) of a body and its styles alone: no core properties."""
    body = "".join(_paragraph(*block) for block in (("title", title), *blocks))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, written in {
            **_PARTS,
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        }.items():
            package.writestr(zipfile.ZipInfo(name), _XML + written, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _paragraph(tag: str, text: str) -> str:
    style = f'<w:pPr><w:pStyle w:val="{_STYLES[tag]}"/></w:pPr>' if tag in _STYLES else ""
    lines = html.escape("".join(ch for ch in text if ch.isprintable() or ch in "\n\t")).split("\n")
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{"</w:t><w:br/><w:t>".join(lines)}</w:t></w:r></w:p>'


def as_html(title: str, blocks: Sequence[Block]) -> bytes:
    """A page as a browser saves it."""
    body = "\n".join(f"<{tag}>{html.escape(text)}</{tag}>" for tag, text in blocks)
    shown = html.escape(title)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{shown}</title></head>\n'
        f"<body><h1>{shown}</h1>\n{body}\n</body></html>\n"
    ).encode()


def as_aspx(title: str, blocks: Sequence[Block]) -> bytes:
    """A page of a site's library, as SharePoint stores it."""
    head = (
        '<%@ Page Inherits="Microsoft.SharePoint.Publishing.TemplateRedirectionPage,Microsoft.SharePoint.Publishing" %>'
        '\n<%@ Reference VirtualPath="~TemplatePageUrl" %>\n'
    )
    return head.encode() + as_html(title, blocks)


def as_text(title: str, blocks: Sequence[Block]) -> bytes:
    """Plain text in paragraphs."""
    return "\n\n".join([title, *(f"- {text}" if tag == "li" else text for tag, text in blocks), ""]).encode()


def as_markdown(title: str, blocks: Sequence[Block]) -> bytes:
    """Markdown without front matter."""
    return "\n\n".join([f"# {title}", *(_marked(tag, text) for tag, text in blocks), ""]).encode()


def as_pdf(title: str, blocks: Sequence[Block]) -> bytes:
    """A PDF of lines of text, without an information dictionary."""
    lines: list[str] = [title, ""]
    for _, text in blocks:
        lines += [*(part for line in text.splitlines() for part in textwrap.wrap(line, _WIDTH) or [""]), ""]
    sheets = [lines[at : at + _LINES] for at in range(0, len(lines), _LINES)]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(sheets)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(sheets)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for at, sheet in enumerate(sheets):
        shown = b"".join(b"(" + _escaped(line) + b")Tj T*\n" for line in sheet)
        stream = b"BT /F1 10 Tf 13 TL 50 790 Td\n" + shown + b"ET"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {5 + 2 * at} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>".encode()
        )
        objects.append(f"<</Length {len(stream)}>>stream\n".encode() + stream + b"\nendstream")
    return _pdf_file(objects)


def _pdf_file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, written in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + written + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return bytes(out) + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()


def _escaped(line: str) -> bytes:
    return line.encode("cp1252", "replace").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _marked(tag: str, text: str) -> str:
    if tag[0] == "h":
        return f"{'#' * int(tag[1])} {text}"
    return f"```\n{text}\n```" if tag == "pre" else f"- {text}" if tag == "li" else text


WRITERS: Final[Mapping[str, Callable[[str, Sequence[Block]], bytes]]] = {
    "docx": as_docx,
    "html": as_html,
    "aspx": as_aspx,
    "txt": as_text,
    "md": as_markdown,
    "pdf": as_pdf,
}
