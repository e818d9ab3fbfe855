"""Numbers with what they count: 14 days, EUR 85, 1.000,00 €, 5 per cent, 1.5 km, 2024, twenty-one."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kbaudit.similarity.value_tokens import Token, dated, measured
from kbaudit.similarity.value_words import (
    ARTICLES,
    CALENDAR,
    CURRENCIES,
    DURATIONS,
    LONG_MAGNITUDES,
    MAGNITUDES,
    MEASURES,
    NUMBER_WORDS,
    ONES,
    PERCENT,
    TENS,
    TIGHT,
    WORKING,
)

_DIGITS: Final = re.compile(r"\d[\d.,'’\s\u00a0\u202f]*")
_SIGN_BEFORE: Final = re.compile(r"(?P<sign>[-−+])?(?P<money>[€$£¥]|US\$|[A-Z]{3})?\s?(?=\d)", re.IGNORECASE)
_GROUPED: Final = re.compile(r"\d{1,3}(?:([,.'’\s\u00a0\u202f])\d{3})(?:\1\d{3})*(?P<rest>[.,]\d{1,4})?")
_NEXT: Final = re.compile(
    r"(?P<gap>[\s\u00a0\u202f]{0,2}|[-‑])(?P<unit>per\s?cent|pour\s?cent|por\s?ciento|%|°\s?[CF]?\b|[€$£¥](?![\w])"
    r"|[^\W\d_]{1,15}(?:[/²³][^\W\d_]?)?)(?![\w])",
    re.IGNORECASE,
)
_COMPOUND: Final = re.compile(r"[\s-](?P<next>[a-z]{3,5})(?![\w-])", re.IGNORECASE)
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th|er|º|ª)(?!\w)", re.IGNORECASE)
_PERCENT: Final = re.compile(r"per\s?cent|pour\s?cent|por\s?ciento", re.IGNORECASE)


class _Unit(NamedTuple):
    kind: str
    unit: str
    factor: float
    end: int


def quantity_at(body: str, match: re.Match[str], after: int = -1) -> Token | None:
    """The quantity whose number is match; after is where its unit is looked for, if not right behind the number."""
    digits = _DIGITS.search(match[0])
    if not digits:
        return None
    readings = readings_of(digits[0].rstrip())
    if not readings:
        return None
    end = after if after >= 0 else match.end()
    before = _SIGN_BEFORE.match(match[0])
    if before and before["sign"] in {"-", "−"}:
        readings = tuple(-value for value in readings)
    if before and (currency := CURRENCIES.get((before["money"] or "").lower())):
        factor, end = _magnitude(body, end, MAGNITUDES)
        return measured("money", currency, readings, body[match.start() : end], match.start(), end, factor)
    return _with_unit(body, readings, match.start(), end, year=_is_year(match[0]))


def word_number_at(body: str, start: int, lower: str) -> Token | None:
    """The quantity that begins with a number word, or None: "fourteen days", "twenty-one", but "one of them" isn't."""
    head, _, tail = lower.partition("-")
    if head not in NUMBER_WORDS:
        return None
    value, end = float(NUMBER_WORDS[head]), start + len(head)
    if tail and head in TENS and tail in ONES:
        value, end = value + ONES[tail], start + len(lower)
    elif tail and not (tail in DURATIONS or tail in MEASURES):
        return None
    elif not tail and head in TENS and (more := _COMPOUND.match(body, end)) and more["next"].lower() in ONES:
        value, end = value + ONES[more["next"].lower()], more.end()
    token = _with_unit(body, (value,), start, end, year=False)
    return None if head in ARTICLES and token.bare else token


def readings_of(digits: str) -> tuple[float, ...]:
    """What a number in figures may mean, the likelier first: "1.000,00" is 1000, "1.500" 1.5 or 1500."""
    digits = digits.rstrip(".,'’")
    grouped = _GROUPED.fullmatch(digits)
    if grouped and grouped[1] != (grouped["rest"] or "-")[0]:
        whole = re.sub(r"[^\d]", "", digits[: grouped.start("rest")] if grouped["rest"] else digits)
        value = float(whole + (grouped["rest"] or "").replace(",", "."))
        doubtful = grouped[1] in ",." and not grouped["rest"] and digits.count(grouped[1]) == 1
        other = _decimal(digits)
        if doubtful and other is not None:
            return (value, other) if grouped[1] == "," else (other, value)
        return (value,)
    value_or_none = _decimal(digits)
    return () if value_or_none is None else (value_or_none,)


def _decimal(digits: str) -> float | None:
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return None


def _is_year(digits: str) -> bool:
    return len(digits) == 4 and digits.isdigit() and "1900" <= digits <= "2100"


def _with_unit(body: str, readings: tuple[float, ...], start: int, end: int, *, year: bool) -> Token:
    factor, stop = _magnitude(body, end, LONG_MAGNITUDES)
    if unit := _unit_at(body, stop):
        raw = body[start : unit.end]
        return measured(unit.kind, unit.unit, readings, raw, start, unit.end, unit.factor * factor)
    if year and factor == 1:
        return dated(((int(readings[0]), 0, 0, 0),), body[start:end], start, end)
    if ordinal := _ORDINAL.match(body, end):
        return measured("number", "th", readings, body[start : ordinal.end()], start, ordinal.end())
    return measured("number", "", readings, body[start:stop], start, stop, factor)


def _magnitude(body: str, end: int, known: dict[str, float]) -> tuple[float, int]:
    follow = _NEXT.match(body, end)
    if follow and (factor := known.get(follow["unit"].lower())):
        return factor, follow.end()
    return 1.0, end


def _unit_at(body: str, end: int) -> _Unit | None:
    follow = _NEXT.match(body, end)
    if not follow:
        return None
    name = follow["unit"]
    lower = name.lower()
    if lower in PERCENT or _PERCENT.fullmatch(name):
        return _Unit("percentage", "%", 1, follow.end())
    if currency := CURRENCIES.get(lower):
        return _Unit("money", currency, 1, follow.end())
    if lower in WORKING or lower in CALENDAR:
        return _qualified(body, follow.end(), "wd" if lower in WORKING else "")
    if lower in TIGHT and follow["gap"] not in {"", "\u00a0"} and not _standing(lower, name):
        return None
    return _plain(lower, body, follow.end())


def _standing(lower: str, name: str) -> bool:
    """Whether a short unit is meant, though a blank stands before it: "5 m", "230 V", but not "5 a day"."""
    return name.isupper() or lower in {"m", "g", "l", "s", "h", "min", "pt", "an"}


def _plain(lower: str, body: str, end: int) -> _Unit | None:
    if duration := DURATIONS.get(lower):
        unit, factor = duration
        follow = _NEXT.match(body, end)  # French and Spanish say it behind: "14 jours ouvrables"
        if unit == "s" and factor == 86400 and follow and follow["unit"].lower() in WORKING:
            return _Unit("duration", "wd", 1, follow.end())
        return _Unit("duration", unit, factor, end)
    if measure := MEASURES.get(lower.replace(" ", "")):
        return _Unit("number", measure[0], measure[1], end)
    return None


def _qualified(body: str, end: int, working: str) -> _Unit | None:
    follow = _NEXT.match(body, end)
    duration = DURATIONS.get(follow["unit"].lower()) if follow else None
    if not follow or not duration:
        return None
    if working and duration == ("s", 86400):
        return _Unit("duration", working, 1, follow.end())
    return _Unit("duration", working + duration[0], duration[1], follow.end())
