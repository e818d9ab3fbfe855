"""The extractors, by kind. Importing this package is cheap: a format's module is imported at its first document.

To add a format: one module with `extract(data, kind) -> Extract`, and one line in EXTRACTORS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Final

from kbaudit.errors import ExtractionError
from kbaudit.model import SkipReason

if TYPE_CHECKING:
    from collections.abc import Callable

    from kbaudit.extractors.base import Extractor
    from kbaudit.model import Extract

__all__ = ["CHOICES", "EXTRACTORS", "NATIVE", "extract", "kind_by_name", "kind_of", "unsupported_remedy"]


@dataclass(frozen=True, slots=True)
class Deferred:
    """An Extractor whose module, and the libraries it needs, are imported when it is first called."""

    kind: str
    endings: tuple[str, ...]
    module: str

    def extract(self, data: bytes) -> Extract:
        read: Callable[[bytes, str], Extract] = import_module(self.module).extract
        return read(data, self.kind)


NATIVE: Final = "native"
CHOICES: Final = (NATIVE, "unstructured")
"""Who reads the text of documents: kbaudit's own extractors, or unstructured wherever it can."""

MARKDOWN = (".md", ".markdown", ".mdown", ".mdx", ".qmd", ".rmd", ".md.erb")
HTML = (".html", ".htm", ".xhtml", ".html.erb", ".aspx")
TEXT = (".txt", ".text")

EXTRACTORS: Final[dict[str, Extractor]] = {
    each.kind: each
    for each in (
        Deferred("markdown", MARKDOWN, "kbaudit.extractors.markdown"),
        Deferred("html", HTML, "kbaudit.extractors.html"),
        Deferred("text", TEXT, "kbaudit.extractors.text"),
        Deferred("rst", (".rst",), "kbaudit.extractors.text"),
        Deferred("asciidoc", (".adoc", ".asciidoc"), "kbaudit.extractors.text"),
        Deferred("org", (".org",), "kbaudit.extractors.text"),
        Deferred("pdf", (".pdf",), "kbaudit.extractors.pdf"),
        Deferred("docx", (".docx",), "kbaudit.extractors.docx"),
        Deferred("csv", (".csv", ".tsv", ".tab", ".psv", ".ssv"), "kbaudit.extractors.delimited"),
        Deferred("xlsx", (".xlsx", ".xlsm"), "kbaudit.extractors.spreadsheet"),
        Deferred("xlsb", (".xlsb",), "kbaudit.extractors.spreadsheet"),
        Deferred("xls", (".xls",), "kbaudit.extractors.spreadsheet"),
        Deferred("ods", (".ods",), "kbaudit.extractors.spreadsheet"),
        Deferred("eml", (".eml",), "kbaudit.extractors.mail"),
        Deferred("mbox", (".mbox",), "kbaudit.extractors.mbox"),
        Deferred("msg", (".msg",), "kbaudit.extractors.outlook"),
        Deferred("pptx", (".pptx",), "kbaudit.extractors.slides"),
        Deferred("odt", (".odt",), "kbaudit.extractors.opendocument"),
        Deferred("epub", (".epub",), "kbaudit.extractors.epub"),
        Deferred("rtf", (".rtf",), "kbaudit.extractors.rich_text"),
        Deferred("ipynb", (".ipynb",), "kbaudit.extractors.notebook"),
        Deferred("json", (".json", ".jsonl", ".ndjson"), "kbaudit.extractors.json_text"),
        Deferred("xml", (".xml", ".dita", ".docbook"), "kbaudit.extractors.xml_text"),
        Deferred("doc", (".doc",), "kbaudit.extractors.legacy"),
        Deferred("ppt", (".ppt",), "kbaudit.extractors.legacy"),
    )
}
_KIND_BY_ENDING: Final = {ending: each.kind for each in EXTRACTORS.values() for ending in each.endings}

_TEXT_WITHOUT_ENDING: Final = frozenset({"readme", "license", "licence", "notice", "changelog"})

