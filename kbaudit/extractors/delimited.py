"""Tables as text (.csv, .tsv and their like) by the standard library; the delimiter is found by trying."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING, Final

from kbaudit.extractors.decode import decode
from kbaudit.extractors.grid import Grid
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS: Final = (",", ";", "\t", "|")
_TRIED: Final = 16 * 1024
"""Characters from the beginning that the delimiter is found in."""
_DECLARED: Final = "sep="  # Excel's own first line


def extract(data: bytes, kind: str) -> Extract:
    """The table in these bytes: a line a row, a tab between cells, whatever the delimiter was."""
    source, problems = decode(data)
    delimiter, body = _declared(source)
    grid = Grid()
    rows = _Rows(body, delimiter or delimiter_of(body) or ",")
    grid.add("", rows.read())
    text, passages = grid.made()
    return Extract(
        kind=kind,
        title="",
        text=text,
        passages=passages,
        sample=sample_of(text[:RAW_LIMIT]),
        problems=(*problems, *grid.problems, *rows.problems),
    )


def delimiter_of(source: str) -> str:
    """The delimiter that cuts the first rows into the most alike and the most cells; "" where none does."""
    start = source[:_TRIED]
    if len(source) > _TRIED:
        start = start[: start.rfind("\n") + 1] or start
    scored = {delimiter: _fit(start, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scored[delimiter])
    return best if scored[best] > (0.0, 0) else ""


def _fit(start: str, delimiter: str) -> tuple[float, int]:
    """The share of rows that have the commonest number of cells, where that is over one, and that number."""
    if delimiter not in start:
        return 0.0, 0
    widths = Counter(len(row) for row in _Rows(start, delimiter).read() if row)
    several = [(count, width) for width, count in widths.items() if width > 1]
    if not several:
        return 0.0, 0
    count, width = max(several)
    return round(count / widths.total(), 1), width


def _declared(source: str) -> tuple[str, str]:
    first, _, rest = source.partition("\n") if source[:4].lower() == _DECLARED else ("", "", source)
    delimiter = first[4:].rstrip("\r")
    return (delimiter, rest) if delimiter in DELIMITERS else ("", source)


_CELL_LIMIT: Final = 131_072  # characters: the standard library's own limit


class _Rows:
    """The rows of a table. Where a quote is never closed, the rest is read as plain lines, and a problem says so."""

    def __init__(self, source: str, delimiter: str) -> None:
        self.problems: list[tuple[str, str]] = []
        self._lines = source.splitlines(keepends=True) if "\r" in source else source.split("\n")
        self._delimiter = delimiter
        self._next = 0

    def read(self) -> Iterator[list[str]]:
        csv.field_size_limit(_CELL_LIMIT)  # it is the process's own, and other libraries raise it
        rows = csv.reader(self._feed(), delimiter=self._delimiter, skipinitialspace=True)
        start = 0
        try:
            for row in rows:
                yield row
                start = self._next
        except csv.Error as error:
            self.problems.append(("table", f"line {start + 1}: {error}; read as plain lines from there"))
            yield from (line.split(self._delimiter) for line in self._lines[start:])

    def _feed(self) -> Iterator[str]:
        for line in self._lines:
            self._next += 1
            yield line if line.endswith("\n") else f"{line}\n"
