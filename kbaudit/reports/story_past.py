"""What earlier audits said of a document, for `kbaudit explain PATH`: its status over time, and what it has no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.reports.wording import day_or_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from kbaudit.model import History

_SHOWN: Final = 10


def past(history: History, uri: str, as_of: datetime, zone: tzinfo) -> Iterator[str]:
    """The document's history over the audits before as_of; nothing where none of them had it."""
    lines = [*_status(history, uri, as_of, zone), *_gone(history, uri, zone)]
    joined = history.first_audited(uri)
    if joined and joined < as_of:
        lines.insert(0, f"  in the corpus since {day_or_time(joined, zone)}")
    if lines:
        yield "Status over audits"
        yield from lines
        yield ""


def _status(history: History, uri: str, as_of: datetime, zone: tzinfo) -> Iterator[str]:
    steps = history.statuses.get(uri, ())
    told = [f"{status} now" if at == as_of else f"{status} since {day_or_time(at, zone)}" for at, status in steps]
    if told:
        left = len(told) - _SHOWN
        yield "  " + ", ".join([f"{left:,} more changes before", *told[-_SHOWN:]] if left > 0 else told)


def _gone(history: History, uri: str, zone: tzinfo) -> Iterator[str]:
    """The findings that it had and hasn't any more, the last seen first."""
    gone = [one for one in history.gone if one.told.uri == uri]
    for one in gone[:_SHOWN]:
        begun, ended = day_or_time(one.first, zone), day_or_time(one.last, zone)
        span = begun if begun == ended else f"{begun} to {ended}"
        yield f"  no more: {one.told.code} {one.told.name} ({span}): {one.told.message}"
    if len(gone) > _SHOWN:
        yield f"  and {len(gone) - _SHOWN:,} more that are no more"
