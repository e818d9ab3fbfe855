"""The sample that an auditor looks at: drawn by the digests of names, so that anybody draws the same one again.

Documents are parted by status, skipped files are a part of their own. The places are shared out equally; what a small
part can't fill goes to the others. In a part those are drawn whose sha256 of "SEED LF URI" is least.
"""

from __future__ import annotations

import hashlib
import heapq
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SKIPPED: Final = "skipped"
PARTS: Final = (*(str(status) for status in Status), SKIPPED)
"""The parts in the order of the sheet; of places that can't be shared out evenly the first ones get more."""

LONGEST_SEED: Final = 200  # characters


@dataclass(frozen=True, slots=True)
class Asking:
    """What sample was asked for: how many files, and the seed that somebody gave, "" for the run's id."""

    size: int
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """What is drawn: the uris with their parts, in the order of the sheet, and how many there are of each part."""

    drawn: tuple[tuple[str, str], ...]
    population: Mapping[str, int]
    seed: str

    @property
    def drawn_of(self) -> dict[str, int]:
        """How many are drawn of each part."""
        return {part: sum(each == part for _, each in self.drawn) for part in self.population}


def draw(files: Iterable[tuple[str, str]], seed: str, size: int) -> Sample:
    """The sample of files, each a uri and its part. Holds no more than `size` of a part in memory."""
    heaps: dict[str, list[tuple[int, str]]] = {part: [] for part in PARTS}
    population = dict.fromkeys(PARTS, 0)
    for uri, part in files:
        population[part] += 1
        _keep(heaps[part], (-int.from_bytes(_place(seed, uri)), uri), size)
    shares = _shared(population, size)
    drawn = ((uri, part) for part in PARTS for _, uri in sorted(heaps[part], reverse=True)[: shares[part]])
    return Sample(tuple(drawn), population, seed)


def _place(seed: str, uri: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{uri}".encode("utf-8", "backslashreplace")).digest()


def _keep(heap: list[tuple[int, str]], item: tuple[int, str], most: int) -> None:
    """Keeps the `most` greatest items: their places are the least."""
    if len(heap) < most:
        heapq.heappush(heap, item)
    elif heap:
        heapq.heappushpop(heap, item)


def _shared(population: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of each part are drawn."""
    shares = dict.fromkeys(population, 0)
    left = min(size, sum(population.values()))
    while left:
        for part, held in population.items():
            if left and shares[part] < held:
                shares[part] += 1
                left -= 1
    return shares
