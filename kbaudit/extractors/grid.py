"""Rows of cells to text: a line a row, a tab between cells; passages under the sheet's name and its header row."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from kbaudit.extractors.passages import Block, packed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kbaudit.model import Passage

COLUMN_LIMIT: Final = 1_000
TEXT_LIMIT: Final = 16 << 20
"""Characters of text that are read of one file's tables; more is a problem, and the rest isn't read."""

_LOOKED_AT: Final = 20
"""Rows among which the header row is looked for."""
_HEADER_LIMIT: Final = 300
_BLOCK: Final = 250
"""Characters of rows that are one block, where the heading is the same."""


class Grid:
    """The text of the sheets so far. A cell is one line: what is broken inside of it is joined by spaces."""

    def __init__(self) -> None:
        self.problems: list[tuple[str, str]] = []
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._size = 0

    def add(self, sheet: str, rows: Iterable[Sequence[str]]) -> None:
        """Appends a sheet; its name ("" for none) and its header row are the heading of its passages."""
        top = (sheet,) if sheet else ()
        clean = self._clean(rows, sheet)
        first = list(islice(clean, _LOOKED_AT))
        header = _header_at(first)
        path = top
        gap = "\n\n" if self._pieces else ""
        for number, cells in enumerate(chain(first, clean)):
            if self._size > TEXT_LIMIT:
                self.problems.append(("limit", f"{_of(sheet)}row {number:,} on: over {TEXT_LIMIT:,} characters"))
                break
            if number == header:
                path = (*top, " | ".join(cell for cell in cells if cell)[:_HEADER_LIMIT])
            self._line(gap, "\t".join(cells), path)
            gap = "\n"

    def made(self) -> tuple[str, tuple[Passage, ...]]:
        """The text and its passages."""
        text = "".join(self._pieces)
        return text, packed(text, self._blocks)

    def _clean(self, rows: Iterable[Sequence[str]], sheet: str) -> Iterator[list[str]]:
        widest = 0
        for row in rows:
            widest = max(widest, len(row))
            cells = [" ".join(cell.split()) for cell in row[:COLUMN_LIMIT]]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield cells
        if widest > COLUMN_LIMIT:
            self.problems.append(("limit", f"{_of(sheet)}{COLUMN_LIMIT:,} of {widest:,} columns read"))

    def _line(self, gap: str, line: str, path: tuple[str, ...]) -> None:
        self._pieces += (gap, line)
        start = self._size + len(gap)
        last = self._blocks[-1] if self._blocks else None
        if last is None or last.heading is not path or start - last.start > _BLOCK:
            self._blocks.append(Block(start, path))
        self._size += len(gap) + len(line)


def _header_at(rows: list[list[str]]) -> int:
    """The first row that is about as wide as the table, if all its cells are words; -1 for none."""
    filled = [[cell for cell in row if cell] for row in rows]
    least = max(2, max(map(len, filled), default=0) / 2)
    index = next((i for i, cells in enumerate(filled) if len(cells) >= least), -1)
    return index if index >= 0 and all(any(map(str.isalpha, cell)) for cell in filled[index]) else -1


def _of(sheet: str) -> str:
    return f"{sheet}: " if sheet else ""
