"""Values with a form of their own: web and mail addresses, dates, times, phone numbers, versions."""

from __future__ import annotations

import calendar
import re
from typing import Final

from kbaudit.similarity.value_tokens import Day, Token, dated
from kbaudit.similarity.value_words import MONTHS

_YEAR: Final = r"(?:19|20)\d\d(?!\d)"
_MONTH: Final = "(?:" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")\b\.?"
_TOP: Final = (
    r"(?:com|org|net|edu|gov|int|info|biz|eu|de|fr|es|uk|ch|nl|local|internal|intranet|lan|corp|cloud|test|example)"
)
_HALF: Final = r"(?:[ap]m\b|[ap]\.m\b\.?|uhr\b|o'clock\b)"
_HOUR: Final = r"(?:[01]?\d|2[0-4])"

BY_LETTER: Final = re.compile(
    "|".join(
        (
            r"(?P<web>https?://[^\s<>)\]\"'`|]+|www\.[\w-]+\.[^\s<>)\]\"'`|]+)",
            r"(?P<mail>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4})",
            rf"(?P<host>(?<![\w.@/\\-])(?:[a-z0-9][a-z0-9-]{{0,61}}\.){{1,4}}{_TOP}(?::\d{{2,5}})?(?![\w@(-]|\.\w))",
            rf"(?P<monthday>{_MONTH}\s{{1,2}}[0-3]?\d(?:st|nd|rd|th)?(?![\d:]|[.,]\d|\s?[%€$])(?:,?\s{{1,2}}{_YEAR})?)",
            rf"(?P<monthyear>{_MONTH},?[\s-]{{1,2}}(?:de\s|del\s)?{_YEAR})",
            r"(?P<time>(?:noon|midday|midnight|mittags|mitternacht|midi|minuit)\b)",
            r"(?P<version>v\d{1,4}(?:\.\w{1,6}){0,4}(?:-[a-z]{1,8}[.\d]{0,5})?(?!\w))",
        )
    ),
    re.IGNORECASE,
)
"""Forms that begin with a letter; the name of the group that matched is the form."""

BY_DIGIT: Final = re.compile(
    "|".join(
        (
            r"(?P<ip>(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{2,5})?(?![\w.]*\d))",
            rf"(?P<iso>(?<![\d.]){_YEAR}[-/.]\d\d?[-/.]\d\d?(?!\d)(?:T[\d:.]{{4,12}}Z?)?)",
            rf"(?P<numeric>(?<![\d./-])\d\d?[./-]\d\d?[./-]{_YEAR}|(?<![\d./-])\d\d?/\d\d?/\d\d(?![\d/]))",
            rf"(?P<daymonth>(?<![\d.])[0-3]?\d(?:st|nd|rd|th|er|\.|º)?[\s-]{{1,2}}(?:of\s|de\s)?{_MONTH}"
            rf"(?:,?[\s-]{{1,2}}(?:de\s|del\s)?{_YEAR})?)",
            rf"(?P<time>(?<![\d:.,]){_HOUR}:[0-5]\d(?::[0-5]\d)?(?:\s?(?:{_HALF}|h\b|hrs\b))?(?![\d:])"
            rf"|(?<![\d:.,]){_HOUR}(?:\.[0-5]\d)?\s?{_HALF}|(?<![\d:.,]){_HOUR}\s?h\s?[0-5]\d\b)",
            r"(?P<phone>(?<![\w.,/-])(?:\+\d{1,3}|\(?0\d{1,5}\)?|\(\d{3}\)|\d{3}(?=-\d{3}-\d{4}))[\s./()-]{0,3}"
            r"\d[\d\s./()-]{4,16}\d(?:\s?(?:ext\.?|x)\s?\d{1,5})?(?!\w))",
            r"(?P<version>(?<![\w.,])\d{1,4}\.\d{1,5}\.\d{1,6}(?:\.\d{1,6})?"
            r"(?:[-+.]?(?:rc|beta|alpha|preview|b|a)[\w.]{0,8})?(?![\w,]|\.\d)"
            r"|(?<=version\s)\d{1,4}(?:\.\w{1,6}){0,4}|(?<![\w.,])\d{1,4}(?:\.\d{1,4}){0,2}\.x\b)",
        )
    ),
    re.IGNORECASE,
)
"""Forms that begin with a figure, a plus or a bracket."""

_NUMERIC: Final = re.compile(r"\d+")
_NAME: Final = re.compile(r"[^\W\d_]{3,12}")
_CLOCK: Final = {"noon": 720, "midday": 720, "midnight": 0, "mittags": 720, "mitternacht": 0, "midi": 720, "minuit": 0}
_PHONE_DIGITS: Final = 7


def read_form(form: str, match: re.Match[str]) -> Token | None:
    """The token of a match of BY_LETTER or BY_DIGIT, or None if it can't be what it looks like."""
    raw, start = match[0].rstrip(".,;:") if form in {"web", "host"} else match[0], match.start()
    if form in {"web", "mail", "ip", "host"}:
        return Token("address", _address(raw), raw, start, start + len(raw))
    if form == "time":
        return _time(raw, start)
    if form == "phone":
        return _phone(raw, start)
    if form == "version":
        return Token("version", _version(raw), raw, start, start + len(raw))
    days = [day for day in _days(form, raw) if _real(day)]
    return dated(days, raw, start, start + len(raw)) if days else Token("", raw.lower(), raw, start, start + len(raw))


def _address(raw: str) -> str:
    lower = re.sub(r"^https?://|^www\.", "", raw.lower())
    lower = lower.removeprefix("www.").split("?")[0].split("#")[0]
    return lower.rstrip("/.,;:")


def _days(form: str, raw: str) -> list[Day]:
    parts = [int(digits) for digits in _NUMERIC.findall(raw)[:3]]
    if form == "iso":
        return [(parts[0], parts[1], parts[2], 0)]
    if form == "numeric":
        first, second, year = parts
        year += 2000 if year < 100 else 0
        either = [(year, second, first, 0), (year, first, second, 0)]
        return either[:1] if "." in raw else either
    month = next((MONTHS[name] for name in _NAME.findall(raw.lower()) if name in MONTHS), 0)
    if form == "monthyear":
        return [(parts[0], month, 0, 0)]
    return [(parts[1] if len(parts) > 1 else 0, month, parts[0], 0)]


def _real(day: Day) -> bool:
    year, month, number, _ = day
    return 1 <= month <= 12 and number <= calendar.monthrange(year or 2024, month)[1]


def _time(raw: str, start: int) -> Token:
    lower = raw.lower().replace(".m", "m")
    if lower in _CLOCK:
        return Token("time", str(_CLOCK[lower]), raw, start, start + len(raw), (_CLOCK[lower],), "24h")
    hour, minute, *_ = (*(int(digits) for digits in _NUMERIC.findall(lower)), 0)
    half = next((half for half in ("am", "pm") if half in lower), "")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    minutes = hour % 24 * 60 + minute
    return Token("time", str(minutes), raw, start, start + len(raw), (minutes,), half and "12h")


def _phone(raw: str, start: int) -> Token | None:
    number = re.split(r"ext|x", raw.lower())[0]
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    if len(digits) < _PHONE_DIGITS:
        return Token("", digits, raw, start, start + len(raw))
    if number.lstrip(" (").startswith("+"):
        digits = re.sub(r"^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})", "", digits)
    return Token("phone", digits.lstrip("0"), raw, start, start + len(raw))


def _version(raw: str) -> str:
    parts = re.findall(r"\d+|[a-z]+", raw.lower().removeprefix("v"))
    while len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return ".".join(part.lstrip("0") or "0" for part in parts)
