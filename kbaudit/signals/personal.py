"""Personal data: account, card and national numbers whose check digits fit; no mail addresses or telephones.

What has a weak form counts only beside a word that names it. The checks are those of python-stdnum.
"""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import MarkKind
from kbaudit.signals.exposed import Exposed, column_head, is_example
from kbaudit.signals.personal_kinds import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.signals.personal_kinds import Number

_GATE: Final = bytes(48 if 48 <= c <= 57 else c for c in range(256))
_SEPARATORS: Final = b" \xa0.-/"
_MANY: Final = b"0" * 10
_DIGITS: Final = re.compile(r"[0-9](?:[ \xa0.\-/]?[0-9]){9,}")
_IBAN: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d\d(?:[ \xa0-]?[A-Z0-9]{1,4}){3,9}(?![a-z0-9])")
_CARD: Final = re.compile(
    r"(?<![\w.,/#-])(?<!\d[ \xa0])(?:\d{4}(?P<g>[ \xa0-])\d{4}(?P=g)\d{4}(?P=g)\d{4}"
    r"|3[47]\d\d(?P<a>[ \xa0-])\d{6}(?P=a)\d{5}|\d{14,19})"
    r"(?![\w/-]|[.,]\d|[ \xa0]\d{3,})"
)
_ISSUED: Final = re.compile(
    r"4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]"
    r"|[68]\d)\d{11}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}"
)
_FOR_TESTS: Final = frozenset(
    {
        "4111111111111111", "4242424242424242", "4012888888881881", "4012000033330026", "5555555555554444",
        "5105105105105100", "378282246310005", "371449635398431", "378734493671000", "6011111111111117",
        "6011000990139424", "6011000000000004", "3530111333300000", "3566002020360505", "30569309025904",
        "38520000023237", "36227206271667", "3056930009020004", "5200828282828210", "5425233430109903",
        "2223003122003222", "2222420000001113", "2223000048410010", "4917610000000000", "4007702835532454",
        "4263982640269299", "4263970000005262", "5555341244441115", "4532015112830366", "4916338506082832",
        "4556737586899855", "6011601160116611", "4000056655665556", "5454545454545454", "4444333322221111",
        "4005519200000004", "4009348888881881", "4012000077777777", "4500600000000061", "374251018720018",
        "5123456789012346",
    }
)  # fmt: skip
_CARD_WORDS: Final = re.compile(
    r"card|visa|master|amex|american express|karte|kredit|debit|tarjeta|\bcarte\b|\bcarta\b|\bpan\b|cvv|cvc",
    re.IGNORECASE,
)
_OTHER_NUMBERS: Final = re.compile(
    r"(?:order|invoice|tracking|serial|imei|isbn|sku|ticket|article|part|bestell|rechnung|auftrag|artikel|sendung"
    r"|commande"
    r"|facture|pedido|factura|shipment|parcel|customer|account|model|reference)\w*[ \t.:#|nor°º-]{0,14}\Z",
    re.IGNORECASE,
)
_NAMED_BY: Final = {
    word: tuple(kind for kind in NUMBERS if word in kind.words) for each in NUMBERS for word in each.words
}
_LETTER: Final = re.compile(r"[^\W\d_]{3}")
_BEFORE: Final = 60
_BEHIND: Final = 25


def personal_numbers(text: str, roots: Mapping[str, Sequence[int]]) -> Iterator[Exposed]:
    """Every personal number in a text, in no order. roots has the places of the words that name such numbers."""
    if _MANY in text.encode("latin-1", "replace").translate(_GATE, _SEPARATORS):
        for number in _DIGITS.finditer(text):
            yield from _alone(text, number)
    for kind in dict.fromkeys(kind for root in roots for kind in _NAMED_BY.get(root, ())):
        yield from _of_kind(text, kind)


def _alone(text: str, number: re.Match[str]) -> Iterator[Exposed]:
    """Numbers whose form is so strict that no word is needed: accounts, cards, some national numbers."""
    size = sum(map(str.isdigit, number[0]))
    begin, end = number.span()
    yield from _accounts(text, begin, end)
    if size >= 14:
        yield from _cards(text, begin, end)
    if size >= 11:
        for kind in NUMBERS:
            for found in kind.alone.finditer(text, begin, min(len(text), end + 1)) if kind.alone else ():
                yield from _kept(text, kind, *found.span())


def _accounts(text: str, begin: int, end: int) -> Iterator[Exposed]:
    """IBANs: what follows one in capital letters is taken off, group by group, until the check digits fit."""
    for found in _IBAN.finditer(text, max(0, begin - 16), min(len(text), end + 24)):
        value = found[0]
        while len(value) >= 15:
            if importlib.import_module("stdnum.iban").is_valid(value.replace("\xa0", " ")):
                yield from _unless_example(text, "IBAN", found.start(), found.start() + len(value))
                return
            value = value[: max(value.rfind(" "), value.rfind("\xa0"), value.rfind("-"), 0)]


def _cards(text: str, begin: int, end: int) -> Iterator[Exposed]:
    for found in _CARD.finditer(text, begin, min(len(text), end + 1)):
        digits = re.sub(r"\D", "", found[0])
        if not _ISSUED.fullmatch(digits) or digits in _FOR_TESTS or digits.startswith("400000") or len(set(digits)) < 5:
            continue
        if importlib.import_module("stdnum.luhn").is_valid(digits) and _is_card(text, found):
            yield from _unless_example(text, "payment card number", *found.span())


def _is_card(text: str, found: re.Match[str]) -> bool:
    """Whether the words around it speak of a card; one in groups of four may also stand in any other sentence."""
    before = text[max(0, found.start() - 80) : found.start()]
    near = f"{before} {text[found.end() : found.end() + 40]} {column_head(text, found.start())}"
    if _CARD_WORDS.search(near):
        return True
    line = before.rpartition("\n")[2]
    return not found[0].isdigit() and bool(_LETTER.search(line)) and not _OTHER_NUMBERS.search(line)


def _of_kind(text: str, kind: Number) -> Iterator[Exposed]:
    for found in kind.form.finditer(text):
        start, end = found.span()
        near = f"{text[max(0, start - _BEFORE) : start]}\n{text[end : end + _BEHIND].partition(chr(10))[0]}"
        if _speaks(kind, near.lower()) or _speaks(kind, column_head(text, start)):
            yield from _kept(text, kind, start, end)


def _speaks(kind: Number, near: str) -> bool:
    """Whether one of its words stands there; a short one as a whole word."""
    words = (re.escape(word) + (r"(?![^\W_])" if len(word) <= 5 else "") for word in kind.words if word in near)
    return any(re.search(rf"(?<![^\W_]){word}", near) for word in words)


def _kept(text: str, kind: Number, start: int, end: int) -> Iterator[Exposed]:
    if kind.holds(text[start:end].replace("\xa0", " ").replace("\u202f", " ")):
        yield from _unless_example(text, kind.label, start, end)


def _unless_example(text: str, label: str, start: int, end: int) -> Iterator[Exposed]:
    if not is_example(text, start, end):
        yield Exposed(MarkKind.PERSONAL, label, start, end, text[start:end])
