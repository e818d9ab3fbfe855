"""What is wrong with stretches of a text, by its marks, as a finding says it: the first quoted, others listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import shortened
from kbaudit.model import Evidence, Passage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.model import Mark

_LISTED: Final = 5


def first_quote(marks: Sequence[Mark]) -> str:
    """The first of them in its own words, in quotation marks."""
    return f'"{shortened(marks[0].quote)}"'


def and_others(marks: Sequence[Mark]) -> str:
    """How many there are beside the first: ", and 3 more places"."""
    others = len(marks) - 1
    return f", and {others:,} more {'place' if others == 1 else 'places'}" if others else ""


def others_as_evidence(marks: Sequence[Mark]) -> tuple[Evidence, ...]:
    """The others, at most five of them, then how many more there are."""
    listed = [Evidence(shortened(mark.label), shortened(mark.quote)) for mark in marks[1 : 1 + _LISTED]]
    more = len(marks) - 1 - len(listed)
    return (*listed, Evidence("not listed", f"and {more:,} more")) if more > 0 else tuple(listed)


def passage_of(marks: Sequence[Mark]) -> Passage:
    """Where the first of them stands."""
    return Passage(marks[0].start, marks[0].end)
