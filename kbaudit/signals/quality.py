"""How far a text can be trusted to be what its author wrote: garbled, spaced out, glued together, or fine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Extract

_WINDOW: Final = 20_000  # words are looked at in the first and last so many characters; bytes are counted in all
_CONTROLS: Final = bytes({*range(32), 127} - set(b"\t\n\v\f\r"))
_ALNUM: Final = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + bytes(range(0x80, 0x100))
_BLANK: Final = b"\t\n\v\f\r "
_MARKUP: Final = b"|-_=*#`./\\:<>(){}[]\"',;+~"
_MOJIBAKE: Final = re.compile(  # in UTF-8: Ã, Â, Ð or Ñ before a sign, â€, ã€, ãƒ, ã‚
    rb"\xc3(?:[\x82\x83\x90\x91][\xc2\xc5\xc6\xcb\xe2]|\xa2\xe2\x82\xac|\xa3(?:\xe2\x82\xac|\xc6\x92|\xe2\x80\x9a))"
)
_C1: Final = re.compile(rb"\xc2[\x80-\x9f]")
_PRIVATE: Final = re.compile(rb"\xee|\xef[\x80-\xa3]")
_COMMENT: Final = re.compile(r"\s*+<!--(?:.*?-->|.*)", re.DOTALL)
_GLUED: Final = re.compile(r"[^\W_]{41,}")
_SPACED: Final = re.compile(r"(?<!\S)(?:[^\W\d_] ){4,}[^\W\d_](?!\S)")
_LONGEST_WORD: Final = 40
_LONGEST_MEAN: Final = 20
_FEWEST_WORDS_A_PAGE: Final = 12


def quality_of(extract: Extract) -> tuple[float, tuple[str, ...]]:
    """The confidence in a text, 0..1, and what lowered it, worst first: each a phrase with the figure."""
    if not _shows_something(extract):
        return 0.0, ("no text",)
    faults = sorted(_faults(extract), key=lambda fault: (-fault[0], fault[1]))
    confidence = 1.0
    for penalty, _ in faults:
        confidence *= 1 - penalty
    return round(confidence, 3), tuple(reason for _, reason in faults)


def _shows_something(extract: Extract) -> bool:
    """Whether a reader sees anything: comments in Markdown are for its authors."""
    text, at = extract.text, 0
    while extract.kind == "markdown" and (comment := _COMMENT.match(text, at)):
        at = comment.end()
    return not text[at:].isspace() and at < len(text)


def _faults(extract: Extract) -> Iterator[tuple[float, str]]:
    """Penalties, 0..0.95, from 0.01 on, with the reason."""
    measured = (*_of_characters(extract.text), *_of_words(extract))
    yield from ((min(0.95, penalty), reason) for penalty, reason in measured if penalty >= 0.01)
    for code, detail in extract.problems:
        if code == "encoding":
            yield 0.05, f"encoding: {detail}" if detail else "encoding not sound"


def _of_characters(text: str) -> Iterator[tuple[float, str]]:
    # Bytes are counted rather than characters: ten times as fast, and the text's size hardly matters.
    size = len(text)
    raw = text.encode("utf-8", "replace")
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    visible = raw.translate(None, _BLANK + _MARKUP)
    symbols = len(visible.translate(None, _ALNUM))
    if not text.isascii():
        controls += len(_C1.findall(raw))
        symbols += 3 * len(_PRIVATE.findall(raw))
        replaced = text.count("\ufffd")
        yield 12 * replaced / size, f"{_percent(replaced / size)} replacement characters"
        pairs = len(_MOJIBAKE.findall(raw))
        yield 25 * pairs / size, f"{pairs} garbled characters such as Ã© for é"
    yield 20 * controls / size, f"{_percent(controls / size)} control characters"
    noise = symbols / max(1, len(visible))
    yield 3 * (noise - 0.15), f"{_percent(noise)} of the characters are symbols"


def _of_words(extract: Extract) -> Iterator[tuple[float, str]]:
    text = extract.text
    if len(text) > 2 * _WINDOW:
        text = f"{text[:_WINDOW]}\n{text[-_WINDOW:]}"
    words = text.split()
    lengths = list(map(len, words))
    if max(lengths) > _LONGEST_WORD:
        share = sum(_glued(word) for word in words if len(word) > _LONGEST_WORD) / len(text)
        yield 2 * (share - 0.05), f"{_percent(share)} of the text in words of more than {_LONGEST_WORD} letters"
    if text.isascii() and len(text) > _LONGEST_MEAN * len(words):
        plain = [len(word) for word in words if "://" not in word and "](" not in word]
        mean = sum(plain) / max(1, len(plain))
        yield mean / _LONGEST_MEAN - 1, f"words of {mean:.0f} characters on average"
    if lengths.count(1) > 0.4 * len(words):
        share = sum(map(len, _SPACED.findall(text))) / len(text)
        yield 2 * share, f"{_percent(share)} of the text in spaced letters"
    pages = max((passage.page for passage in extract.passages), default=0)
    if pages > 1 and len(text) == len(extract.text):
        rate = len(words) / pages
        yield 0.6 * (1 - rate / _FEWEST_WORDS_A_PAGE), f"only {rate:.0f} words a page"


def _glued(word: str) -> int:
    """How many letters stand glued together in a very long word; addresses and scripts without spaces have none."""
    return 0 if "/" in word or not word.isascii() else sum(map(len, _GLUED.findall(word)))


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %") if share >= 0.0095 else f"{share:.1%}".replace("%", " %")
