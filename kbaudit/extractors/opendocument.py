"""OpenDocument texts (.odt): the paragraphs of content.xml in their order, the properties of meta.xml."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from kbaudit.errors import ExtractionError
from kbaudit.extractors import guard
from kbaudit.extractors.anchors import Anchors
from kbaudit.extractors.flow import Flow
from kbaudit.extractors.properties import package_properties
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract, Link, SkipReason

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SKIPPED: Final = frozenset({"tracked-changes", "annotation", "sequence-decls", "forms", "variable-decls"})
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_BOOKMARKS: Final = frozenset({"bookmark", "bookmark-start"})
_SPACES: Final = {"s": " ", "tab": "\t", "line-break": "\n"}


def extract(data: bytes, kind: str) -> Extract:
    """The document in the bytes of an .odt. Raises ExtractionError: encrypted, corrupt or a zip bomb."""
    guard.check_office(data, doctype=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = archive.read("content.xml")
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise ExtractionError(
                    SkipReason.ENCRYPTED, "protected with a password", remedy="save it without the password"
                )
        root = ElementTree.fromstring(content)  # noqa: S314 - guard.check_office refuses entities
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, ElementTree.ParseError) as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ExtractionError(
            SkipReason.CORRUPT, detail, remedy="open it in a word processor and save it again"
        ) from error
    reading = _Reading()
    reading.walk(root)
    text, passages = reading.flow.made()
    fields = package_properties(data, "odt")
    declared = next((each.value for each in fields if each.name == "odt.title"), "")
    return Extract(
        kind=kind,
        title=reading.flow.title or declared[:300],
        text=text,
        passages=passages,
        links=tuple(reading.links),
        fields=fields,
        sample=sample_of(text[:RAW_LIMIT]),
        heading=reading.heading or reading.flow.title,
        anchors=reading.anchors.made(),
    )


class _Reading:
    """The text so far. The tree is walked with a loop, for nesting may be deep."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.links: list[Link] = []
        self.anchors = Anchors()
        self.heading = ""
        self._titles = {"Title"}
        self._line: list[str] = []
        self._row: list[str] | None = None

    def walk(self, root: Element) -> None:
        """Enters and leaves every element in document order."""
        pending: list[tuple[Element, bool]] = [(root, False)]
        while pending:
            element, left = pending.pop()
            name = element.tag.rpartition("}")[2]
            if left:
                self._leave(element, name)
                self._line.append(element.tail or "")
            elif name in _SKIPPED:
                self._line.append(element.tail or "")
            else:
                self._enter(element, name)
                pending.append((element, True))
                pending += [(child, False) for child in reversed(element)]

    def _enter(self, element: Element, name: str) -> None:
        if name in ("p", "h"):
            self._line = []
        elif name == "table-row":
            self._row = []
        elif name in _SPACES and element.tag.startswith(_TEXT):
            self._line.append(_SPACES[name])
        elif name == "style" and element.get(f"{_STYLE}parent-style-name") == "Title":
            self._titles.add(element.get(f"{_STYLE}name", ""))
        elif name in _BOOKMARKS:
            self.anchors.add(element.get(f"{_TEXT}name", ""))
        elif name == "a" and (target := element.get(_HREF)):
            shown = " ".join("".join(element.itertext()).split())[:300]
            self.links.append(Link(target, shown, self.flow.size))
        self._line.append(element.text or "")

    def _leave(self, element: Element, name: str) -> None:
        if name == "h":
            level = element.get(f"{_TEXT}outline-level", "1")
            line = self._taken()
            self.anchors.heading(line)
            self.flow.heading(int(level) if level.isdecimal() else 1, line)
        elif name == "p" and self._row is not None:
            self._row.append(" ".join(self._taken().split()))
        elif name == "p":
            self._paragraph(element.get(f"{_TEXT}style-name", ""), self._taken())
        elif name == "table-row":
            self.flow.block("\t".join(self._row or ()), gap="\n")
            self._row = None

    def _paragraph(self, style: str, line: str) -> None:
        if style in self._titles and not self.heading:
            self.heading = " ".join(line.split())[:300]
        self.flow.block(line)

    def _taken(self) -> str:
        line, self._line = "".join(self._line).strip(), []
        return line
