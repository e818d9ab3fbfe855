"""What Office and OpenDocument packages declare: docProps/core.xml (ECMA-376), meta.xml (ODF), custom properties."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from kbaudit.extractors.columns import CUSTOM, custom_properties, user_defined
from kbaudit.model import Field, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEMBERS: Final = ("docProps/core.xml", "meta.xml")
_SIZE_LIMIT: Final = 1 << 20
_NAMES: Final = {
    "title": "title",
    "subject": "subject",
    "creator": "author",
    "initial-creator": "author",
    "category": "category",
    "description": "comments",
    "contentStatus": "content_status",
    "keywords": "keywords",
    "keyword": "keywords",
    "language": "language",
    "lastModifiedBy": "last_modified_by",
    "version": "version",
    "created": "created",
    "creation-date": "created",
    "modified": "modified",
    "date": "modified",
}
"""Element names to the names of python-docx, so that every Office kind has the same."""
_DATES: Final = frozenset({"created", "modified"})
_FRACTION: Final = re.compile(r"\.\d{1,12}")
_ZONE: Final = re.compile(r"[+-]\d\d:\d\d$")
_VALUE_LIMIT: Final = 2_000
_NAME_LIMIT: Final = 200
_UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, ValueError, OverflowError, NotImplementedError, EOFError)


def package_properties(data: bytes, kind: str) -> tuple[Field, ...]:
    """The properties of a package that guard.check_office let pass, as "kind.property"; dates are ISO 8601 in UTC."""
    written = _member(data)
    try:
        root = ElementTree.fromstring(written) if written else None  # noqa: S314 - guard.check_office refuses entities
    except ElementTree.ParseError:
        root = None
    values: dict[str, list[str]] = {}
    for name, value in _elements(root) if root is not None else ():
        if value not in values.setdefault(name, []):
            values[name].append(value)
    core = (Field(f"{kind}.{name}", tuple(each), Origin.PROPERTIES) for name, each in values.items())
    return (*core, *declared_properties(data, kind))


def declared_properties(data: bytes, kind: str) -> tuple[Field, ...]:
    """What people declared in a package that guard.check_office let pass; see `custom_properties`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return tuple(custom_properties(archive, kind))
    except _UNREADABLE:
        return ()


def _member(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in _MEMBERS:
                if name in archive.namelist() and archive.getinfo(name).file_size < _SIZE_LIMIT:
                    return archive.read(name)
    except _UNREADABLE:
        pass
    return b""


def _elements(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for element in root.iter():
        name = _NAMES.get(element.tag.rpartition("}")[2])
        text = " ".join((element.text or "").split())[:_VALUE_LIMIT]
        if defined := user_defined(element):
            name = f"{CUSTOM}.{defined[:_NAME_LIMIT]}"
        if name and text:
            yield name, _instant(text) if name in _DATES else text


def _instant(written: str) -> str:
    # W3CDTF in UTC by the standard; LibreOffice leaves the zone out, and has nanoseconds.
    moment = _FRACTION.sub("", written.replace("Z", "+00:00"))
    return moment if "T" not in moment or _ZONE.search(moment) else f"{moment}+00:00"
