"""Dates in names and titles read as periods: a day, a week, a month, a quarter or a year."""

from __future__ import annotations

import re
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Unit(IntEnum):
    """How long a period is."""

    DAY = 1
    WEEK = 2
    MONTH = 3
    QUARTER = 4
    YEAR = 5


class Period(NamedTuple):
    """A period: number counts units, so that neighbours differ by 1. text is what was written."""

    unit: Unit
    number: int
    text: str


_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january janvier januar jänner enero jan ene",
            "february février fevrier februar feber febrero feb",
            "march mars märz maerz marzo mar mär",
            "april avril abril apr abr",
            "may mai mayo",
            "june juin juni junio jun",
            "july juillet juli julio jul",
            "august août aout agosto aug ago",
            "september septembre septiembre sept sep",
            "october octobre oktober octubre oct okt",
            "november novembre noviembre nov",
            "december décembre decembre dezember diciembre dec dez dic",
        ),
        start=1,
    )
    for name in names.split()
}
_SEP: Final = r"[-_./, ]{0,2}"
_Y: Final = r"(?<!\d)(?P<y>(?:19|20)\d\d)"
_NAMED: Final = rf"(?<![^\W\d_])(?P<named>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?![^\W\d_])"
_WEEK: Final = r"(?<![^\W\d_])(?:kw|cw|wk|w|weeks?|woche|semaine|semana|s)[-_. ]?(?P<w>0?[1-9]|[1-4]\d|5[0-3])(?!\d)"
_QUARTER: Final = r"(?<![^\W\d_])(?:q|quarter |quartal )(?P<q>[1-4])(?!\d)"
_M: Final = r"(?P<m>0[1-9]|1[0-2])"
_D: Final = r"(?P<d>0[1-9]|[12]\d|3[01])"


def _day(found: re.Match[str]) -> int | None:
    month = _MONTHS[found["named"]] if "named" in found.groupdict() else int(found["m"])
    try:
        return date(int(found["y"]), month, int(found["d"])).toordinal()
    except ValueError:
        return None


def _week(found: re.Match[str]) -> int | None:
    try:
        return date.fromisocalendar(int(found["y"]), int(found["w"]), 1).toordinal() // 7
    except ValueError:
        return None


def _month(found: re.Match[str]) -> int:
    month = _MONTHS[found["named"]] if "named" in found.groupdict() else int(found["m"])
    return int(found["y"]) * 12 + month


def _quarter(found: re.Match[str]) -> int:
    return int(found["y"]) * 4 + int(found["q"])


def _year(found: re.Match[str]) -> int:
    return int(found["y"])


_END: Final = r"(?!\d)"
_FORMS: Final[tuple[tuple[re.Pattern[str], Unit, Callable[[re.Match[str]], int | None]], ...]] = tuple(
    (re.compile(pattern), unit, read)
    for pattern, unit, read in (
        (rf"{_Y}{_SEP}{_M}{_SEP}{_D}{_END}", Unit.DAY, _day),
        (
            rf"(?<!\d)(?P<d>0?[1-9]|[12]\d|3[01])[-_. ]{{1,2}}(?P<m>0?[1-9]|1[0-2])[-_. ](?P<y>20\d\d){_END}",
            Unit.DAY,
            _day,
        ),
        (rf"(?<!\d)(?P<d>0?[1-9]|[12]\d|3[01])[-_. ]{{1,2}}{_NAMED}{_SEP}(?P<y>20\d\d){_END}", Unit.DAY, _day),
        (rf"{_Y}{_SEP}{_WEEK}", Unit.WEEK, _week),
        (rf"{_WEEK}{_SEP}(?P<y>20\d\d){_END}", Unit.WEEK, _week),
        (rf"{_Y}{_SEP}{_QUARTER}", Unit.QUARTER, _quarter),
        (rf"{_QUARTER}{_SEP}(?P<y>(?:19|20)\d\d){_END}", Unit.QUARTER, _quarter),
        (rf"{_Y}{_SEP}{_M}{_END}", Unit.MONTH, _month),
        (rf"(?<!\d){_M}[-_./ ](?P<y>(?:19|20)\d\d){_END}", Unit.MONTH, _month),
        (rf"{_NAMED}{_SEP}(?P<y>(?:19|20)\d\d){_END}", Unit.MONTH, _month),
        (rf"{_Y}{_SEP}{_NAMED}", Unit.MONTH, _month),
        (rf"{_Y}{_END}", Unit.YEAR, _year),
    )
)
_HINT: Final = re.compile(r"(?:19|20)\d\d")
_LEFT: Final = re.compile(rf"{_Y}{_END}|{_WEEK}|{_QUARTER}|{_NAMED}")
_SEPARATORS: Final = re.compile(r"[-_. ]*/[-_. /]*|[-_. ]+")
_LONGEST: Final = 1_000  # characters


def read_period(text: str) -> tuple[Period, int] | None:
    """The most telling period in a path or title, and where it ends; None where there is none."""
    lower = text[:_LONGEST].lower()
    if not _HINT.search(lower):
        return None
    for pattern, unit, read in _FORMS:
        found = pattern.search(lower)
        if found and (index := read(found)) is not None:
            return Period(unit, index, found[0].strip("-_./ ")), found.end()
    return None


def without_periods(text: str) -> str:
    """A path without its dates: the same for all documents of a series."""
    left = text[:_LONGEST].lower()
    for pattern, _, _ in _FORMS:
        left = pattern.sub(" ", left)
    left = _LEFT.sub(" ", left)
    return _SEPARATORS.sub(lambda found: "/" if "/" in found[0] else "-", left).strip("-/")
