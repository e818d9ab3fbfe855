"""The lines of a text that may say something about the text itself, less their markup.

Only its opening, head and tail speak for a document; code never does, and a quotation only in the opening.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Extract

OPENING: Final = 1_500
HEAD: Final = 4_000
TAIL: Final = 2_000
_MOST_LINES: Final = 40
_REACH: Final = 300
"""Characters of a line that are read on either side of what was found in it."""

_TAG: Final = re.compile(r"</?[A-Za-z][\w-]{0,20}(?:\s[^<>\n]{0,200})?/?>|<!--|-->|\[![A-Za-z]{3,12}\]")
_MARKS: Final = re.compile(r"[ \t>#*_|:!?+\u2190-\u2bff\ufe0f\U0001f000-\U0001faff\ufeff-]{1,40}")
_EMPHASIS: Final = re.compile(r"(?<=\w)\*(?=\s)|(?<=\s)\*(?=\w)")
_SECTION: Final = re.compile(r"^#{1,6}[ \t]{1,4}\S", re.MULTILINE)
_SENTENCE_END: Final = re.compile(
    r"(?:(?<=[^\W\d_]{2}[.!?;])|(?<=[^\W\d_]\)[.!?;])|(?<=\d{4}[.!?;,])|(?<=-\d\d[.;,])|(?<=\d{4}\)[.,;]))\s{1,5}|\s[·•]\s"
)
_CELL_END: Final = re.compile(r"\s{0,5}[|\t]\s{0,5}")
_FENCES: Final = ("\n```", "\n ```", "\n  ```", "\n   ```", "\n~~~")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its markup. bare is as it was written.

    before and after are the lines around it, without markup; early says that it stands in the opening. above is the
    last line before a blank one, where that comes right before it.
    """

    text: str
    bare: str = ""
    before: str = ""
    after: str = ""
    early: bool = False
    above: str = ""

    def cells(self) -> tuple[str, ...]:
        """The cells of a table row, those of a row of two or four also as "name: value"; else the line itself."""
        if "|" not in self.text and "\t" not in self.text:
            return (self.text,)
        cells = [cell for cell in _CELL_END.split(self.text) if cell]
        if len(cells) not in (2, 4):
            return tuple(cells)
        pairs = ((name.rstrip(" :"), value) for name, value in zip(cells[::2], cells[1::2], strict=True))
        return (*cells, *(f"{name}: {value}" for name, value in pairs if ":" not in name))

    def sentences(self) -> tuple[str, ...]:
        """The sentences of the line, cell by cell."""
        return tuple(part for cell in self.cells() for part in sentences_of(cell))


@dataclass(frozen=True)
class Statements:
    """A document's text as a place to look for statements."""

    extract: Extract

    @property
    def text(self) -> str:
        return self.extract.text

    @cached_property
    def opening_end(self) -> int:
        """Where the first section begins (the title's own heading isn't one), at most 1,500 characters on."""
        ends = [min(len(self.text), OPENING)]
        if self.extract.kind == "markdown":
            headings = [found.start() for found in _SECTION.finditer(self.text, 0, ends[0])]
            ends += [at for at in headings if self.text.startswith("##", at)] + headings[1:2]
        named = [each for each in self.extract.passages[:8] if each.heading]
        ends += [each.start for each in named if len(each.heading) > 1 or each.heading != named[0].heading]
        return min(ends)

    @cached_property
    def windows(self) -> tuple[tuple[int, int], ...]:
        """The head and the tail, as spans of the text that don't overlap."""
        size = len(self.text)
        head = min(size, HEAD)
        return ((0, head), (max(head, size - TAIL), size))

    @cached_property
    def lowered(self) -> str:
        """Head and tail in lower case, for cheap tests whether a word is there at all."""
        return "\n".join(self.text[start:end] for start, end in self.windows).lower()

    def lines(self, pattern: re.Pattern[str], start: int, end: int) -> Iterator[Line]:
        """The lines within a span that hold the pattern, in order, at most 40; no code, no late quotations."""
        done = start
        for _ in range(_MOST_LINES):
            found = pattern.search(self.text, done, end)
            if not found:
                return
            begin = self._line_start(found.start())
            done = self._line_end(found.end())
            bare = self.text[begin:done] if begin >= 0 else ""
            early = begin < self.opening_end
            if bare and (early or not bare.lstrip().startswith(">")) and not self._is_code(bare, begin):
                yield Line(plain(bare), bare, self._before(begin), self._after(done), early, self._above(begin))

    def _line_start(self, at: int) -> int:
        """Where the line begins; in a very long one the first sentence within reach, -1 for none."""
        start = self.text.rfind("\n", 0, at) + 1
        if at - start <= _REACH:
            return start
        sentence = self.text.find(". ", at - _REACH, at)
        return sentence + 2 if sentence >= 0 else -1

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at, at + _REACH)
        return min(at + _REACH, len(self.text)) if end < 0 else end

    def _before(self, begin: int) -> str:
        if begin < 2 or self.text[begin - 1] != "\n":
            return ""
        start = self.text.rfind("\n", 0, begin - 1) + 1
        return plain(self.text[max(start, begin - _REACH) : begin - 1])

    def _above(self, begin: int) -> str:
        if begin < 3 or self.text[begin - 2 : begin] != "\n\n":
            return ""
        start = self.text.rfind("\n", 0, begin - 2) + 1
        return plain(self.text[max(start, begin - _REACH) : begin - 2])

    def _after(self, done: int) -> str:
        return plain(self.text[done + 1 : self._line_end(done + 1)]) if self.text[done : done + 1] == "\n" else ""

    def _is_code(self, bare: str, begin: int) -> bool:
        if self.extract.kind != "markdown":
            return False
        if bare.startswith(("    ", "\t")):
            return True
        return self._fences(begin) % 2 == 1

    def _fences(self, begin: int) -> int:
        tail = self.windows[1][0]
        return self._fences_above_tail + self._count(tail, begin) if begin >= tail else self._count(0, begin)

    @cached_property
    def _fences_above_tail(self) -> int:
        return self._count(0, self.windows[1][0])

    def _count(self, start: int, end: int) -> int:
        """How many fences of code begin or end in a span."""
        opens = not start and self.text.startswith("```")
        return opens + sum(self.text.count(fence, max(0, start - 1), end) for fence in _FENCES)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, each with its end mark."""
    return [part for part in _SENTENCE_END.split(text) if part]


def plain(line: str) -> str:
    """A line without HTML tags, quotation, heading, list, emphasis and admonition marks, and signs before it."""
    line = _TAG.sub("", line) if "<" in line or "[!" in line else line
    if "*" in line:
        line = _EMPHASIS.sub("", line.replace("**", ""))
    line = line.replace("__", "").strip()
    if found := _MARKS.match(line):
        line = line[found.end() :]
    return line.rstrip("*_| \t")


def quoted(sentence: str) -> str:
    """A sentence as a claim's `where` quotes it: one line of at most 160 characters."""
    sentence = " ".join(sentence.split())
    return sentence if len(sentence) <= 160 else sentence[:159] + "…"
