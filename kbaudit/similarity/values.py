"""A sentence as words and values: "14 days" and "two weeks" are one duration, 1.000,00 € and EUR 1,000 one sum.

Dates, times, phone numbers, addresses and versions are read by `written.py`'s forms; numbers take the unit that follows
them. What could be read in two ways (03/04/2024, 1.000) keeps both readings and equals whatever either equals.
"""

from __future__ import annotations

import re
from typing import Final

from kbaudit.similarity.polarity import NEGATION, PHRASES, meaning_at
from kbaudit.similarity.quantities import quantity_at, word_number_at
from kbaudit.similarity.value_tokens import Token, dated, ranged, word
from kbaudit.similarity.value_words import (
    EXAMPLE,
    MONTHS,
    NAMING,
    NUMBER_WORDS,
    PERIODS,
    REFERENCES,
    VALUED,
    WEEKDAYS,
)
from kbaudit.similarity.written import BY_DIGIT, BY_LETTER, read_form

_SKIPPED: Final = (
    r"!?\[\^[^\]\s]{1,30}\]|(?<=[\w.,;:)])\[\d{1,3}\]|\[\d{1,3}\]_|(?:\A|(?<=\.\.\s))\[\d{1,3}\]|\]\((?:[^()\s]"
    r"|\([^()\s]{0,200}\)){0,2000}(?:\s\"[^\"]{0,200}\")?\)"
    r"|\]\[[^\]]{0,100}\]|</?[a-zA-Z][^<>@]{0,500}>|<%.{0,500}?%>|&[a-z]{2,8};|&#\d{1,6};"
    r"|\{[#.:%][^{}]{0,200}\}|[¹²³⁴-⁹]{1,3}(?!\w)"
)
_FILE: Final = (
    r"[\w./\\-]+\.(?:md|pdf|docx?|xlsx?|pptx?|png|jpe?g|gif|svg|txt|csv|html?|json|ya?ml|xml|zip|jsx?"
    r"|tsx?|py|sh|ps1|psd1"
    r"|psm1|exe|msi|dll|log|ini|cfg|conf|toml|gz|rb|java|swift|kt|erb)(?![\w.])"
)
_SCAN: Final = re.compile(
    r"(?P<word>[^\W\d_](?:[\w'’&]|[-/+.\\:@](?=\w))*)|(?P<number>[+(\d€$£¥]|(?<![\w)])[-−](?=[\d€$£¥]))"
    r"|(?P<mark>[\]\[!<&{¹²³⁴-⁹])"
)
_NUMBER: Final = re.compile(
    r"(?:(?<![\w)])[-−+](?=[\d€$£¥]))?(?:[€$£¥]\s?|(?:US\$|EUR|USD|GBP|CHF|JPY)(?=[\s\d]|\d)\s?)?"
    r"\d(?:[\d.,'’\u00a0\u202f]*\d)?(?:\s\d{3}(?!\d))*",
    re.IGNORECASE,
)
_CODED: Final = re.compile(r"(?:US\$|EUR|USD|GBP|CHF|JPY)\s?\d", re.IGNORECASE)
_MARK: Final = re.compile(_SKIPPED)
_FILED: Final = re.compile(_FILE, re.IGNORECASE)
_SPECIAL: Final = MONTHS.keys() | frozenset(
    re.findall(r"\S+", "noon midday midnight mittags mitternacht midi minuit http https www us eur usd gbp chf jpy")
)
_READ: Final = WEEKDAYS.keys() | MONTHS.keys() | PERIODS.keys() | NUMBER_WORDS.keys()
_NOTABLE: Final = _SPECIAL | _READ
_TIED: Final = re.compile(r"(?:[-_]?[^\W\d_]|_)[\w-]*")
_EXAMPLE: Final = re.compile("|".join([*map(re.escape, EXAMPLE), r"\beg\b[:.,]?"]), re.IGNORECASE)
_PLAIN: Final = str.maketrans("’‑", "'-")
_TIES: Final = frozenset({"", "#", "("})
_TYING: Final = dict.fromkeys(("pep", "rfc", "issue", "ticket", "bug", "pr"), _TIES | {":"})
"""What may stand between a word and the number that it gives the name of."""
_EXAMPLE_REACH: Final = 36
_BODY_LIMIT: Final = 4_000


def tokens(body: str) -> list[Token]:
    """The words and values of a sentence, in order; markup and link targets left out, phrases of polarity joined."""
    body = body[:_BODY_LIMIT]
    found: list[Token] = []
    at = 0
    while match := _SCAN.search(body, at):
        raw = match[0]
        if raw.isalpha() and (lower := raw.lower()) not in _NOTABLE:  # nearly every word
            at = match.end()
            found.append(Token("", lower, raw, match.start(), at))
            continue
        token = _READERS[match.lastgroup or ""](body, match, found)
        at = match.end()
        if isinstance(token, int):
            at = token
        elif token:
            at = max(token.end, at)
            found.append(token)
    return _joined(_without_examples(body, ranged(body, found)))


def _mark(body: str, match: re.Match[str], _: list[Token]) -> int:
    """Where the text goes on behind markup."""
    skipped = _MARK.match(body, match.start())
    return skipped.end() if skipped else match.end()


