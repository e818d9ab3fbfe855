"""Spreadsheets (.xlsx, .xlsm, .xlsb, .xls, .ods) by calamine: the cells as last calculated, sheet by sheet."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final

from kbaudit.errors import ExtractionError
from kbaudit.extractors import guard
from kbaudit.extractors.extras import missing
from kbaudit.extractors.grid import Grid
from kbaudit.extractors.properties import package_properties
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract, SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineWorkbook

_EXACT: Final = 1e15
"""Below this a whole number is exact in a cell: it holds 15 significant digits."""
_MIDNIGHT: Final = time()
_TITLE_LIMIT: Final = 300


def extract(data: bytes, kind: str) -> Extract:
    """The workbook in these bytes. Raises ExtractionError: encrypted, corrupt, a zip bomb, or calamine is missing."""
    if guard.is_ole(data):
        guard.check_ole(data)
    else:
        guard.check_office(data, doctype=True)
    fields = package_properties(data, kind)
    grid = Grid()
    _read(data, grid)
    text, passages = grid.made()
    return Extract(
        kind=kind,
        title=next((each.value[:_TITLE_LIMIT] for each in fields if each.name == f"{kind}.title"), ""),
        text=text,
        passages=passages,
        fields=fields,
        sample=sample_of(text[:RAW_LIMIT]),
        problems=tuple(grid.problems),
    )


def _read(data: bytes, grid: Grid) -> None:
    try:
        import python_calamine  # noqa: PLC0415 - an extra, and only spreadsheets need it
    except ImportError as error:
        raise missing("spreadsheets", "python-calamine") from error
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheets_metadata:
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
                grid.add(sheet.name, _rows(book, sheet.name))
    except python_calamine.PasswordError as error:
        raise ExtractionError(
            SkipReason.ENCRYPTED, "protected with a password", remedy="save it without the password"
        ) from error
    except python_calamine.CalamineError as error:
        detail = " ".join(str(error).split())[:200]
        raise ExtractionError(
            SkipReason.CORRUPT, detail, remedy="open it in a spreadsheet program and save it again"
        ) from error


def _rows(book: CalamineWorkbook, sheet: str) -> Iterator[list[str]]:
    for row in book.get_sheet_by_name(sheet).iter_rows():
        yield [cell if isinstance(cell, str) else _written(cell) for cell in row]


def _written(value: object) -> str:
    """A cell's value as a person would write it: dates in ISO 8601, numbers without the noise of binary fractions."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ")
    return value.isoformat() if isinstance(value, (date, time)) else str(value)
