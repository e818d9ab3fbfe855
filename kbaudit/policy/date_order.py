"""Dates such as 03/04/2024, of which only the documents around them tell whether the day or the month comes first.

The policy may say it. Else the other dates of the source do, where all that can be read in one way only (25/04/2024)
agree; where they don't, or where there are none, such a date counts for nothing and is reported (KB208).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kbaudit.model import DateClaim, Document

DAY_FIRST: Final = "day_first"
MONTH_FIRST: Final = "month_first"

_NUMERIC: Final = re.compile(r"\D{0,30}(\d\d?)([/-])(\d\d?)\2(?:19|20)\d\d(?!\d)")
_TELLING: Final = frozenset({Origin.FRONT_MATTER, Origin.SENTENCE, Origin.HTML_META, Origin.HTML_TIME})


@dataclass(frozen=True, slots=True)
class Settled:
    """A document with the dates that mean one day, and those of which nothing tells what they mean."""

    document: Document
    doubtful: tuple[DateClaim, ...] = ()


class DateOrders:
    """The order of day and month in each source: said is the policy's ("day_first", "month_first", else "auto")."""

    def __init__(self, documents: Iterable[Document], said: str) -> None:
        self._said = said if said in {DAY_FIRST, MONTH_FIRST} else ""
        self._found: Mapping[str, str] = {} if self._said else _told(documents)

    def settle(self, document: Document) -> Settled:
        """The document with each doubtful date as the order of its source has it."""
        unclear = tuple([claim for claim in document.dates if claim.otherwise])
        if not unclear:
            return Settled(document)
        order = self._said or self._found.get(document.source, "")
        known = tuple(_read(claim, order) for claim in document.dates if order or not claim.otherwise)
        return Settled(replace(document, dates=known), () if order else unclear)


def _read(claim: DateClaim, order: str) -> DateClaim:
    if not claim.otherwise:
        return claim
    return replace(claim, value=claim.otherwise if order == MONTH_FIRST else claim.value, otherwise="")


def _told(documents: Iterable[Document]) -> dict[str, str]:
    """The order that all unequivocal dates of a source agree on."""
    seen: dict[str, set[str]] = {}
    for document in documents:
        if document.dates and (orders := _orders(document.dates)):
            seen.setdefault(document.source, set()).update(orders)
    return {source: next(iter(orders)) for source, orders in seen.items() if len(orders) == 1}


def _orders(claims: Sequence[DateClaim]) -> set[str]:
    orders = set()
    for claim in claims:
        found = _NUMERIC.match(claim.raw) if claim.origin in _TELLING and not claim.otherwise else None
        if found and int(found[1]) > 12 >= int(found[3]):
            orders.add(DAY_FIRST)
        elif found and int(found[3]) > 12 >= int(found[1]) and not claim.where.lower().startswith("ms."):
            orders.add(MONTH_FIRST)
    return orders
