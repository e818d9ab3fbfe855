"""Dates and periods as people write them, read strictly: what could mean two days is read as both, or not at all.

ISO dates, d.m.y (German), month names in English, German, French and Spanish, RFC 2822 and PDF dates. Numeric d/m/y is
read as one day only when one part is above 12 or the convention is known. Years outside 1990..2100 are not believed.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from kbaudit.model import Period

_MONTH_NAMES: Final = (
    "january jan januar janvier enero ene",
    "february feb februar fevrier fevr febrero",
    "march mar marz maerz mars marzo",
    "april apr avril avr abril abr",
    "may mai mayo",
    "june jun juni juin junio",
    "july jul juli juillet juil julio",
    "august aug aout agosto ago",
    "september sep sept septembre septiembre",
    "october oct oktober okt octobre octubre",
    "november nov novembre noviembre",
    "december dec dezember dez decembre diciembre dic",
)
_MONTHS: Final = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_PLAIN: Final = str.maketrans("äéèûúÄÉÛ", "aeeuuAEU")

_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
_MONTH = r"(?P<mon>[^\W\d_]{3,10})\.?"
_DAY = r"(?P<d>\d{1,2})"
_WEEKDAY = (
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom)"
    r"[a-zéáç]{0,8}\.?,?\s{1,2})?"
)
_FORMS: Final = tuple(
    re.compile(_WEEKDAY + form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?P<s>[-/.])(?P<m>\d\d?)(?P=s){_DAY}(?!\d)",
        rf"{_YEAR}-(?P<m>\d\d)(?![-\d])",
        rf"(?P<a>\d\d?)(?P<s>[-/.])(?P<b>\d\d?)(?P=s){_YEAR}",
        rf"(?P<m>\d\d)[/.]{_YEAR}",
        rf"{_DAY}(?:st|nd|rd|th|er|\.|º)?[\s-]{{1,2}}(?:of\s|de\s)?{_MONTH},?[\s-]{{1,2}}(?:de\s|del\s)?{_YEAR}",
        rf"{_MONTH}\s{_DAY}(?:st|nd|rd|th)?,?\s{{1,2}}{_YEAR}",
        rf"{_MONTH}[,\s-]{{1,2}}(?:de\s|del\s)?{_YEAR}",
    )
)
_CLOCK: Final = re.compile(
    r"(?:[T\s]|,\s|\sat\s)\s?(?P<h>\d\d?):(?P<min>\d\d)(?::(?P<sec>\d\d)(?:[.,]\d{1,9})?)?"
    r"\s?(?P<zone>Z\b|UTC\b|GMT\b|[+-]\d\d:?\d\d)?"
)
_PDF: Final = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d'?(?:\d\d)?)?")
_ASIDE: Final = re.compile(r"\s{0,5}(?:\([^()]{0,60}\))?\s{0,5}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day or a month as written (day 0 is a whole month), perhaps an instant of it; end is where the text goes on.

    doubtful says that day and month may be meant the other way round.
    """

    year: int
    month: int
    day: int
    end: int
    instant: datetime | None = None
    doubtful: bool = False

    @property
    def otherwise(self) -> str:
        """The other day that it may mean, "" where it means one only."""
        return f"{self.year:04}-{self.day:02}-{self.month:02}" if self.doubtful else ""

    def value(self, *, last: bool = False) -> str:
        """ISO 8601 as DateClaim has it; of a whole month the first day, or the last one."""
        if self.instant:
            return self.instant.isoformat()
        day = self.day or (calendar.monthrange(self.year, self.month)[1] if last else 1)
        return f"{self.year:04}-{self.month:02}-{day:02}"


def moment_at(text: str, start: int = 0, *, month_first: bool = False, doubtful: bool = False) -> Moment | None:
    """The date that begins at text[start], or None; month_first says that 03/04/2024 is 4 March.

    doubtful asks for dates too of which that isn't known: they come with the day first.
    """
    for form in _FORMS:
        if found := form.match(text, start):
            day = _day_of(found, month_first=month_first)
            if day and _plausible(*day):
                return _with_clock(day, text, found.end())
            if doubtful and not day and (day := _day_first(found)) and _plausible(*day):
                return replace(_with_clock(day, text, found.end()), instant=None, doubtful=True)
    return None


