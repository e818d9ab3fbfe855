"""XML (.xml, .dita, .docbook) as text: what stands in its elements, with titles as headings."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from kbaudit.extractors import text
from kbaudit.extractors.decode import decode
from kbaudit.extractors.flow import Flow
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SIZE_LIMIT: Final = 10 << 20
_HEADINGS: Final = frozenset({"title", "head", "heading"})
_SECRET: Final = re.compile(r"(?:passw(?:or[dt]|d)|passphrase|pwd|kennwort|secret|token|key)$", re.IGNORECASE)
_LONGEST_SECRET: Final = 500
_DECLARATION: Final = re.compile(r"^\s{0,100}<\?xml[^<>]{0,300}\?>")
_ENTITIES: Final = re.compile(rb"<\0?!\0?E\0?N\0?T\0?I\0?T\0?Y")


def extract(data: bytes, kind: str) -> Extract:
    """The document in these bytes. What can't be parsed, or has entities, is read as plain text, with a problem."""
    if len(data) > SIZE_LIMIT:
        return _plain(data, kind, ("limit", f"over {SIZE_LIMIT:,} bytes: read as plain text"))
    if not data.strip():
        return text.extract(data, kind)
    if _ENTITIES.search(data):
        return _plain(data, kind, ("xml", "declares entities: read as plain text"))
    try:
        root = ElementTree.fromstring(_undeclared(data))  # noqa: S314 - no entities, see above
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        return _plain(data, kind, ("xml", f"{error}: read as plain text"))
    reading = _Reading()
    reading.walk(root)
    written, passages = reading.flow.made()
    return Extract(
        kind=kind,
        title=reading.flow.title,
        text=written,
        passages=passages,
        sample=sample_of(written[:RAW_LIMIT]),
        hidden=tuple(reading.announced),
    )


def _undeclared(data: bytes) -> bytes | str:
    """Bytes with a UTF-16 mark as text, for their declaration often names the encoding that they once had."""
    return _DECLARATION.sub("", decode(data)[0]) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else data


def _plain(data: bytes, kind: str, problem: tuple[str, str]) -> Extract:
    found = text.extract(data, kind)
    return replace(found, problems=(*found.problems, problem))


class _Reading:
    """The text so far. An element among words belongs to their line; any other begins a line of its own."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._line: list[str] = []
        self.announced: list[str] = []

    def walk(self, root: Element) -> None:
        """Enters and leaves every element in document order, by a loop."""
        pending: list[tuple[Element, int, bool, bool]] = [(root, 0, False, False)]
        while pending:
            element, depth, inline, left = pending.pop()
            if left:
                self._leave(element, depth, inline=inline)
                continue
            if not inline:
                self._end()
            self._announce(element)
            self._line.append(element.text or "")
            pending.append((element, depth, inline, True))
            mixed = inline or _is_mixed(element)
            pending += [(child, depth + 1, mixed, False) for child in reversed(element)]

    def _announce(self, element: Element) -> None:
        """Notes what only the name of its element tells to be a password or a key: the text has no such names."""
        name, said = element.tag.rpartition("}")[2], (element.text or "").strip()
        if said and len(said) <= _LONGEST_SECRET and " " not in said and _SECRET.search(name):
            self.announced.append(f"{name}: {said}")

    def _leave(self, element: Element, depth: int, *, inline: bool) -> None:
        if not inline:
            self._end(depth if element.tag.rpartition("}")[2].lower() in _HEADINGS else -1)
        self._line.append(element.tail or "")

    def _end(self, level: int = -1) -> None:
        line, self._line = " ".join("".join(self._line).split()), []
        if level >= 0 and line:
            self.flow.heading(level, line)
        else:
            self.flow.block(line, gap="\n")


def _is_mixed(element: Element) -> bool:
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)
