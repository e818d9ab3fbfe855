"""One value that a text must not give away, and small things that its finders share."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kbaudit.model import MarkKind

_SAID_TO_BE_ONE: Final = re.compile(
    r"(?<![\w.@/-])(?:e\.g\.|for example|examples?|dummy|fake|fictional|fictitious|sample|placeholder|made[- ]up|mock"
    r"|not (?:a )?real"
    r"|z\.\s?B\.|zum Beispiel|Beispiel\w*|Muster\w*|fiktiv\w*|(?:par )?exemples?|fictif|(?:por )?ejemplos?|ficticio)"
    r"(?![\w-]|\.\w)",
    re.IGNORECASE,
)
_HEAD_LIMIT: Final = 20_000
"""Characters above a row of a table in which its header row is looked for."""
_ROW_LIMIT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Exposed:
    """A secret or a piece of personal data: text[start:end]. label is what it is, as a reader knows it."""

    kind: MarkKind
    label: str
    start: int
    end: int
    value: str

    @property
    def notice(self) -> str:
        """What stands in its place: "[redacted: aws-access-key]"."""
        return f"[redacted: {re.sub(r'[^a-z0-9]+', '-', self.label.lower()).strip('-')}]"

    @property
    def digest(self) -> str:
        """16 bits: enough to tell two values apart, too few to find one out."""
        return hashlib.sha256(self.value.encode("utf-8", "replace")).hexdigest()[:4]


def apart(found: Iterable[Exposed]) -> list[Exposed]:
    """The findings in the order of the text; of those that overlap the first, and there the longest."""
    kept: list[Exposed] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end, each.label)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def is_example(text: str, start: int, end: int) -> bool:
    """Whether the line around a value says that it's an example. A host such as example.com says nothing."""
    begin = max(text.rfind("\n", 0, start) + 1, start - 200)
    stop = text.find("\n", end, end + 100)
    done = end + 100 if stop < 0 else stop
    return bool(_SAID_TO_BE_ONE.search(text, begin, start) or _SAID_TO_BE_ONE.search(text, end, done))


def column_head(text: str, at: int) -> str:
    """The header of the column in which a cell of a table stands, in small letters; "" where there is none."""
    begin = text.rfind("\n", 0, at) + 1
    if at - begin > _ROW_LIMIT:
        return ""
    mark = cell_mark(text[begin : text.find("\n", at) if "\n" in text[at : at + _ROW_LIMIT] else at + _ROW_LIMIT])
    if not mark:
        return ""
    above = text.rfind("\n\n", max(0, begin - _HEAD_LIMIT), begin)
    first = above + 2 if above >= 0 else max(0, begin - _HEAD_LIMIT)
    if first >= begin:
        return ""
    cells = text[first : text.find("\n", first)].split(mark)
    column = text.count(mark, begin, at)
    return cells[column].strip(" *_`").lower() if column < len(cells) else ""


def cell_mark(line: str) -> str:
    """What parts the cells of a row: a tab or "|"; "" where the line is no row."""
    return next((mark for mark in "\t|" if mark in line), "")
