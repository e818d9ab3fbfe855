"""Word files by unstructured's own partition_docx, called offline, and their properties."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, Final

from kbaudit.errors import ExtractionError
from kbaudit.extractors import guard
from kbaudit.extractors.anchors import ANCHOR_LIMIT
from kbaudit.extractors.passages import Block, Headings, packed
from kbaudit.extractors.properties import declared_properties
from kbaudit.extractors.prose import sample_of
from kbaudit.extractors.unstructured_offline import load
from kbaudit.model import Extract, Field, Link, Origin, SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docx.document import Document
    from unstructured.documents.elements import Element

_PROPERTIES: Final = (
    "title",
    "subject",
    "author",
    "category",
    "comments",
    "content_status",
    "keywords",
    "language",
    "last_modified_by",
    "version",
    "created",
    "modified",
)
_NO_TITLE: Final = frozenset({"", "word document", "document", "untitled", "title"})
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT_LIMIT: Final = 300
_HEADS: Final = frozenset({"title", "heading 1"})
"""Styles of a document's own heading, by the names that every language of Word keeps in the file."""


def extract(data: bytes, kind: str) -> Extract:  # noqa: ARG001 - every extractor is called alike
    """The document in the bytes of a .docx. Raises ExtractionError: encrypted, corrupt or a zip bomb."""
    guard.check_office(data)
    library = load()
    try:
        word = library.open(io.BytesIO(data))
        elements = library.partition(io.BytesIO(data))
        return _extracted(word, elements, declared_properties(data, "docx"))
    except MemoryError:
        raise
    except Exception as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ExtractionError(
            SkipReason.CORRUPT, detail, remedy="open it in a word processor and save it again"
        ) from error


def _extracted(word: Document, elements: Iterable[Element], custom: tuple[Field, ...]) -> Extract:
    reading = _Reading()
    for element in elements:
        reading.take(element)
    unread = _unread(word, "\n".join(reading.pieces))
    for line in unread:
        reading.add(line, 0)
    text = "".join(reading.pieces)
    fields = (*_properties(word), *custom)
    declared = next((each.value for each in fields if each.name == "docx.title"), "")
    return Extract(
        kind="docx",
        title=reading.title or ("" if declared.lower() in _NO_TITLE else declared[:_TEXT_LIMIT]),
        text=text,
        passages=packed(text, reading.blocks),
        links=tuple(reading.links),
        fields=fields,
        sample=sample_of(text),
        heading=_heading(word),
        anchors=tuple(_bookmarks(word)),
        problems=(("text_boxes", f"{len(unread)} paragraphs stand outside the flow of the text"),) if unread else (),
    )


class _Reading:
    """The text of the elements so far."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.title = ""
        self._headings = Headings()
        self._size = 0

    def take(self, element: Element) -> None:
        text = _table(element) if element.category == "Table" else element.text.replace("\r\n", "\n").strip("\n")
        if not text.strip():
            return
        heading = element.category == "Title"
        if heading:
            shown = " ".join(text.split())[:_TEXT_LIMIT]
            self._headings.enter(element.metadata.category_depth or 0, shown)
            self.title = self.title or shown
        start = self.add(text, element.metadata.page_number or 0)
        offset = start - (len(element.text) - len(element.text.lstrip("\r\n")))
        for link in element.metadata.links or ():
            self.links.append(Link(link["url"], link["text"] or "", max(start, offset + link["start_index"])))

    def add(self, text: str, page: int) -> int:
        """Appends a block; where it begins."""
        if self.pieces:
            self.pieces.append("\n\n")
            self._size += 2
        start = self._size
        self.blocks.append(Block(start, self._headings.path, page))
        self.pieces.append(text)
        self._size += len(text)
        return start


def _table(element: Element) -> str:
    """A table's text: a line a row, a tab between cells."""
    written = element.metadata.text_as_html
    if not written:
        return element.text
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - most documents have no table

    rows = LexborHTMLParser(written).css("tr")
    return "\n".join(
        "\t".join(" ".join(cell.text(deep=True, separator=" ").split()) for cell in row.css("td, th")) for row in rows
    )


def _unread(word: Document, text: str) -> list[str]:
    """Paragraphs of the main part that the elements lack: text boxes, or everything where nothing came out."""
    known = "".join(text.split())
    found: dict[str, None] = {}
    for paragraph in word.element.iter(f"{_WORD}p"):
        if any(True for _ in paragraph.iterancestors(f"{_WORD}txbxContent")) or not known:
            line = "".join(node.text or "" for node in paragraph.iter(f"{_WORD}t")).strip()
            if line and "".join(line.split()) not in known:
                found[line] = None
    return list(found)


def _heading(word: Document) -> str:
    """The first paragraph in the style of a title or a first heading."""
    styles = word.styles.element.style_lst
    heads = {style.styleId for style in styles if (style.name_val or "").lower() in _HEADS}
    for paragraph in word.element.iter(f"{_WORD}p"):
        if paragraph.style in heads:
            text = " ".join("".join(node.text or "" for node in paragraph.iter(f"{_WORD}t")).split())
            if text:
                return text[:_TEXT_LIMIT]
    return ""


def _bookmarks(word: Document) -> Iterator[str]:
    found = (mark.get(f"{_WORD}name") for mark in word.element.iter(f"{_WORD}bookmarkStart"))
    yield from islice((name[:_TEXT_LIMIT] for name in found if name and name != "_GoBack"), ANCHOR_LIMIT)


def _properties(word: Document) -> Iterator[Field]:
    # By the relationships themselves: `Document.core_properties` makes up properties, with the present moment as their
    # date, for a file that has none, or that names the relationship in another way than Word does.
    relationships = word.part.package.rels.values()
    own = (each for each in relationships if each.reltype.endswith("/core-properties") and not each.is_external)
    properties = next((getattr(each.target_part, "core_properties", None) for each in own), None)
    for name in _PROPERTIES:
        value: object = getattr(properties, name, None)
        isoformat = getattr(value, "isoformat", None)
        text = _instant(str(isoformat())) if isoformat else str(value or "").strip()
        if text:
            yield Field(f"docx.{name}", (text,), Origin.PROPERTIES)


def _instant(written: str) -> str:
    # The standard (ECMA-376 part 2, W3CDTF) has these in UTC; python-docx leaves the zone out.
    return written if written.endswith("+00:00") else f"{written}+00:00"
