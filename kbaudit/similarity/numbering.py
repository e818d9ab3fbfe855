"""Version numbers and dates as names carry them: "v2", "0.10", "1.0-rc1", "rev B", "2023-04", "March 2023"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, order=True, slots=True)
class Number:
    """A version number or a date. Only numbers of one scheme compare with meaning.

    scheme is "version", "date" or "" for none. stage is (0, 0) for a released version, below that for one before.
    """

    scheme: str = ""
    parts: tuple[int, ...] = ()
    stage: tuple[int, int] = (0, 0)


NONE: Final = Number()
FIRST: Final = Number("version", (1,))
"""What a name without a number counts as beside others that have one."""

_STAGES: Final = {"dev": -4, "alpha": -3, "beta": -2, "pre": -2, "preview": -2, "rc": -1}
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_STAGE: Final = r"(?:[-_. ]?(?P<stage>dev|alpha|beta|preview|pre|rc)[-_. ]?(?P<nth>\d{0,3}))?"
_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_MONTH: Final = r"(?P<month>0[1-9]|1[0-2])"
_DAY: Final = r"(?P<day>0[1-9]|[12]\d|3[01])"
_NAMED: Final = rf"(?P<named>{'|'.join(_MONTHS)})[a-z]{{0,6}}"
_SEP: Final = r"[-_. ]?"


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a version. bare forms look like other numbers too and count only where nothing speaks against."""

    pattern: str
    read: Callable[[re.Match[str]], Number | None]
    bare: bool = False


def _version(found: re.Match[str]) -> Number:
    parts = [int(part) for part in re.split(r"[._]", found["number"])]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    stage = (_STAGES[found["stage"]], int(found["nth"] or 0)) if found["stage"] else (0, 0)
    return Number("version", tuple(parts), stage)


def _letter(found: re.Match[str]) -> Number:
    return Number("version", (ord(found["letter"]) - ord("a") + 1,))


def _date(found: re.Match[str]) -> Number:
    groups = found.groupdict()
    parts = [int(groups["year"])]
    if groups.get("named"):
        parts.append(_MONTHS.index(groups["named"]) + 1)
    elif groups.get("quarter"):
        parts.append(int(groups["quarter"]) * 3 - 2)
    parts += [int(groups[part]) for part in ("month", "day") if groups.get(part)]
    return Number("date", tuple(parts))


def _years(found: re.Match[str]) -> Number | None:
    """A school or business year, 2023-24; any other two digits are something else."""
    year = int(found["year"])
    return Number("date", (year,)) if (year + 1) % 100 == int(found["next"]) else None


FORMS: Final = (
    Form(
        r"(?P<word>versions?|ver|v|revision|rev|release|rel)[-_. ]{0,2}(?P<number>\d{1,5}(?:[._]\d{1,5}){0,3})"
        + _STAGE,
        _version,
    ),
    Form(r"(?P<word>revision|rev)[-_. ]{1,2}(?P<letter>[a-h])", _letter),
    Form(rf"{_YEAR}{_SEP}{_MONTH}{_SEP}{_DAY}", _date),
    Form(r"(?P<day>[0-3]?\d)\.(?P<month>[01]?\d)\." + _YEAR, _date),
    Form(rf"{_YEAR}{_SEP}{_MONTH}", _date),
    Form(rf"{_YEAR}{_SEP}q(?P<quarter>[1-4])", _date),
    Form(rf"q(?P<quarter>[1-4]){_SEP}{_YEAR}", _date),
    Form(rf"{_NAMED}{_SEP}{_YEAR}", _date),
    Form(rf"{_YEAR}{_SEP}{_NAMED}", _date),
    Form(_YEAR + r"[-_/](?P<next>\d\d)", _years),
    Form(r"(?P<number>\d{1,4}(?:\.\d{1,4}){1,3})" + _STAGE, _version, bare=True),
    Form(_YEAR, _date, bare=True),
)
"""All forms, the more telling first."""

_PLAIN: Final = re.compile(r"(?P<number>\d{1,5}(?:\.\d{1,5}){0,3})" + _STAGE)
_WHOLE: Final = tuple((re.compile(form.pattern), form) for form in FORMS)


def whole_number(text: str) -> tuple[Number, Form] | None:
    """The version or date that lower-cased text consists of, and the form it is written in; None when it's none."""
    for pattern, form in _WHOLE:
        found = pattern.fullmatch(text)
        if found and (number := form.read(found)):
            return number, form
    return None


def plain_number(text: str) -> Number | None:
    """A bare "2" or "2.1-rc1" as a version: for where the context says that it is one."""
    found = _PLAIN.fullmatch(text)
    return _version(found) if found else None


def declared_number(value: str) -> Number | None:
    """The number in a `version` or `revision` field, where a plain number says enough; None when it isn't one."""
    text = value.strip().lower()[:40]
    if number := plain_number(text):
        return number
    found = whole_number(text)
    return found[0] if found else None
