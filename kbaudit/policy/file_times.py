"""When the time of a file may be believed: it can make a document stale, never fresh."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.model import Document

_HOUR_NS: Final = 3_600 * 10**9
_FEWEST: Final = 3  # files of a source from which a common time tells anything
_LATEST: Final = datetime(9999, 12, 31, tzinfo=UTC)


def checked_out(documents: Sequence[Document]) -> frozenset[str]:
    """The sources whose files came all at once: half of them or more, and at least three, within one hour.

    Such times tell of a checkout, a copy or an unpacking, not of the documents.
    """
    times: dict[str, list[int]] = {}
    for document in documents:
        times.setdefault(document.source, []).append(document.mtime_ns)
    return frozenset(source for source, moments in times.items() if _all_at_once(moments))


def no_newer_than(document: Document) -> datetime | None:
    """The time of the file, to the second; None where the file has none (the epoch, or before)."""
    if document.mtime_ns < 10**9:
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=document.mtime_ns // 10**9)
    except OverflowError:
        return _LATEST


def _all_at_once(moments: list[int]) -> bool:
    ordered = sorted(moments)
    most, first = 0, 0
    for last, moment in enumerate(ordered):
        while moment - ordered[first] > _HOUR_NS:
            first += 1
        most = max(most, last - first + 1)
    return most >= _FEWEST and 2 * most >= len(ordered)
