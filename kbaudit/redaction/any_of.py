"""One pattern that finds any of many values, wherever they stand in a text."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DEEPEST: Final = 20  # `re` reads groups within groups by recursion


def any_of(values: Iterable[str]) -> re.Pattern[str]:
    """The pattern; of values that begin at one place the longest is found.

    What values begin with stands in it once, so a text takes the time of few values however many there are.
    """
    return re.compile(_pattern(sorted({value for value in values if value}), 0))


def _pattern(values: Sequence[str], depth: int) -> str:
    """Of values in order."""
    if depth == _DEEPEST:
        return f"(?:{'|'.join(map(re.escape, reversed(values)))})"  # the longer of two comes behind the other
    head = _common(values[0], values[-1])
    rest = [value[len(head) :] for value in values if len(value) > len(head)]
    if not rest:
        return re.escape(head)
    ways = "|".join(_pattern(list(some), depth + 1) for _, some in groupby(rest, key=lambda one: one[0]))
    return f"{re.escape(head)}(?:{ways}){'?' * (len(rest) < len(values))}"


def _common(first: str, last: str) -> str:
    """What two texts begin with; in order, so do all between them."""
    length = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    return first[:length]
