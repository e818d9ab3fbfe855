"""What the catalog tells beside the model's values, and how moments cross its border."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from kbaudit.model import SkipReason

if TYPE_CHECKING:
    from collections.abc import Mapping

LASTING: Final = frozenset(
    {
        SkipReason.UNSUPPORTED,
        SkipReason.IMAGE,
        SkipReason.CORRUPT,
        SkipReason.ENCRYPTED,
        SkipReason.NO_TEXT_LAYER,
        SkipReason.TOO_LARGE,
    }
)
"""Reasons that stay true while neither the file nor the learner changes. The others depend on the machine, its load
or what is installed: such a file is tried again at every crawl."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the catalog holds of a live file: mtime_ns is -1 when it must be opened to see whether it changed.

    fresh says that what was learned of its content still holds: facts, or a lasting reason to skip it, by the
    learner of this crawl. reason is set for a skipped file.
    """

    size: int
    mtime_ns: int
    sha256: str
    fresh: bool
    reason: SkipReason | None = None


@dataclass(frozen=True, slots=True)
class PastRun:
    """An audit that was made: its counts by name ("documents", "served", ...) and the name of its policy."""

    id: str
    as_of: datetime
    sources: tuple[str, ...]
    summary: Mapping[str, object]
    policy: str = ""
    complete: bool = True


def to_stored(moment: datetime) -> datetime:
    """An aware moment as the naive UTC that is stored: DuckDB would make an aware one local time without a word."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone can't be stored")
    return moment.astimezone(UTC).replace(tzinfo=None)


def from_stored(moment: datetime) -> datetime:
    """The moment that was stored, aware and UTC."""
    return moment.replace(tzinfo=UTC)
