"""What a document holds and a reader doesn't see: comments, shapeless characters, letters in Unicode's tag block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.signals.uncoded import SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Extract

_MARKS: Final = (("<!--", "-->"), ("{/*", "*/}"))
_LONGEST: Final = 20_000
_MOST: Final = 5_000
_LINE_COMMENT: Final = re.compile(
    r"^\[(?://|comment)\]:[ \t]?[#<>]{1,2}[ \t]{1,4}([^\n]{1,2000})$", re.MULTILINE | re.IGNORECASE
)
_TAGS: Final = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007e])[\U000e0020-\U000e007e]{4,4000}")
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{6,4000}")
_SHAPELESS: Final = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e"
_SHAPELESS_ONES: Final = re.compile(f"[{_SHAPELESS}]+")
_FIRST_TAG: Final = 0xE0000


def comments(extract: Extract) -> Iterator[tuple[int, int]]:
    """The spans of a text's comments, without their marks."""
    if extract.kind not in SOURCES:
        return
    text = extract.text
    for opening, closing in _MARKS:
        start = text.find(opening)
        for _ in range(_MOST):
            if start < 0:
                break
            end = text.find(closing, start, start + _LONGEST)
            end = min(len(text), start + _LONGEST) if end < 0 else end
            yield start + len(opening), end
            start = text.find(opening, end)
    if "]: #" in text or "]: <" in text:
        for found in _LINE_COMMENT.finditer(text):
            yield found.span(1)


def has_odd_letters(text: str) -> bool:
    """Whether a text holds characters outside Unicode's first plane, among which letters can be hidden."""
    return not text.isascii() and len(text.encode("utf-16-le", "replace")) != 2 * len(text)


def decoded(text: str) -> Iterator[tuple[int, int, str]]:
    """What is written in tag characters or variation selectors: where, and the words."""
    for found in _TAGS.finditer(text):
        yield *found.span(), "".join(chr(ord(letter) - _FIRST_TAG) for letter in found[0])
    for found in _SELECTORS.finditer(text):
        data = bytes(code - 0xFE00 if (code := ord(c)) < _FIRST_TAG else code - 0xE0100 + 16 for c in found[0])
        yield *found.span(), data.decode("utf-8", "replace")


def has_shapeless(text: str) -> bool:
    """Whether a text holds characters without a shape, with which words are broken up."""
    return not text.isascii() and any(character in text for character in _SHAPELESS)


def without_shapeless(text: str) -> str:
    """The text without them."""
    return _SHAPELESS_ONES.sub("", text)


def place_in(text: str, at: int) -> int:
    """Where a character of the text without them stands in the text with them."""
    for found in _SHAPELESS_ONES.finditer(text):
        if found.start() > at:
            break
        at += len(found[0])
    return at
