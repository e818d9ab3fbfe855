"""Tables: values as text (.csv and its like) and spreadsheets, the latter made here by hand."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
import xlsxwriter

from kbaudit.errors import ExtractionError
from kbaudit.extractors import extract, grid
from kbaudit.extractors.spreadsheet import _written
from kbaudit.model import SkipReason

ROWS = "Team\tCity\tWins\nBlues\tSt. Louis\t1\nFlyers\tPhiladelphia\t2"


def workbook(*sheets: tuple[str, list[list[str | float]]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.set_properties({"title": "Cups", "author": "Ann", "created": datetime(2015, 3, 3, 10, tzinfo=UTC)})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    found = extract("csv", ROWS.replace("\t", delimiter).encode())
    assert found.text == ROWS
    assert [each.heading for each in found.passages] == [("Team | City | Wins",)]


def test_quoted_cells_become_one_line() -> None:
    assert extract("csv", b'a,b\n"one\ntwo","x, y"\n').text == "a\tb\none two\tx, y"


def test_excel_says_its_delimiter_itself() -> None:
    assert extract("csv", b"sep=;\r\na,1;b\r\nc;d\r\n").text == "a,1\tb\nc\td"


def test_a_quote_that_is_never_closed_costs_no_line() -> None:
    found = extract("csv", b'a,b\n"x,y\n' + b"1,2\n" * 40_000)
    assert found.problems[0][0] == "table"
    assert found.text.count("1\t2") == 40_000


def test_a_hundred_thousand_columns() -> None:
    found = extract("csv", (",".join(f"c{i}" for i in range(100_000)) + "\n").encode() * 3)
    assert found.problems == (("limit", "1,000 of 100,000 columns read"),)
    assert "c999" in found.text
    assert "c1000" not in found.text


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "TEXT_LIMIT", 100)
    found = extract("csv", b"a,b\n" * 100)
    assert found.problems[0][0] == "limit"
    assert len(found.text) < 120


def test_no_header_in_mere_numbers() -> None:
    assert extract("csv", b"1,2\n3,4\n").passages[0].heading == ()


def test_an_empty_table_is_an_empty_document() -> None:
    assert extract("csv", b"").passages == ()


def test_a_workbook() -> None:
    found = extract("xlsx", workbook(("Cups", [["Team", "Wins"], ["Blues", 1.0]]), ("More", [["Only words here"]])))
    assert found.text == "Team\tWins\nBlues\t1\n\nOnly words here"
    assert [each.heading for each in found.passages] == [("Cups", "Team | Wins"), ("More",)]
    told = {each.name: each.value for each in found.fields}
    assert told["xlsx.author"] == "Ann"
    assert told["xlsx.created"] == "2015-03-03T10:00:00+00:00"
    assert found.title == "Cups"


def test_the_same_table_is_the_same_text_in_both_formats() -> None:
    rows: list[list[str | float]] = [
        ["Team", "City", "Wins"],
        ["Blues", "St. Louis", 1.0],
        ["Flyers", "Philadelphia", 2],
    ]
    assert extract("xlsx", workbook(("S", rows))).text == ROWS


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "3"), (0.1 + 0.2, "0.3"), (-1.5, "-1.5"), (True, "TRUE"), (1e20, "1e+20"), (7, "7")]
)
def test_numbers_as_written(value: object, text: str) -> None:
    assert _written(value) == text


def test_broken_and_locked_workbooks() -> None:
    ole = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 500
    for data, reason in (
        (b"\0\1\2" * 50, SkipReason.CORRUPT),
        (ole, SkipReason.CORRUPT),
        (ole + "EncryptedPackage".encode("utf-16-le"), SkipReason.ENCRYPTED),
        (workbook(("a", []))[:-40], SkipReason.CORRUPT),
    ):
        with pytest.raises(ExtractionError) as caught:
            extract("xlsx", data)
        assert caught.value.reason == reason