def _word(body: str, match: re.Match[str], before: list[Token]) -> Token:
    raw = match[0].rstrip("_.")
    lower = raw.translate(_PLAIN).lower()
    if not raw.isalpha() or lower in _SPECIAL:
        if found := BY_LETTER.match(body, match.start()):
            if token := read_form(found.lastgroup or "", found):
                return token
        elif lower in _SPECIAL and _CODED.match(body, match.start()):
            money = _NUMBER.match(body, match.start())
            if money and (token := _number(body, money, before)):
                return token
        elif "." in raw and (filed := _FILED.match(body, match.start())):
            return word(filed[0].lower(), filed[0], match.start())
    if lower in _READ or "-" in lower:
        return _read_word(body, raw, lower, match.start())
    return word(lower.removesuffix("'s"), raw, match.start())


def _read_word(body: str, raw: str, lower: str, start: int) -> Token:
    """A word that is a value by itself, or begins one."""
    if lower in WEEKDAYS and raw[0].isupper():
        return dated(((0, 0, 0, WEEKDAYS[lower]),), raw, start, start + len(raw))
    if lower in MONTHS and len(lower) > 4 and raw[0].isupper():
        return dated(((0, MONTHS[lower], 0, 0),), raw, start, start + len(raw))
    if lower in PERIODS:
        return Token("duration", f"every {PERIODS[lower]}", raw, start, start + len(raw), (), "every")
    return word_number_at(body, start, lower) or word(lower, raw, start)


def _figures(body: str, match: re.Match[str], before: list[Token]) -> Token | int:
    start = match.start()
    if found := BY_DIGIT.match(body, start):
        if token := read_form(found.lastgroup or "", found):
            return token
    elif (number := _NUMBER.match(body, start)) and (token := _number(body, number, before)):
        return token
    return match.end()


def _number(body: str, match: re.Match[str], before: list[Token]) -> Token | None:
    previous = before[-1] if before else None
    if (
        previous
        and previous.bare
        and body[previous.end : match.start()].strip() == "("
        and body[match.end() :][:1] == ")"
    ):
        again = quantity_at(body, match, after=match.end() + 1)  # "fourteen (14) days": said once
        if again and again.readings[:1] == (previous.readings[0] * again.factor,):  # a year has no readings
            before.pop()
            return again._replace(start=previous.start, raw=body[previous.start : again.end])
    quantity = quantity_at(body, match)
    tied = _TIED.match(body, match.end())
    if tied and quantity and quantity.end < tied.end() and body[match.end()] != "-":  # "2xl": a word
        return word(body[match.start() : tied.end()].lower(), body[match.start() : tied.end()], match.start())
    if quantity and quantity.bare and previous and not previous.kind:
        return _named(body, previous, quantity, before) or quantity
    return quantity


def _named(body: str, previous: Token, number: Token, before: list[Token]) -> Token | None:
    """The number as a reference ("section 3") or part of a name ("level 2", "Terminal 4"); None: it's a value."""
    between = body[previous.end : number.start].strip(" .\u00a0*_`")
    if between not in _TYING.get(previous.key, _TIES) or previous.key in VALUED:
        return None
    if previous.key in REFERENCES or between == "#":
        return Token("", "", number.raw, number.start, number.end, (), "reference")
    if between != "(" and "." in number.raw and previous.raw[0].isupper():
        return Token("version", number.raw.removesuffix(".0"), number.raw, number.start, number.end)
    if between != "(" and (previous.key in NAMING or (previous.raw[0].isupper() and len(before) > 1)):
        return word(f"№{number.key}", number.raw, number.start)
    return None


def _without_examples(body: str, found: list[Token]) -> list[Token]:
    """The values right after "for example" as words without weight: another example is no other statement."""
    marker = _EXAMPLE.search(body) if any(token.kind for token in found) else None
    if not marker:
        return found
    close = body.find(")", marker.end()) if body.rfind("(", 0, marker.end()) > body.rfind(")", 0, marker.end()) else -1
    end = close if close >= 0 else marker.end() + _EXAMPLE_REACH
    return [
        token._replace(kind="", key="", unit="example") if token.kind and marker.end() <= token.start < end else token
        for token in found
    ]


def _joined(found: list[Token]) -> list[Token]:
    """Words of polarity and modality joined to phrases, each a token of its own."""
    if PHRASES.keys().isdisjoint([token.key for token in found]):
        return found
    words = ["\0" if token.kind else token.key for token in found]
    joined: list[Token] = []
    at = 0
    while at < len(found):
        meaning = meaning_at(words, at) if words[at] in PHRASES else None
        if not meaning:
            joined.append(found[at])
            at += 1
            continue
        (axis, value), count = meaning
        first, last = found[at], found[at + count - 1]
        kind = "negation" if meaning[0] is NEGATION else "modality" if axis == "modality" else "polarity"
        raw = first.raw if count == 1 else " ".join(token.raw for token in found[at : at + count])
        joined.append(Token(kind, value, raw, first.start, last.end, (), axis))
        at += count
    return joined


_READERS: Final = {"word": _word, "number": _figures, "mark": _mark}
