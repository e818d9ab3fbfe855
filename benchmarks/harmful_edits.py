"""Edits that change what a page says: one value, word of polarity or name at a time, and whether it is found."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from benchmarks.real_pages import places
from kbaudit.similarity.differences import differences

if TYPE_CHECKING:
    import random

    from benchmarks.real_pages import Page

PLANTED: Final = 100  # of each kind, or as many as real pages have
ADDED: Final = 100

_MONTHS: Final = re.findall(
    r"\S+", "January February March April May June July August September October November December"
)
_UNITS: Final = {
    "MB": "GB", "GB": "TB", "KB": "MB", "seconds": "minutes", "minutes": "hours", "hours": "days", "days": "weeks",
    "weeks": "months", "months": "years",
}  # fmt: skip
_WORDS: Final = {"two": "three", "three": "six", "four": "two", "five": "four", "six": "five"}
_TURNS: Final = {
    "is not": "is", "are not": "are", "does not": "does", "do not": "do", "can't": "can", "cannot": "can",
    "isn't": "is", "don't": "do", "must": "must not", "must not": "may", "should": "should not",
}  # fmt: skip
_NAMES: Final = ("Anna Berg", "Jonas Keller", "Marie Dubois", "Luis Ortega", "Nora Lind", "Tom Fisher")
_DURATION: Final = "(?:second|minute|hour|day|week|month|year)"
_PATTERNS: Final = {
    "number": rf"(?<=[a-z] )(\d{{1,4}})(?= [a-z]{{4}})(?! (?:{_DURATION}|percent))",
    "duration": rf"(?<=[ (])(\d{{1,3}})(?=[ -]{_DURATION}s?\b)",
    "duration in words": rf"(?<= )(two|three|four|five|six)(?= {_DURATION}s\b)",
    "percentage": r"(?<=[ (])(\d{1,2})(?=\s?%(?!\w)|\spercent)",
    "money": r"([£$€]\d{1,6}(?:,\d{3})*(?:\.\d\d)?)(?![\w.,]*\d)",
    "date": rf"(\d{{1,2}} (?:{'|'.join(_MONTHS)}) 20\d\d)",
    "unit": r"(?<=\d )(MB|GB|KB|seconds|minutes|hours|days|weeks|months)\b",
    "must": r"\b(must not|must|should)\b(?! not\b)(?= [a-z])",
    "not": r"(?<=[a-z] )(is not|are not|does not|do not|can't|cannot|isn't|don't)(?= [a-z])",
}  # fmt: skip
_SENTENCES: Final = {
    "money": (
        "A night in a hotel is refunded up to {}.",
        "The annual fee for each member is {}.",
        "Orders above {} need the signature of the head of the department.",
        "Members of staff get {} a month for their phone.",
        "Whoever loses a badge pays {} for the new one.",
        "The workshop costs {} for each participant.",
        "Gifts worth more than {} have to be handed in.",
        "We charge {} for every hour of support at night.",
    ),
    "percentage": (
        "Orders from the catalogue are granted a rebate of {}.",
        "The service is available for {} of the time in a month.",
        "Late payments cost interest of {} a year.",
        "At least {} of the code must be covered by tests.",
        "The deposit is {} of the price of the whole journey.",
        "Members of the works council are released for {} of their hours.",
    ),
    "date": (
        "The old portal is switched off on {}.",
        "Applications have to arrive before {}.",
        "The new tariff for all branches holds from {} on.",
        "Support for the old client ends on {}.",
        "Requests for the next round are collected until {}.",
        "The building in the harbour is closed from {} for repairs.",
    ),
    "time": (
        "The front desk is staffed until {} on working days.",
        "Parcels for abroad must be handed in before {}.",
        "The nightly copy of the database begins at {}.",
        "Visitors have to leave the building by {} at the latest.",
    ),
    "size": (
        "A single attachment may have {} at most.",
        "Every account gets {} of storage on the shared drive.",
        "Videos above {} are refused by the portal.",
    ),
    "duration": (
        "Goods that nobody used can be returned within {} of delivery.",
        "Backups are kept for {}.",
        "An answer to a complaint is sent within {}.",
        "Accounts that nobody uses are locked after {}.",
    ),
    "enabled": (
        "Remote access for contractors is {} by default.",
        "Automatic updates of the client are {} on every laptop.",
    ),
    "allowed": (
        "Private use of the company's cars is {}.",
        "Dogs in the offices of the second floor are {}.",
    ),
    "name": (
        "Questions about the budget of the project go to {}.",
        "The keys of the archive are kept by {}.",
        "Travel requests of the team are approved by {}.",
    ),
}
_VALUES: Final = {
    "money": ("EUR 85", "£120", "$1,500", "99.50 €", "60 euros", "USD 2,750"),
    "percentage": ("5 %", "12%", "30 percent", "7.5 %", "80 per cent"),
    "date": ("3 March 2025", "2025-11-30", "May 5, 2026", "17.08.2025", "1st October 2026"),
    "time": ("16:30", "5 pm", "18:15", "7:45 pm", "20 Uhr"),
    "size": ("25 MB", "2 GB", "500 kB", "10 GB"),
    "duration": ("24 hours", "three days", "14 days", "6 weeks", "two months", "one year"),
    "enabled": ("enabled", "disabled"),
    "allowed": ("allowed", "forbidden"),
    "name": _NAMES,
}
_KINDS: Final = {"size": "number", "enabled": "polarity", "allowed": "polarity"}


def report(found: list[Page], chance: random.Random) -> None:
    """One line a kind: of values that stand on real pages, then of sentences that were put into them."""
    for kind, pattern in _PATTERNS.items():
        _planted(kind, re.compile(pattern), found, chance)
    for kind in _SENTENCES:
        _added(kind, found, chance)


def _planted(kind: str, pattern: re.Pattern[str], found: list[Page], chance: random.Random) -> None:
    """One value changed in one sentence of one page."""
    hit = clean = 0
    corpora: Counter[str] = Counter()
    for page, place in places(found, pattern):
        corpora[page.corpus] += 1
        changed = page.text[: place.start(1)] + _other(kind, place[1], chance) + page.text[place.end(1) :]
        result = differences(page.text, changed)
        here = [d for d in result.conflicts if d.start_a <= place.start(1) <= d.start_a + 2 * len(d.sentence_a) + 200]
        hit += bool(here)
        clean += len(result.conflicts) == len(here)
        if corpora.total() == PLANTED:
            break
    print(f"planted, {kind}: found {hit} of {corpora.total()} ({len(corpora)} corpora), else nothing in {clean}")


def _added(kind: str, found: list[Page], chance: random.Random) -> None:
    """A sentence put into a page, with one value here and another one there: of values that real pages seldom have."""
    hit = clean = count = 0
    for page in found:
        paragraphs = page.text.split("\n\n")
        at = chance.randrange(len(paragraphs) + 1)
        if "\n\n".join(paragraphs[:at]).count("```") % 2:
            continue
        sentence = chance.choice(_SENTENCES[kind])
        both = [
            "\n\n".join([*paragraphs[:at], sentence.format(value), *paragraphs[at:]])
            for value in chance.sample(_VALUES[kind], 2)
        ]
        count += 1
        said = [d.kind for d in differences(*both).conflicts]
        hit += _KINDS.get(kind, kind) in said
        clean += len(said) < 2
        if count == ADDED:
            break
    print(f"sentence added, {kind}: found {hit} of {count}, else nothing in {clean}")


def _other(kind: str, value: str, chance: random.Random) -> str:
    if kind in _CHANGES:
        return _CHANGES[kind][value]
    if kind == "date":
        day, month, year = value.split()
        return f"{day} {_MONTHS[(_MONTHS.index(month) + chance.randint(1, 11)) % 12]} {year}"
    digits = re.sub(r"\D", "", value.split(".", maxsplit=1)[0])
    return value.replace(value[value.index(digits[0]) :], str(int(digits) + chance.choice((1, 3, 10, 25))))


_CHANGES: Final = {"unit": _UNITS, "must": _TURNS, "not": _TURNS, "duration in words": _WORDS}
