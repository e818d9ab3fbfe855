"""When the time of a file may be believed: it can make a document stale, never fresh."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.model import Document

_HOUR_NS: Final = 3_600 * 10**9
_FEWEST: Final = 3  # files of a source from which a common time tells anything
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(9999, 12, 31, tzinfo=UTC)


class Arrival(NamedTuple):
    """The hour, in nanoseconds since 1970, in which most files of a source were written."""

    first: int
    last: int


def arrivals(documents: Sequence[Document]) -> Mapping[str, Arrival]:
    """When the files of each source came all at once: half of them or more, and at least three, within one hour.

    Such times tell of a checkout, a copy or an unpacking, not of the documents. A file with another time was no part
    of it: one that is older was left alone since then.
    """
    times: dict[str, list[int]] = {}
    for document in documents:
        times.setdefault(document.source, []).append(document.mtime_ns)
    found = {source: _all_at_once(sorted(moments)) for source, moments in times.items()}
    return {source: arrival for source, arrival in found.items() if arrival}


def believed(document: Document, arrived: Mapping[str, Arrival]) -> bool:
    """Whether the time of a file tells anything of the document."""
    arrival = arrived.get(document.source)
    return arrival is None or not arrival.first <= document.mtime_ns <= arrival.last


def no_newer_than(document: Document) -> datetime | None:
    """The time of the file, to the second; None where the file has none (the epoch, or before)."""
    if document.mtime_ns < 10**9:
        return None
    try:
        return _EPOCH + timedelta(seconds=document.mtime_ns // 10**9)
    except OverflowError:
        return _LATEST


def _all_at_once(ordered: list[int]) -> Arrival | None:
    most, found, first = 0, Arrival(0, 0), 0
    for last, moment in enumerate(ordered):
        while moment - ordered[first] > _HOUR_NS:
            first += 1
        if last - first + 1 > most:
            most, found = last - first + 1, Arrival(ordered[first], moment)
    return found if most >= _FEWEST and 2 * most >= len(ordered) else None
