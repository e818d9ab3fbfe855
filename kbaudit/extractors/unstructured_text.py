"""A document's text and passages as unstructured reads them: what an ingestion built on it puts into the index.

Everything else that is known of the document stays as the native extractor found it: unstructured flattens front
matter into the text and drops what a page declares of itself.
"""

from __future__ import annotations

import io
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from kbaudit.errors import ExtractionError
from kbaudit.extractors.flow import Flow
from kbaudit.extractors.unstructured_offline import has_pandoc, partitioner
from kbaudit.model import SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unstructured.documents.elements import Element

    from kbaudit.model import Extract, Link

EXTRA: Final = "unstructured-all"
PROBLEM: Final = "extractor"
"""The code under which it is noted that a document was read natively all the same."""
PACKAGES: Final = {
    "markdown": "markdown",
    "msoffcrypto": "msoffcrypto-tool",
    "openpyxl": "openpyxl",
    "pandas": "pandas",
    "pypandoc": "pypandoc-binary",
    "xlrd": "xlrd",
}
"""What its functions import beyond what kbaudit brings, and the packages that hold it."""

_FUNCTIONS: Final = {
    "markdown": "md",
    "html": "html",
    "text": "text",
    "rst": "rst",
    "asciidoc": "text",
    "org": "org",
    "csv": "csv",
    "xlsx": "xlsx",
    "xls": "xlsx",
    "docx": "docx",
    "doc": "docx",
    "pptx": "pptx",
    "ppt": "pptx",
    "eml": "email",
    "msg": "msg",
    "xml": "xml",
    "json": "json",
    "epub": "epub",
    "odt": "odt",
    "rtf": "rtf",
}
_FUNCTIONS_BY_CONTENT: Final = {"csv": "tsv", "json": "ndjson"}
"""For tables with tabs and for values a line each."""
_BY_PANDOC: Final = frozenset({"epub", "odt", "org", "rst", "rtf"})
_OLD_OFFICE: Final = {"doc": "docx", "ppt": "pptx"}
_PAGED: Final = frozenset({"xlsx", "pptx"})
"""Functions whose pages, sheets and slides, end what stood under the headings before."""
_WHY_NATIVE: Final = {"pdf": "unstructured's reader needs torch"}
_NO_READER: Final = "unstructured has no reader for it"


def missing_packages() -> tuple[str, ...]:
    """The packages of the extra that aren't installed; nothing is imported to find out."""
    return tuple(package for module, package in PACKAGES.items() if find_spec(module) is None)


def reread(found: Extract, data: bytes) -> Extract:
    """The document with its text as unstructured reads it from the same bytes.

    What it has no offline reader for stays as it is, with a problem that says so.
    Raises ExtractionError: an ingestion that is built on unstructured would fail on this file.
    """
    what = _function(found.kind, data)
    why = _why_native(found.kind, what)
    if why:
        return replace(found, problems=(*found.problems, (PROBLEM, f"{found.kind} is read natively: {why}")))
    if not data.strip():
        return found
    flow = _flow(_elements(what, _modern(found.kind, data)), paged=what in _PAGED)
    text, passages = flow.made()
    return replace(
        found,
        text=text,
        passages=passages,
        links=_relocated(found.links, text),
        images=_relocated(found.images, text),
        sample=found.sample if text else "",
    )


def _function(kind: str, data: bytes) -> str:
    """The function for a content; "" for none."""
    other = _FUNCTIONS_BY_CONTENT.get(kind)
    if not other:
        return _FUNCTIONS.get(kind, "")
    from kbaudit.extractors.decode import decode  # noqa: PLC0415 - the command line imports this module
    from kbaudit.extractors.delimited import delimiter_of  # noqa: PLC0415 - see above
    from kbaudit.extractors.json_text import is_lines  # noqa: PLC0415 - see above

    source = decode(data)[0]
    is_other = delimiter_of(source) == "\t" if kind == "csv" else is_lines(source)
    return other if is_other else _FUNCTIONS[kind]


def _why_native(kind: str, what: str) -> str:
    if not what:
        return _WHY_NATIVE.get(kind, _NO_READER)
    return "unstructured's reader needs pandoc" if what in _BY_PANDOC and not has_pandoc() else ""


def _modern(kind: str, data: bytes) -> bytes:
    """An old Office file in the newer format, as unstructured has it made, but in a profile of its own."""
    newer = _OLD_OFFICE.get(kind)
    if not newer:
        return data
    from kbaudit.extractors.office_program import converted  # noqa: PLC0415 - only for these

    return converted(data, kind, newer)


def _elements(what: str, data: bytes) -> list[Element]:
    try:
        return partitioner(what)(io.BytesIO(data))
    except (MemoryError, ExtractionError):
        raise
    except ImportError as error:
        raise ExtractionError(
            SkipReason.MISSING_EXTRA, f"unstructured: {error}", remedy=f"pip install 'kbaudit[{EXTRA}]'"
        ) from error
    except Exception as error:
        detail = " ".join(f"unstructured: {type(error).__name__}: {error}".split())[:200]
        raise ExtractionError(
            SkipReason.CORRUPT, detail, remedy="mend the file, or read it with --extractor native"
        ) from error


def _flow(elements: Iterable[Element], *, paged: bool) -> Flow:
    """The elements one below the other; a title is the heading of what follows.

    Only one that the document marks as such has a depth. The others are guesses by word classes, which nobody names
    here: any short sentence would be a title. On slides and sheets what is deeper than 0 is a line of the list.
    """
    flow = Flow()
    last = 0
    for element in elements:
        text = element.text.replace("\0", "\ufffd")
        page = element.metadata.page_number or 0
        if paged and page != last:
            flow.under(0, element.metadata.page_name or "")
            last = page
        depth = element.metadata.category_depth if element.category == "Title" else None
        if depth is not None and not (paged and depth):
            flow.heading(1 + depth, text, page=page)
        else:
            flow.block(text, page=page)
    return flow


def _relocated(links: Iterable[Link], text: str) -> tuple[Link, ...]:
    """The links where their words stand in another text, in order; one that isn't there stands at the last one's."""
    moved: list[Link] = []
    at = 0
    for link in links:
        start = text.find(link.text, at) if link.text else -1
        if start >= 0:
            at = start
        moved.append(replace(link, start=at))
    return tuple(moved)