_CONVERT: Final = "convert it to .docx, .pdf, .html or .md"
_REMEDIES: Final = {
    _CONVERT: "dot docm dotx pages mobi wpd tex one",
    "convert it to .pdf or .md": "pps ppsx odp key vsd vsdx drawio",
    "export it to .xlsx, .csv or .pdf": "numbers",
    "unpack it and audit the folder": "zip tar gz tgz bz2 xz 7z rar",
    "it needs OCR: make a PDF with a text layer of it": "png jpg jpeg gif bmp tif tiff webp heic",
    "it needs a transcript in .txt or .md": "mp3 mp4 m4a wav ogg mov avi mkv webm",
    "render the template to .html or .md": "erb j2 jinja jinja2 hbs njk liquid haml slim pug",
}
_REMEDY_BY_ENDING: Final = {ending: remedy for remedy, endings in _REMEDIES.items() for ending in endings.split()}

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def kind_by_name(name: str) -> str | None:
    """The kind that a file's name or uri claims; None for a type that kbaudit doesn't read."""
    base = name.rpartition("/")[2].lower()
    stem, dot, last = base.rpartition(".")
    if not dot:
        return "text" if base in _TEXT_WITHOUT_ENDING else None
    if last == "erb":
        last = f"{stem.rpartition('.')[2]}.erb"
    return _KIND_BY_ENDING.get(f".{last}")


def unsupported_remedy(name: str) -> str:
    """What would make a file of an unread type readable; "" where there is nothing to say."""
    return _REMEDY_BY_ENDING.get(name.rpartition(".")[2].lower(), "")


def extract(kind: str, data: bytes, *, extractor: str = NATIVE) -> Extract:
    """The document in these bytes, whose name claims that kind (a key of EXTRACTORS). All its text is valid Unicode.

    Nothing else of the name tells: what is learned is kept by content and kind. extractor is one of CHOICES: who
    reads the text.
    A file of another kind than its name claims is read as what it is, with a problem ("file_type", ...).
    Raises ExtractionError with the reason; never anything else for bad data, memory apart.
    """
    from kbaudit.extractors import kinds  # noqa: PLC0415 - the import of this package stays cheap

    really = kinds.content_kind(data, kind)
    if really == kind:
        return _encodable(_read(kind, data, extractor))
    problem = kinds.misnamed(kind, really)
    if really not in EXTRACTORS:
        raise _unread(really, problem, image=really in kinds.IMAGES)
    found = _encodable(_read(really, data, extractor))
    return replace(found, problems=(("file_type", problem), *found.problems))


def _read(kind: str, data: bytes, extractor: str) -> Extract:
    found = EXTRACTORS[kind].extract(data)
    if extractor == NATIVE:
        return found
    from kbaudit.extractors.unstructured_text import reread  # noqa: PLC0415 - see extract

    return reread(found, data)


def kind_of(name: str, data: bytes) -> tuple[str | None, str | None]:
    """What a file is by its content, and what its name claims; None for a type that kbaudit knows nothing of."""
    from kbaudit.extractors import kinds  # noqa: PLC0415 - see extract

    by_name = kind_by_name(name) or kinds.image_by_name(name)
    return kinds.content_kind(data, by_name or "") or None, by_name


def _unread(really: str, problem: str, *, image: bool) -> ExtractionError:
    if image:
        return ExtractionError(SkipReason.NO_TEXT_LAYER, problem, remedy=unsupported_remedy(f".{really}"))
    return ExtractionError(SkipReason.CORRUPT, problem, remedy="give it the name of its real type, or convert it")


def _encodable(found: Extract) -> Extract:
    # Lone surrogates come out of JSON and of broken fonts; they can't be stored, hashed or printed.
    # They are replaced one for one, so that spans hold.
    everything = [found.title, found.text, found.sample, found.heading, *found.anchors, *found.hidden]
    everything += [part for link in (*found.links, *found.images) for part in (link.target, link.text)]
    everything += [part for each in found.fields for part in (each.name, *each.values)]
    everything += [detail for _, detail in found.problems]
    if not any(_SURROGATE.search(part) for part in everything if not part.isascii()):
        return found
    return replace(
        found,
        title=_mended(found.title),
        text=_mended(found.text),
        sample=_mended(found.sample),
        passages=tuple(replace(p, heading=tuple(map(_mended, p.heading))) for p in found.passages),
        links=tuple(replace(link, target=_mended(link.target), text=_mended(link.text)) for link in found.links),
        fields=tuple(replace(f, name=_mended(f.name), values=tuple(map(_mended, f.values))) for f in found.fields),
        problems=tuple((code, _mended(detail)) for code, detail in found.problems),
        heading=_mended(found.heading),
        images=tuple(replace(i, target=_mended(i.target), text=_mended(i.text)) for i in found.images),
        anchors=tuple(map(_mended, found.anchors)),
        hidden=tuple(map(_mended, found.hidden)),
    )


def _mended(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)
