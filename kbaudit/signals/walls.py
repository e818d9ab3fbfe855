"""Walls of text: prose that goes on without a break, a heading or a list, so that any chunking would cut it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import Mark, MarkKind
from kbaudit.signals.statements import quoted
from kbaudit.signals.uncoded import SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.signals.uncoded import Uncoded

SHORTEST: Final = 2_000
"""Characters of prose from which on a block is marked; what is too long is for the policy to say."""

_WRAPPED: Final = SOURCES | {"eml", "mbox", "msg"}
"""Kinds where a paragraph may be wrapped and a blank line ends it; in the others each line is a paragraph."""
_BREAK: Final = re.compile(
    r"[ \t]*(?:[-*+•·–][ \t]|\d{1,3}[.)][ \t]|[a-z][.)][ \t]|#|\||>|<|\[|:|\.\. |={3}|-{3}|~{3}|`{3})"
    r"|[ \t]*\d{4}-\d\d|[ \t]*\d\d:\d\d| {4}|\t"
)
_SENTENCE: Final = re.compile(r"[^\W\d_]{2}[.!?…][\"'”»)]?\s|[。！？]")
_WORD_LIMIT: Final = 15
_FEWEST_SENTENCES: Final = 5
_LETTERS: Final = 0.85
_MOST: Final = 20


def wall_marks(uncoded: Uncoded) -> Iterator[Mark]:
    """The blocks of prose of 2,000 characters or more, at most 20."""
    extract, text = uncoded.extract, uncoded.text
    if uncoded.is_data or len(text) < SHORTEST:
        return
    gap = "\n\n" if extract.kind in _WRAPPED and "\r" not in text else "\n"
    start = found = 0
    for block in text.split(gap):
        if len(block) >= SHORTEST:
            for begin, end in _runs(uncoded, start, start + len(block)):
                found += 1
                yield _mark(text, begin, end)
        start += len(block) + len(gap)
        if found >= _MOST:
            return


def _runs(uncoded: Uncoded, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs of lines of prose within a block that are long enough."""
    begin = at = start
    for line in uncoded.text[start:end].split("\n"):
        if not line.strip() or _BREAK.match(line):
            if at - begin >= SHORTEST and _is_prose(uncoded.prose[begin:at]):
                yield begin, at - 1
            begin = at if line.strip() and len(line) >= SHORTEST else at + len(line) + 1
        at += len(line) + 1
    if end - begin >= SHORTEST and _is_prose(uncoded.prose[begin:end]):
        yield begin, end


def _is_prose(block: str) -> bool:
    """Sentences of words; no list of links, no code, no table, no data."""
    words = block.split()
    visible = sum(map(len, words))
    if visible < SHORTEST // 2 or sum(map(str.isalpha, block)) < _LETTERS * visible:
        return False
    if block.isascii() and visible > _WORD_LIMIT * len(words):
        return False
    return len(_SENTENCE.findall(block)) >= _FEWEST_SENTENCES and block.count("](") * 60 < len(block)


def _mark(text: str, start: int, end: int) -> Mark:
    length = f"{end - start:,} characters without a break"
    return Mark(MarkKind.UNSTRUCTURED, length, start, end, quote=quoted(text[start : start + 400]))
