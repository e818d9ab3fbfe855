"""What people declare beside the text: custom properties of Office files, columns of SharePoint libraries.

They stand in docProps/custom.xml (ECMA-376 part 1, 22.3), in the part of an Office file in which SharePoint keeps the
columns of its library (customXml, "documentManagement"), and in a comment at the head of a page (.aspx, or saved by
Office). Names are those of the columns; those of the system are left out.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from kbaudit.model import Field, Origin

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable, Iterator

CUSTOM: Final = "custom"
"""The part of a field's name that tells what people declared from what a program wrote ("docx.custom.Owner")."""
PAGE: Final = "mso"
"""What the columns of a page are named by ("mso.ReviewDate"), as the prefix in its source is."""

_PROPERTIES: Final = "docProps/custom.xml"
_ITEM: Final = re.compile(r"customXml/item\d{1,3}\.xml")
_MANAGED: Final = b"documentManagement"
_ITEMS: Final = 10
_SIZE_LIMIT: Final = 1 << 20
_VALUE_LIMIT: Final = 2_000
_COLUMNS: Final = 200

_BLOCK: Final = re.compile(r"<(mso|o):CustomDocumentProperties>(.{0,100000}?)</\1:CustomDocumentProperties>", re.DOTALL)
_COLUMN: Final = re.compile(r"<(?:mso|o):([\w.-]{1,200})(?:\s[^<>]{0,300})?>([^<]{0,2000})</")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DISPLAYED: Final = "display_urn:schemas-microsoft-com:office:office#"
"""Before the name of a column of people: its value are their names, that of the column itself only their numbers."""
_OF_THE_SYSTEM: Final = ("_", "MSIP_", "ContentTypeId")
_LOOKUP: Final = re.compile(r"-?\d{1,10};#")
_MIDNIGHT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T00:00:00(?:\.0{1,7})?Z?")
_OF_A_DAY: Final = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]{1,18}Z?")


def custom_properties(archive: zipfile.ZipFile, kind: str) -> Iterator[Field]:
    """The custom properties of a package that guard.check_office let pass, then its library's columns.

    They are named "kind.custom.name".
    """
    names = archive.namelist()
    found: list[tuple[str, str]] = []
    if _PROPERTIES in names:
        found += _of_properties(_parsed(archive, _PROPERTIES))
    for name in [name for name in names if _ITEM.fullmatch(name)][:_ITEMS]:
        found += _of_library(_parsed(archive, name, _MANAGED))
    yield from _fields(found, f"{kind}.{CUSTOM}")


def page_columns(source: str) -> tuple[Field, ...]:
    """The columns of a SharePoint page, or the custom properties of a page that Office saved, as "mso.name"."""
    if "CustomDocumentProperties>" not in source:
        return ()
    found = [
        (name, html.unescape(value)) for block in _BLOCK.finditer(source) for name, value in _COLUMN.findall(block[2])
    ]
    return tuple(_fields(found, PAGE))


def user_defined(element: ElementTree.Element) -> str:
    """The name of a property that the user of an OpenDocument file defined; "" for any other element."""
    if element.tag.rpartition("}")[2] != "user-defined":
        return ""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == "name"), "")


def _parsed(archive: zipfile.ZipFile, name: str, mark: bytes = b"") -> ElementTree.Element | None:
    """The root of a part that isn't too large and holds the mark; parts of other purposes aren't parsed."""
    if archive.getinfo(name).file_size > _SIZE_LIMIT:
        return None
    written = archive.read(name)
    try:
        return ElementTree.fromstring(written) if mark in written else None  # noqa: S314 - see properties.py
    except ElementTree.ParseError:
        return None


def _of_properties(root: ElementTree.Element | None) -> Iterator[tuple[str, str]]:
    for each in root if root is not None else ():
        for value in each:
            text = "".join(value.itertext())
            # Word's own dialogue asks for a day and writes an hour of that day which means nothing.
            day = _OF_A_DAY.fullmatch(text.strip()) if value.tag.endswith("}filetime") else None
            yield each.get("name", ""), day[1] if day else text


def _of_library(root: ElementTree.Element | None) -> Iterator[tuple[str, str]]:
    managed = root.iter() if root is not None else ()
    for library in (each for each in managed if each.tag.rpartition("}")[2] == _MANAGED.decode()):
        for column in library:
            people = [each.text or "" for each in column.iter() if each.tag.rpartition("}")[2] == "DisplayName"]
            yield column.tag.rpartition("}")[2], "; ".join(people) or "".join(column.itertext())


def _fields(found: Iterable[tuple[str, str]], prefix: str) -> Iterator[Field]:
    """Each column once, the values that are shown before those that are looked up."""
    plain: dict[str, str] = {}
    shown: dict[str, str] = {}
    for written, value in list(found)[:_COLUMNS]:
        name = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), written).strip()
        values = shown if name.startswith(_DISPLAYED) else plain
        name, said = name.removeprefix(_DISPLAYED), _said(value)
        if name and said and not name.startswith(_OF_THE_SYSTEM):
            values.setdefault(name, said)
    for name, said in (plain | shown).items():
        yield Field(f"{prefix}.{name}", (said,), Origin.PROPERTIES)


def _said(value: str) -> str:
    """A value as the library shows it: "12;#Ann Lee" is Ann Lee, "i:0#.f|membership|ann@x.org" is that address."""
    text = " ".join(value[: 2 * _VALUE_LIMIT].split())
    if ";#" in text:
        text = "; ".join(part for part in _LOOKUP.sub("", text).split(";#") if part and not part.isdigit())
    if text.startswith("i:0") and "|" in text:
        text = text.rpartition("|")[2]
    day = _MIDNIGHT.fullmatch(text)
    return day[1] if day else text[:_VALUE_LIMIT]
