"""How a policy writes lengths of time, sizes and shares, and the values they become."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from kbaudit.model import Period

_LONGEST: Final = 60  # characters; more is no quantity
_MONTHS: Final = {"month": 1, "year": 12}
_DAYS: Final = {"day": 1, "week": 7}
_PERIOD_PART: Final = re.compile(r"(\d{1,4}) ?(day|week|month|year)s?", re.ASCII)
_PERIOD_PATTERN: Final = r"(\d{1,4} ?(day|week|month|year)s?( |$)){1,4}"
_ISO_PATTERN: Final = r"P(?=\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,4}D)?"
_PERIOD: Final = re.compile(_PERIOD_PATTERN, re.ASCII)
_ISO_PERIOD: Final = re.compile(_ISO_PATTERN, re.ASCII)

_UNITS: Final = {
    "B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30,
}  # fmt: skip
_SIZE_PATTERN: Final = rf"(\d{{1,12}}(?:\.\d{{1,6}})?) ?({'|'.join(_UNITS)})"
_SIZE: Final = re.compile(_SIZE_PATTERN, re.ASCII)
_SHARE_PATTERN: Final = r"(\d{1,3}(?:\.\d{1,6})?) ?%"
_SHARE: Final = re.compile(_SHARE_PATTERN, re.ASCII)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many files may be unreadable: a share (0..1) of those that kbaudit tried to read, or a count."""

    share: float | None = None
    count: int | None = None

    def covers(self, unreadable: int, documents: int) -> bool:
        """Whether so many unreadable files beside so many documents are within it."""
        if self.count is not None:
            return unreadable <= self.count
        return unreadable <= (self.share or 0.0) * (unreadable + documents)

    def __str__(self) -> str:
        return f"{self.count:,} files" if self.count is not None else f"{100 * (self.share or 0.0):g} %"


def read_period(value: object) -> Period:
    """The length of time that a text such as "3 years", "1 year 6 months" or "P1Y6M" means.

    Raises:
        ValueError: it's a bare number, unreadable or no time at all.
    """
    _refuse_bare(value, "days", "months", "years")
    text = value.strip() if isinstance(value, str) and len(value) <= _LONGEST else ""
    if iso := _ISO_PERIOD.fullmatch(text):
        years, months, weeks, days = (int((part or "0 ")[:-1]) for part in iso.groups())
        period = Period(months=12 * years + months, days=7 * weeks + days)
    elif _PERIOD.fullmatch(text):
        parts = [(int(number), unit) for number, unit in _PERIOD_PART.findall(text)]
        period = Period(
            months=sum(number * _MONTHS.get(unit, 0) for number, unit in parts),
            days=sum(number * _DAYS.get(unit, 0) for number, unit in parts),
        )
    else:
        raise ValueError('must be a length of time such as "3 years", "6 months", "90 days" or "P1Y6M"')
    if period == Period():
        raise ValueError("must be longer than nothing")
    return period


def read_period_or_never(value: object) -> Period | None:
    """A length of time, or None for the word "never". Raises ValueError as read_period does."""
    return None if value == "never" else read_period(value)


def read_period_or_none(value: object) -> Period | None:
    """A length of time, or None for the word "none". Raises ValueError as read_period does."""
    return None if value == "none" else read_period(value)


def read_size(value: object) -> int:
    """The bytes that a text such as "50 MiB" means. Raises ValueError for a bare number and all else."""
    _refuse_bare(value, "MiB", "GiB")
    found = _SIZE.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= _LONGEST else None
    if not found:
        raise ValueError(f'must be a size such as "50 MiB" (units: {", ".join(_UNITS)})')
    size = int(float(found[1]) * _UNITS[found[2]])
    if size < 1:
        raise ValueError("must be at least one byte")
    return size


def read_allowance(value: object) -> Allowance:
    """A share such as "20 %", or a count. Raises ValueError for all else."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Allowance(count=value)
    found = _SHARE.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= _LONGEST else None
    if not found or float(found[1]) > 100:
        raise ValueError('must be a share such as "20 %" or a whole number of files such as 5')
    return Allowance(share=float(found[1]) / 100)


def _refuse_bare(value: object, *units: str) -> None:
    """Raises ValueError for a number without a unit: 3 of what?"""
    bare = isinstance(value, (int, float)) and not isinstance(value, bool)
    if bare:
        raise ValueError("needs a unit: " + " or ".join(f'"{value} {unit}"' for unit in units))


def _written_size(size: int) -> str:
    unit = next(unit for unit in ("GiB", "MiB", "KiB", "B") if not size % _UNITS[unit])
    return f"{size // _UNITS[unit]} {unit}"


def _written_period(period: Period | None) -> str:
    return str(period) if period else "never"


def _written_period_or_none(period: Period | None) -> str:
    return str(period) if period else "none"


def _text_schema(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$", "examples": list(examples)})


_EITHER: Final = f"(?=.*[1-9])(?:{_PERIOD_PATTERN}|{_ISO_PATTERN})"
Duration = Annotated[
    Period,
    PlainValidator(read_period),
    PlainSerializer(_written_period),
    _text_schema(_EITHER, "6 months", "90 days", "P1Y6M"),
]
DurationOrNever = Annotated[
    Period | None,
    PlainValidator(read_period_or_never),
    PlainSerializer(_written_period),
    _text_schema(f"never|{_EITHER}", "3 years", "90 days", "never"),
]
DurationOrNone = Annotated[
    Period | None,
    PlainValidator(read_period_or_none),
    PlainSerializer(_written_period_or_none),
    _text_schema(f"none|{_EITHER}", "30 days", "7 years", "none"),
]
Size = Annotated[
    int, PlainValidator(read_size), PlainSerializer(_written_size), _text_schema(_SIZE_PATTERN, "50 MiB", "2 GiB")
]
UnreadableAllowance = Annotated[
    Allowance,
    PlainValidator(read_allowance),
    PlainSerializer(str),
    WithJsonSchema(
        {
            "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": f"^{_SHARE_PATTERN}$"}],
            "examples": ["20 %", 5],
        }
    ),
]
