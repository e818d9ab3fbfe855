"""What every crawler gives: one value for each thing it found, so that nothing vanishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import FoundFile, Skipped, Source


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file that the user's patterns leave out. pattern is the one that did, as written; "" is "not included"."""

    uri: str
    pattern: str


class Crawler(Protocol):
    """Finds what a source holds."""

    def crawl(self, source: Source) -> Iterator[FoundFile | Skipped | Ignored]:
        """Everything in the source, in an order that depends on the names alone."""