def moment_of(text: str, *, month_first: bool = False, doubtful: bool = False) -> Moment | None:
    """The date that the whole text is (a remark in brackets may follow), or None; see `moment_at`."""
    text = text.strip().strip("\"'")
    if text.startswith("D:"):
        return _pdf_moment(text)
    found = moment_at(text, month_first=month_first, doubtful=doubtful)
    return found if found and _ASIDE.fullmatch(text, found.end) else None


def _day_of(found: re.Match[str], *, month_first: bool) -> tuple[int, int, int] | None:
    parts = found.groupdict()
    year = int(parts["y"])
    if "a" in parts:
        return _numeric(int(parts["a"]), int(parts["b"]), year, parts["s"], month_first=month_first)
    month = int(parts["m"]) if "m" in parts else _MONTHS.get(parts["mon"].translate(_PLAIN).lower(), 0)
    return year, month, int(parts.get("d") or 0)


def _day_first(found: re.Match[str]) -> tuple[int, int, int] | None:
    parts = found.groupdict()
    return (int(parts["y"]), int(parts["b"]), int(parts["a"])) if "a" in parts else None


def _numeric(a: int, b: int, year: int, separator: str, *, month_first: bool) -> tuple[int, int, int] | None:
    if separator == "." or a > 12:
        return year, b, a
    if month_first or b > 12 or a == b:
        return year, a, b
    return None


def _plausible(year: int, month: int, day: int) -> bool:
    return 1990 <= year <= 2100 and 1 <= month <= 12 and day <= calendar.monthrange(year, month)[1]


def _with_clock(day: tuple[int, int, int], text: str, end: int) -> Moment:
    clock = _CLOCK.match(text, end) if day[2] else None
    if not clock:
        return Moment(*day, end=end)
    instant = None
    if zone := clock["zone"]:  # without a zone the instant isn't known, only the day
        instant = _instant(day, (int(clock["h"]), int(clock["min"]), int(clock["sec"] or 0)), zone)
    return Moment(*day, end=clock.end(), instant=instant)


def _instant(day: tuple[int, int, int], clock: tuple[int, int, int], zone: str) -> datetime | None:
    offset = timedelta(0)
    if zone[0] in "+-":
        digits = re.sub(r"\D", "", zone)
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0)) * (-1 if zone[0] == "-" else 1)
    try:
        return datetime(*day, *clock, tzinfo=timezone(offset)).astimezone(UTC)
    except ValueError:
        return None


def _pdf_moment(text: str) -> Moment | None:
    found = _PDF.match(text)
    if not found or not found[3]:
        return None
    day = (int(found[1]), int(found[2]), int(found[3]))
    if not _plausible(*day) or not day[2]:
        return None
    instant = None
    if found[4] and found[7]:
        instant = _instant(day, (int(found[4]), int(found[5]), int(found[6] or 0)), found[7])
    return Moment(*day, end=found.end(), instant=instant)


_NUMBERS: Final = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "nine": 9, "twelve": 12}
_UNITS: Final = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "quarter": (3, 0), "year": (12, 0)}
_WORDS: Final = {
    "weekly": Period(days=7),
    "monthly": Period(months=1),
    "quarterly": Period(months=3),
    "yearly": Period(months=12),
    "annually": Period(months=12),
    "annual": Period(months=12),
}
_PERIOD: Final = re.compile(r"(?:every\s|in\s)?(?:(\d{1,4}|[a-z]{1,6})[\s-]{1,2})?(day|week|month|quarter|year)s?")
_ISO_PERIOD: Final = re.compile(r"p(?=\d)(?:(\d{1,3})y)?(?:(\d{1,4})m)?(?:(\d{1,4})w)?(?:(\d{1,5})d)?")


def period_of(text: str) -> Period | None:
    """The period that a text names ("6 months", "191 days", "every year", "quarterly", "P6M"), or None."""
    text = text.strip().lower()
    if text in _WORDS:
        return _WORDS[text]
    if iso := _ISO_PERIOD.fullmatch(text):
        years, months, weeks, days = (int(part or 0) for part in iso.groups())
        return Period(months=12 * years + months, days=7 * weeks + days)
    found = _PERIOD.fullmatch(text)
    if not found:
        return None
    count = int(found[1]) if found[1] and found[1].isdigit() else _NUMBERS.get(found[1] or "one", 0)
    months, days = _UNITS[found[2]]
    return Period(months=count * months, days=count * days) if count else None


def later(value: str, period: Period) -> str:
    """The day one period after a claim's value, by calendar months."""
    day = date.fromisoformat(value[:10])
    return period.after(datetime(day.year, day.month, day.day, tzinfo=UTC)).date().isoformat()
