"""A word or value of a sentence, and when two values are the same."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Day: TypeAlias = tuple[int, int, int, int]
"""Year, month, day and weekday; 0 for what isn't said."""

_RANGE: Final = re.compile(r"\s{0,2}(?:[-–—]|to|bis|à|a|until|and|und|et|y)\s{0,2}", re.IGNORECASE)
_RANGE_WORDS: Final = frozenset({"to", "bis", "à", "a", "until", "and", "und", "et", "y"})
_INHERITED: Final = frozenset({"duration", "money", "percentage", "time", "number"})
_MONTH_DAYS: Final = ((1, 28, 31), (2, 59, 62), (3, 89, 92), (6, 180, 184), (12, 364, 366), (24, 730, 731))
_MEASURED: Final = frozenset({"number", "money", "percentage", "duration"})


class Token(NamedTuple):
    """A word (kind "") or a value. key is what makes two equal; raw is as written, body[start:end].

    readings are what a number may mean, in base units (times: minutes after midnight); unit tells numbers apart that
    can't be compared, names the axis of a word of polarity, and says of a word why it carries no weight ("reference").
    factor is what the number as written was multiplied by.
    """

    kind: str
    key: str
    raw: str
    start: int
    end: int
    readings: tuple[float, ...] = ()
    unit: str = ""
    days: tuple[Day, ...] = ()
    factor: float = 1.0

    @property
    def shape(self) -> str:
        """What stays of the token when its value is masked."""
        if self.kind:
            return f"\0{self.kind}{self.unit if self.kind == 'polarity' else ''}"
        return self.key or f"\0{self.unit}"

    @property
    def exact(self) -> str:
        """What it must have in common with an equal one."""
        return f"\0{self.kind}:{self.key}" if self.kind else self.key or f"\0{self.unit}"

    @property
    def bare(self) -> bool:
        """Whether it is a number without a unit."""
        return self.kind == "number" and not self.unit


def word(key: str, raw: str, start: int, end: int = -1) -> Token:
    """A word without a value."""
    return Token("", key, raw, start, end if end >= 0 else start + len(raw))


def measured(
    kind: str, unit: str, values: Iterable[float], raw: str, start: int, end: int, factor: float = 1.0
) -> Token:
    """A value that is a number in that unit, perhaps with several readings."""
    readings = tuple(value * factor for value in values)
    return Token(kind, f"{readings[0]:.9g} {unit}", raw, start, end, readings, unit, (), factor)


def dated(days: Iterable[Day], raw: str, start: int, end: int) -> Token:
    """A date, perhaps with several readings."""
    readings = tuple(days)
    return Token("date", "{}-{}-{}-{}".format(*readings[0]), raw, start, end, (), "", readings)


def same(a: Token, b: Token) -> bool:
    """Whether two values of one kind may be the same."""
    if a.key == b.key:
        return True
    if a.days and b.days:
        return any(_days_agree(x, y) for x in a.days for y in b.days)
    if a.kind == "time":
        return _times_agree(a, b)
    if a.kind == "phone":
        short, long = sorted((a.key, b.key), key=len)
        return len(short) >= 6 and (long.endswith(short) or long.startswith(short))
    if a.kind == "address":
        return _addresses_agree(a.key, b.key)
    return _numbers_agree(a, b)


def near(a: Token, b: Token, share: float) -> bool:
    """Whether two numbers in one unit differ by at most that share."""
    if a.unit != b.unit or a.kind not in _MEASURED:
        return False
    return any(math.isclose(x, y, rel_tol=share) for x in a.readings for y in b.readings)


def ranged(body: str, found: list[Token]) -> list[Token]:
    """The tokens, the first end of every range with the unit that stands behind its second: "9-17 h", "5 to 10 EUR"."""
    for at in range(len(found) - 2, -1, -1):
        first, second = found[at], found[at + 1]
        if not first.bare:
            continue
        if not second.kind and second.key in _RANGE_WORDS and at + 2 < len(found):
            second = found[at + 2]
        if second.kind in _INHERITED and not second.bare and _RANGE.fullmatch(body, first.end, second.start):
            found[at] = _with_unit(first, second)
    return found


def _with_unit(first: Token, second: Token) -> Token:
    if second.kind == "time":
        minutes = first.readings[0] * 60
        return Token("time", f"{minutes:.0f}", first.raw, first.start, first.end, (minutes,), second.unit)
    return measured(second.kind, second.unit, first.readings, first.raw, first.start, first.end, second.factor)


def _days_agree(x: Day, y: Day) -> bool:
    shared = [(p, q) for p, q in zip(x, y, strict=True) if p and q]
    return bool(shared) and all(p == q for p, q in shared)


def _times_agree(a: Token, b: Token) -> bool:
    """Where one says am or pm and the other doesn't, a morning hour may be meant for the afternoon."""
    x, y = a.readings[0], b.readings[0]
    if x == y:
        return True
    loose = x if not a.unit else y if not b.unit else None
    return a.unit != b.unit and loose is not None and loose < 780 and x % 720 == y % 720


def _addresses_agree(x: str, y: str) -> bool:
    """Web addresses that lead to another page of one site, or to a page that moved."""
    if "@" in x or "@" in y:
        return False
    (host_x, _, path_x), (host_y, _, path_y) = x.partition("/"), y.partition("/")
    if host_x == host_y:
        return True
    if path_x and path_x.rpartition("/")[2] == path_y.rpartition("/")[2]:
        return True
    return bool(path_x or path_y) and host_x.split(".")[-2:] == host_y.split(".")[-2:]


def _numbers_agree(a: Token, b: Token) -> bool:
    if a.unit != b.unit:
        return _months_agree(a, b)
    return any(math.isclose(x, y, rel_tol=1e-6) for x in a.readings for y in b.readings)


def _months_agree(a: Token, b: Token) -> bool:
    """A month is 28 to 31 days to most people, a year 365 days or 52 weeks."""
    if {a.unit, b.unit} != {"mo", "s"} or a.kind != "duration":
        return False
    months, seconds = (a, b) if a.unit == "mo" else (b, a)
    days = seconds.readings[0] / 86400
    return any(months.readings[0] == n and least <= days <= most for n, least, most in _MONTH_DAYS)
