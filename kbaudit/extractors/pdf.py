"""PDF by pdfium: the text layer, page by page. A scan has none and needs OCR first."""

from __future__ import annotations

import re
from contextlib import closing
from typing import Final

import pypdfium2
from pypdfium2 import raw

from kbaudit.errors import ExtractionError
from kbaudit.extractors.passages import Block, packed
from kbaudit.extractors.prose import sample_of
from kbaudit.model import Extract, Field, Origin, SkipReason

PAGE_LIMIT: Final = 5_000
_PASSWORD_ERROR: Final = 4  # FPDF_ERR_PASSWORD
_SCANNED: Final = "give it a text layer by OCR (ocrmypdf, for one): kbaudit has none yet"
_TITLE_LIMIT: Final = 120
_MADE_UP_TITLE: Final = re.compile(
    r"(?:microsoft |powerpoint |word ?- |untitled|document ?\d*$|title$|slide ?\d*$)"
    r"|.{0,300}\.(?:docx?|pdf|pptx?|xlsx?|indd|tex|dvi|odt|rtf|txt|html?|md|qxd|fm)$",
    re.IGNORECASE,
)
_FILE_NAME: Final = re.compile(
    r"\S{0,200}_\S{0,200}"
    r"|(?=[^-]{0,100}-[^-]{0,100}-|\D{0,100}\d{6})[A-Za-z\d.~()+-]{1,200}"
    r"|(?=[^-.\d]{0,100}[-.\d])[a-z\d.~()+-]{1,200}"
)
"""What programs make the title of, in want of one: the file's name. It's one word, put together as no word is."""
# pdfium joins a word that is broken at a line's end with U+FFFE, whether its hyphen belongs there or not.
_BROKEN_WORD: Final = re.compile(r"(\w{1,60})(?:\u00ad\n|(\ufffe\n?|[-\x02]\n))(\w{1,60})")
_INVISIBLE: Final = str.maketrans(dict.fromkeys((0x00, 0x02, 0xAD, 0xFFFE, 0xFEFF, 0x200B)))
_NEW_ITEM: Final = re.compile(r"(?:[•◦▪‣·●○■□–—*-]\s|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]\s)")
_SENTENCE_END: Final = tuple(".!?:;。！？")
_LABEL: Final = re.compile(r"[A-Z][\w /-]{1,40}:\s")  # "Last reviewed: 3 March 2024" begins a line of its own
_FULL_LINE: Final = 0.75
_MOST_OF_PAGE: Final = 0.5
_SHORT_LINE: Final = 40
"""Characters below which a line isn't taken to run on into a capital: forms, lists and headings don't."""


def extract(data: bytes, kind: str) -> Extract:
    """The document in PDF bytes. Raises ExtractionError: encrypted, corrupt, or no text layer."""
    try:
        return _extracted(data, kind)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise ExtractionError(
                SkipReason.ENCRYPTED, "needs a password", remedy="save it without the password"
            ) from error
        detail = " ".join(str(error).split())
        raise ExtractionError(SkipReason.CORRUPT, detail, remedy="export it again from its source") from error


def _extracted(data: bytes, kind: str) -> Extract:
    with closing(pypdfium2.PdfDocument(data)) as document:
        count = len(document)
        fields = tuple(
            Field(f"pdf.{key}", (value,), Origin.PROPERTIES)
            for key, written in document.get_metadata_dict(skip_empty=True).items()
            if (value := written.translate(_INVISIBLE).strip())
        )
        pages, broken, scanned = _pages(document, min(count, PAGE_LIMIT))
    if broken and broken == len(pages):
        raise ExtractionError(SkipReason.CORRUPT, "no page can be read", remedy="export it again from its source")
    if not any(pages):
        raise ExtractionError(SkipReason.NO_TEXT_LAYER, f"{count} pages without text", remedy=_SCANNED)
    text, blocks = _joined(pages)
    problems = [("limit", f"{PAGE_LIMIT:,} of {count:,} pages read")] if count > PAGE_LIMIT else []
    problems += [("partial", f"{broken} of {count} pages can't be read")] if broken else []
    problems += [("partial", f"{scanned} of {count} pages show pictures and hold no text")] if scanned else []
    return Extract(
        kind=kind,
        title=_title(fields, text),
        text=text,
        passages=packed(text, blocks),
        fields=fields,
        sample=sample_of(text),
        problems=tuple(problems),
    )


def _pages(document: pypdfium2.PdfDocument, count: int) -> tuple[list[str], int, int]:
    """The pages' texts, how many can't be read, and how many seem to be scans."""
    pages: list[str] = []
    broken = scanned = 0
    for index in range(count):
        try:
            with closing(document[index]) as page, closing(page.get_textpage()) as layer:
                pages.append(_paragraphs(layer.get_text_range()))
                scanned += not pages[-1] and _shows_picture(page)
        except pypdfium2.PdfiumError:
            pages.append("")
            broken += 1
    return pages, broken, scanned


def _shows_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether a picture covers most of a page."""
    width, height = page.get_size()
    for shown in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = shown.get_bounds()
        if (right - left) * (top - bottom) > _MOST_OF_PAGE * width * height:
            return True
    return False


def _joined(pages: list[str]) -> tuple[str, list[Block]]:
    pieces: list[str] = []
    blocks: list[Block] = []
    size = 0
    for number, page in enumerate(pages, start=1):
        if not page:
            continue
        if pieces:
            pieces.append("\n\n")
            size += 2
        start = size
        for line in page.split("\n"):
            blocks.append(Block(start, (), number))
            start += len(line) + 1
        pieces.append(page)
        size += len(page)
    return "".join(pieces), blocks


def _paragraphs(layer: str) -> str:
    """A page's lines as paragraphs, a line each: words are mended, lines that run on are joined."""
    layer = layer.replace("\r\n", "\n").replace("\r", "\n")
    layer = _BROKEN_WORD.sub(lambda found: _mended(found, layer), layer).translate(_INVISIBLE)
    lines = [" ".join(line.split()) for line in layer.split("\n")]
    widest = sorted(map(len, lines))[len(lines) * 9 // 10]
    paragraphs: list[list[str]] = []
    previous = ""
    for line in lines:
        if line and previous and _runs_on(previous, line, widest):
            paragraphs[-1].append(line)
        elif line:
            paragraphs.append([line])
        previous = line
    return "\n".join(" ".join(each) for each in paragraphs)


def _mended(found: re.Match[str], layer: str) -> str:
    left, hyphen, right = found.groups()
    if not hyphen:
        return f"{left}{right}"
    # A hyphen stays where the same word is written with it elsewhere, or where no word is broken at all ("A-1").
    letters = left.isalpha() and right.isalpha() and right.islower() and left[-1].islower() and len(left) > 1
    return f"{left}{right}" if letters and f"{left}-{right}" not in layer else f"{left}-{right}"


def _runs_on(previous: str, line: str, widest: int) -> bool:
    if _NEW_ITEM.match(line) or _LABEL.match(line):
        return False
    if line[0].islower():
        return True
    return len(previous) >= max(_SHORT_LINE, _FULL_LINE * widest) and not previous.endswith(_SENTENCE_END)


def _title(fields: tuple[Field, ...], text: str) -> str:
    declared = next((" ".join(each.value.split()) for each in fields if each.name == "pdf.Title"), "")
    made_up = _MADE_UP_TITLE.match(declared) or _FILE_NAME.fullmatch(declared)
    if any(map(str.isalpha, declared)) and not made_up:
        return declared[:300]
    first = text.partition("\n")[0]
    return first if len(first) < _TITLE_LIMIT and any(map(str.isalpha, first)) else ""
