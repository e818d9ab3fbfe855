"""Periods of validity that stand anywhere in a sentence: "Fares of Birkwood Ferries, valid 1 January to 31 May 2025".

The words before have to name what the page itself is (fares, prices, a policy), or be a short opening line; things
that people hold or buy (tickets, vouchers) have a validity of their own. Nothing may follow but the sentence's end.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateClaim, DateKind, Origin
from kbaudit.signals.moments import Moment, moment_at
from kbaudit.signals.statements import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

UNTIL: Final = re.compile(
    r"\s?(?:(?:to|until|till|through|up to|bis|au|al|hasta)\s(?:(?:and including|einschließlich|zum|el)\s)?"
    r"|and\s(?=\d|[A-Z])|[-–—→]\s?)",
    re.IGNORECASE,
)
"""What stands between the first and the last day of a period."""
DONE: Final = re.compile(
    r"[\s)\]*_.;!\"']{0,5}(?:$|[(–—|]|-\s|by\b|at\b|von\b|par\b|por\b|um\b|UTC\b|version\b|v\d)", re.IGNORECASE
)
"""What may follow a date that ends its sentence."""

_VALID: Final = (
    r"(?:valid(?:ity(?: period)?)?|in force|in effect|effective|applicable|applies|apply"
    r"|gültig(?:keit(?:sdauer|szeitraum)?)?|geltungsdauer|gilt|gelten|valables?|en vigueur|válid[oa]s?|vigentes?)\b"
)
_PERIOD: Final = re.compile(
    rf"(?<![\w-]){_VALID}(?P<link>\s{{0,3}}[:=]\s{{0,3}}|\s)"
    r"(?:(?:for the period )?(?:from|between|vom|von|ab|du|del?|desde(?: el)?)\s(?:the\s)?)?(?=\d|[^\W\d_]{3})",
    re.IGNORECASE,
)
_ONLY_END: Final = re.compile(
    rf"(?<![\w-]){_VALID}(?:\s{{0,3}}[:=]\s{{0,3}}|\s)"
    r"(?:until|till|through|up to|bis(?: zum)?|jusqu['’]au|hasta(?: el)?)\s(?=\d|[^\W\d_]{3})",
    re.IGNORECASE,
)
_OWN: Final = re.compile(
    r"\b(?:fares?|prices?|pricing|price[- ]?list|tariffs?|rates?|fees?|charges|terms|conditions|timetable|schedule"
    r"|catalog(?:ue)?|menu|polic(?:y|ies)|document|guidelines?|handbook|list|edition|version|agreement|page"
    r"|\w{0,20}(?:preise?|preisliste|tarife?|gebühren|bedingungen|fahrplan|richtlinie|fassung|dokument|katalog|liste)"
    r"|tarifs|prix|tarifas|precios)\b",
    re.IGNORECASE,
)
_HELD: Final = re.compile(
    r"\b(?:tickets?|vouchers?|coupons?|pass(?:es)?|passports?|\w{0,12}cards?|permits?|visas?|licen[cs]es?|certificates?"
    r"|offers?|promotions?|discounts?|codes?|memberships?|subscriptions?|keys?|tokens?|was|were|had|been|if|when|not"
    r"|must|should|doit|doivent|devra|être|debe[n]?|deberá|estar|muss|müssen"
    r"|billets?|passeports?|permis|certificats?|abonnements?|billetes?|pasaportes?|tarjetas?|licencias?|certificados?"
    r"|example|e\.g|\w{0,20}(?:karten?|scheine?|gutscheine?|ausweise?|zertifikate?|angebote?)|war|waren|wenn|nicht)\b",
    re.IGNORECASE,
)
_VERB: Final = re.compile(r"\b(?:is|are|be|remains?|ist|sind|bleib(?:t|en)|est|sont|es|son)\b", re.IGNORECASE)
_MONTH: Final = r"(?P<mon>[^\W\d_]{3,10})\.?"
_YEARLESS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\s(?:de\s)?{_MONTH}(?=[\s–—-])",
        rf"{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?=[\s–—-])",
        r"(?P<day>\d{1,2})\.(?P<m>\d{1,2})\.(?=[\s–—-])",
        rf"{_MONTH}(?=[\s–—-])",
    )
)
_MOST_BEFORE: Final = 100  # characters
_MOST_WORDS: Final = 6  # of a short opening line


def validity_claims(sentence: str, *, early: bool) -> Iterator[DateClaim]:
    """The beginning and the end that a sentence gives its document; early says that it stands in the opening."""
    sentence = sentence.rstrip(", ")
    if (found := _ONLY_END.search(sentence, 0, _MOST_BEFORE)) and _speaks_of_itself(sentence[: found.start()], early):
        end = moment_at(sentence, found.end())
        if end and DONE.match(sentence, end.end):
            yield _claim(DateKind.VALID_UNTIL, end.value(last=True), sentence, found.end(), end.end)
    elif (found := _PERIOD.search(sentence, 0, _MOST_BEFORE)) and _speaks_of_itself(sentence[: found.start()], early):
        yield from _of_period(sentence, found.end())


def _speaks_of_itself(before: str, early: bool) -> bool:
    if _HELD.search(before):
        return False
    if not before.strip() or _OWN.search(before):
        return True
    return early and len(before.split()) <= _MOST_WORDS and not _VERB.search(before)


def _of_period(sentence: str, start: int) -> Iterator[DateClaim]:
    found = moment_at(sentence, start) or _yearless(sentence, start)
    until = UNTIL.match(sentence, found.end) if found else None
    end = moment_at(sentence, until.end()) if until else None
    if not (found and until and end and DONE.match(sentence, end.end)):
        return
    begin = found if found.year else moment_at(_with_year(found, end))
    if not begin or begin.value() > end.value(last=True):
        return
    yield _claim(DateKind.EFFECTIVE, begin.value(), sentence, start, found.end)
    yield _claim(DateKind.VALID_UNTIL, end.value(last=True), sentence, until.end(), end.end)


def _yearless(sentence: str, start: int) -> Moment | None:
    """The day or month without a year that begins there, as a moment of the year 0."""
    for form in _YEARLESS:
        if found := form.match(sentence, start):
            parts = found.groupdict()
            named = parts.get("m") or _month_of(parts.get("mon") or "")
            return Moment(0, int(named), int(parts.get("day") or 0), found.end()) if named else None
    return None


def _month_of(name: str) -> int:
    """The number of a month's name, 0 for any other word."""
    named = moment_at(f"{name} 2000")
    return named.month if named else 0


def _with_year(found: Moment, end: Moment) -> str:
    """A first day without a year in the last one's year, or in the year before: "1 November to 31 March 2025"."""
    year = end.year - (found.month > end.month)
    return f"{year:04}-{found.month:02}" + (f"-{found.day:02}" if found.day else "")


def _claim(kind: DateKind, value: str, sentence: str, start: int, end: int) -> DateClaim:
    return DateClaim(kind, value, Origin.SENTENCE, quoted(sentence), sentence[start:end])
