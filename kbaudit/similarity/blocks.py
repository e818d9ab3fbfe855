"""A text cut into blocks: headings, paragraphs, list items, table cells and options, each under its headings.

Markdown is read as far as it shapes a text; extracted text (tabs between cells, blank lines around headings) as well.
Program code is left out; of settings ("timeout = 30" in YAML, INI and the like) every line is an option.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.similarity.options import settings
from kbaudit.similarity.tables import Cell, Row, cells_of, is_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADING: Final = "heading"
PROSE: Final = "prose"
CELL: Final = "cell"
OPTION: Final = "option"

_COMMENT: Final = "<!--"
_FENCE: Final = re.compile(r"(`{3,}|~{3,})\s{0,3}\{?\.?([\w+-]{0,30})")
_ATX: Final = re.compile(r"(#{1,6})\s+(\S.{0,500}?)(?:\s#{1,6})?\s*$")
_ITEM: Final = re.compile(r"(?:[-*+•‣◦–]|\d{1,3}[.)]|[a-zA-Z][.)]|\((?:\d{1,3}|[a-z])\))\s{1,6}(?:\[[ xX]\]\s)?(?=\S)")
_NOTHING: Final = re.compile(
    r"(?:</?[a-zA-Z!][^<>]{0,500}>\s{0,4})+$|:{3,}.{0,200}$|\[[^\]]{1,200}\]:\s|<%.{0,500}%>$|(?:import|export)\s.{0,300}from"
)
_UNDERLINE: Final = re.compile(r"(=+|-{2,}|\*{3,}|_{3,}|~{3,}|\+[-=+]{3,})\s*$")
_LABELLED: Final = re.compile(r"[*_]{0,3}[^\W\d_][\w ()/&'’.-]{0,40}[*_]{0,3}:[*_]{0,3}\s")
_NUMBERING: Final = re.compile(
    r"(?:(?:chapter|section|part|kapitel|abschnitt|teil|chapitre|partie|sección|capítulo)\s+)?"
    r"(?:§\s?)?(?:\d{1,3}(?:\.\d{1,3}){0,5}|[A-Z](?=[.)])|[IVX]{1,5}(?=\.))[.):]?\s+",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(r"[^\W_]+")
_SHORT_LINE: Final = 55  # a line this short that isn't the last was broken on purpose, not by wrapping
_HEADING_LIMIT: Final = 80
_UNEVEN: Final = 3  # characters by which a heading and the line under it differ in length


class Block(NamedTuple):
    """text[start:end] of a source: what it is, the headings above it (the title left out), and its label.

    The label is that of a table's row and column, or an option's key. quote is the stretch that a reader should be
    shown: the whole row of a cell.
    """

    kind: str
    start: int
    end: int
    path: tuple[str, ...]
    label: str
    quote: tuple[int, int]


def heading_words(text: str) -> str:
    """A heading as it is compared: lower case, without numbering, markup and punctuation."""
    text = re.sub(r"\s\{[#.][^{}]{0,80}\}\s*$", "", text.strip("#*_` \t"))
    return " ".join(_WORDS.findall(_NUMBERING.sub("", text, count=1).lower()))


def blocks(text: str) -> list[Block]:
    """The blocks of a text in their order."""
    return _Reader(text).read()


class _Reader:
    """Goes through the lines once; what is open (a paragraph, a table, a fence) is kept here."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[Block] = []
        self._open: list[tuple[int, int]] = []  # the paragraph's lines
        self._rows: list[Row] = []
        self._path: list[tuple[int, str]] = []
        self._titled = False
        self._marked_down = text.startswith("#") or "\n#" in text[:20_000]

    def read(self) -> list[Block]:
        fence, begin, language = "", 0, ""
        at = 0
        for line in self._text.splitlines(keepends=True):
            start, at = at, at + len(line)
            body = line.strip()
            if fence:
                if fence in body and (language == _COMMENT or not body.strip(fence[0])):
                    self._settings(begin, start, language)
                    fence = ""
                continue
            if opened := self._fence(body):
                self._flush()
                fence, begin, language = opened[1], at, opened[2].lower()
            elif body.startswith("<!--") and "-->" not in body:
                self._flush()
                fence, language = "-->", _COMMENT
            elif body:
                self._line(line, body, start)
            else:
                self._flush()
        self._flush()
        return self._found

    def _fence(self, body: str) -> re.Match[str] | None:
        """What opens a fence; a line of tildes as long as the one above it is a heading's."""
        if body[:1] not in {"`", "~"} or not (opened := _FENCE.match(body)) or "```" in body[len(opened[1]) :]:
            return None
        if len(self._open) == 1 and len(body) > 3 and not body.strip("~"):
            (start, end) = self._open[0]
            if abs(end - start - len(body)) <= _UNEVEN:
                return None
        return opened

    def _line(self, line: str, body: str, start: int) -> None:
        """One line that isn't blank and stands in no fence."""
        inner = start + len(line) - len(line.lstrip())
        end = inner + len(body)
        if body[0] == ">":
            cut = len(body) - len(body.lstrip("> \t"))
            inner, body = inner + cut, body[cut:]
            if not body:
                self._flush()
                return
        if cells := cells_of(self._text, start, line, inner, end):
            self._paragraph()
            self._rows.append(cells)
        elif _NOTHING.match(body):
            self._flush()
        elif heading := _ATX.match(body):
            self._flush()
            self._heading(len(heading[1]), inner + heading.start(2), inner + heading.end(2))
        elif _UNDERLINE.match(body):
            self._underlined(body)
        else:
            self._prose(body, inner, end)

    def _prose(self, body: str, start: int, end: int) -> None:
        self._table()
        if marker := _ITEM.match(body):
            self._paragraph()
            start += marker.end()
        elif self._open and self._breaks(body):
            self._paragraph()
        self._open.append((start, end))

    def _breaks(self, body: str) -> bool:
        """Whether the line begins something new, though no blank line stands before it."""
        start, end = self._open[-1]
        short = end - start < _SHORT_LINE
        labelled = (short or not body[0].islower()) and _LABELLED.match(body)  # a wrapped line may hold a colon too
        if self._text[end : end + 2] == "  " or self._text[end - 1] == "\\" or labelled:
            return True
        return short and (body[0].isupper() or body[0].isdigit()) and self._text[end - 1] != ","

    def _underlined(self, body: str) -> None:
        """A line under a heading, or a rule between two things."""
        if len(self._open) == 1 and body[0] in "=-~" and not self._rows:
            (start, end) = self._open.pop()
            self._heading(1 if body[0] == "=" else 2, start, end)
        self._flush()

    def _heading(self, level: int, start: int, end: int) -> None:
        words = heading_words(self._text[start:end])
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._found.append(self._block(HEADING, start, end))
        if self._titled or level > 1:
            self._path.append((level, words))
        self._titled = True

    def _block(self, kind: str, start: int, end: int, label: str = "", quote: tuple[int, int] | None = None) -> Block:
        return Block(kind, start, end, tuple(words for _, words in self._path), label, quote or (start, end))

    def _flush(self) -> None:
        self._table()
        if len(self._open) == 1 and self._is_plain_heading(*self._open[0]):
            (start, end) = self._open.pop()
            self._heading(2 if self._titled else 1, start, end)
        self._paragraph()

    def _is_plain_heading(self, start: int, end: int) -> bool:
        """A short line between blank ones, as extracted text has its headings; never in text with Markdown's own."""
        line = self._text[start:end]
        return (
            len(line) <= _HEADING_LIMIT
            and line[-1] not in ".!?:;,。！？"
            and (line[0].isupper() or line[0].isdigit())
            and (start == 0 or self._text[start - 1] == "\n")
            and not any(ch.isdigit() for ch in _NUMBERING.sub("", line, count=1))
            and not self._marked_down
        )

    def _paragraph(self) -> None:
        if self._open:
            self._found.append(self._block(PROSE, self._open[0][0], self._open[-1][1]))
            self._open = []

    def _table(self) -> None:
        if not self._rows:
            return
        rows, self._rows = self._rows, []
        if len(rows) == 1 and not rows[0].piped:
            self._found.append(self._block(PROSE, rows[0].start, rows[0].end))
            return
        for row, cell, label in _labelled(self._text, rows):
            self._found.append(self._block(CELL, cell.start, cell.end, label, (row.start, row.end)))

    def _settings(self, start: int, end: int, language: str) -> None:
        """The options of a fenced block, if it holds settings at all."""
        for label, value, quote in settings(self._text, start, end, language):
            self._found.append(self._block(OPTION, *value, label, quote))


def _labelled(text: str, rows: list[Row]) -> Iterator[tuple[Row, Cell, str]]:
    """Every cell that says something about its row's label, with that label and its column's heading."""
    header: Row | None = None
    wordy = not any(ch.isdigit() for ch in text[rows[0].start : rows[0].end])
    if (len(rows) > 1 and is_rule(text, rows[1])) or (len(rows) > 2 and len(rows[0].cells) > 2 and wordy):
        header = rows[0]
    for row in rows:
        if row is header or is_rule(text, row):
            continue
        naming = _naming(text, row)
        name = heading_words(text[naming.start : naming.end]) or text[naming.start : naming.end].strip()
        for number, cell in enumerate(row.cells):
            if cell is not naming and cell.end > cell.start:
                column = f"{number}"
                if header and number < len(header.cells):
                    column = heading_words(text[header.cells[number].start : header.cells[number].end]) or column
                yield row, cell, f"{name}|{column}"


def _naming(text: str, row: Row) -> Cell:
    """The cell that names its row: the first with a letter in it, of the first two."""
    for cell in row.cells[:2]:
        if any(ch.isalpha() for ch in text[cell.start : cell.end]):
            return cell
    return row.cells[0]
