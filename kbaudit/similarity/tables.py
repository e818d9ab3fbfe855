"""Rows of tables in a text: "| a | b |" as Markdown has them, and cells with tabs between."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final, NamedTuple

_RULE: Final = re.compile(r"[|\s:+=-]+")
_BAR: Final = re.compile(r"(?<!\\)\|")


class Cell(NamedTuple):
    """The span of a cell's text, blanks around it left out."""

    start: int
    end: int


class Row(NamedTuple):
    """A line of a table."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    piped: bool


def cells_of(text: str, start: int, line: str, inner: int, end: int) -> Row | None:
    """The line at text[start:] as a row of a table, or None; text[inner:end] is what is left without blanks."""
    if text[inner] == "|" and line.count("|") > 1:
        cuts = [inner + found.start() for found in _BAR.finditer(text[inner:end])]
        if cuts[-1] != end - 1:
            cuts.append(end)
        return Row(inner, end, _between(text, cuts), piped=True)
    if "\t" in line.strip():
        cuts = [
            start - 1,
            *(start + at for at, char in enumerate(line) if char == "\t"),
            start + len(line.rstrip("\r\n")),
        ]
        return Row(inner, end, _between(text, cuts), piped=False)
    return None


def is_rule(text: str, row: Row) -> bool:
    """Whether the row is the line under a table's header."""
    return row.piped and bool(_RULE.fullmatch(text, row.start, row.end))


def _between(text: str, cuts: list[int]) -> tuple[Cell, ...]:
    cells = []
    for left, right in pairwise(cuts):
        piece = text[left + 1 : right]
        begin = left + 1 + len(piece) - len(piece.lstrip())
        cells.append(Cell(begin, max(begin, left + 1 + len(piece.rstrip()))))
    return tuple(cells)
