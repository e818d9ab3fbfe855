"""E-books (.epub): the chapters in reading order, each as the HTML that it is."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote
from xml.etree import ElementTree

from kbaudit.errors import ExtractionError
from kbaudit.extractors import guard, html
from kbaudit.extractors.compound import Compound
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract, Field, Origin, SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

CHAPTER_LIMIT: Final = 2_000
_PROPERTIES: Final = {
    "title": "title",
    "creator": "author",
    "publisher": "publisher",
    "language": "language",
    "subject": "keywords",
    "date": "published",
    "dcterms:modified": "modified",
}
_VALUE_LIMIT: Final = 2_000


def extract(data: bytes, kind: str) -> Extract:  # noqa: ARG001 - every extractor is called alike
    """The book in these bytes. Raises ExtractionError: corrupt or a zip bomb."""
    guard.check_office(data, doctype=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _extracted(archive)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, ElementTree.ParseError) as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ExtractionError(SkipReason.CORRUPT, detail, remedy="export it again from its source") from error


def _extracted(archive: zipfile.ZipFile) -> Extract:
    path, package = _package(archive)
    names = set(archive.namelist())
    compound = Compound()
    problems: list[tuple[str, str]] = []
    chapters = [posixpath.normpath(posixpath.join(posixpath.dirname(path), each)) for each in _spine(package)]
    for chapter in chapters[:CHAPTER_LIMIT]:
        if chapter in names:
            part = html.extract(archive.read(chapter), "html")
            compound.add(part)
        else:
            problems.append(("partial", f"{chapter} is missing"))
    if len(chapters) > CHAPTER_LIMIT:
        problems.append(("limit", f"{CHAPTER_LIMIT:,} of {len(chapters):,} chapters read"))
    fields = tuple(_fields(package))
    text = compound.text
    return Extract(
        kind="epub",
        title=next((each.value[:300] for each in fields if each.name == "epub.title"), ""),
        text=text,
        passages=tuple(compound.passages),
        links=tuple(compound.links),
        fields=fields,
        sample=sample_of(text[:RAW_LIMIT]),
        problems=tuple(problems[:20]),
    )


def _package(archive: zipfile.ZipFile) -> tuple[str, Element]:
    container = ElementTree.fromstring(archive.read("META-INF/container.xml"))  # noqa: S314 - guarded above
    found = next((each for each in container.iter() if _local(each) == "rootfile"), None)
    path = "" if found is None else found.get("full-path", "")
    return path, ElementTree.fromstring(archive.read(path))  # noqa: S314 - guarded above


def _spine(package: Element) -> Iterator[str]:
    held = {each.get("id"): each.get("href") for each in package.iter() if _local(each) == "item"}
    for each in package.iter():
        if _local(each) == "itemref" and (target := held.get(each.get("idref"))):
            yield unquote(target)


def _fields(package: Element) -> Iterator[Field]:
    values: dict[str, list[str]] = {}
    for each in package.iter():
        name = _PROPERTIES.get(each.get("property", "") if _local(each) == "meta" else _local(each))
        text = " ".join((each.text or "").split())[:_VALUE_LIMIT]
        if name and text:
            values.setdefault(name, []).append(text)
    for name, written in values.items():
        yield Field(f"epub.{name}", tuple(written), Origin.PROPERTIES)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
