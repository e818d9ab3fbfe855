"""The exact similarity of candidate pairs, measured on their shingles."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import numpy as np

from kbaudit.model import Pair
from kbaudit.similarity.shingles import Shingles, shingled
from kbaudit.similarity.unions import Unions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Texts = Callable[[Sequence[str]], Mapping[str, str]]

_BATCH: Final = 64  # pairs, so at most 128 texts are asked for at once
_KEPT: Final = 64 * 2**20  # bytes of shingles that are kept: about 2,500 documents of 10 kB


def measure(pairs: Iterable[tuple[str, str]], texts: Texts, *, keep_bytes: int = _KEPT) -> Iterator[Pair]:
    """Each pair of content keys measured exactly and once, a < b; a key against itself is left out.

    texts gives the texts of the keys that it is asked for, at most 128 at a time. Pairs that hang together come
    together, so that nearly every document is shingled once; their order depends on the keys alone.
    """
    kept = _Kept(texts, keep_bytes)
    ordered = _grouped(pairs)
    for begin in range(0, len(ordered), _BATCH):
        some = ordered[begin : begin + _BATCH]
        known = kept.get({key for pair in some for key in pair})
        for a, b in some:
            yield compare(a, known[a], b, known[b])


def compare(a: str, shingles_a: Shingles, b: str, shingles_b: Shingles) -> Pair:
    """Two contents measured against each other. An empty text resembles nothing."""
    jaccard, containment = _overlap(shingles_a.raw, shingles_b.raw)
    masked_jaccard, _ = _overlap(shingles_a.masked, shingles_b.masked)
    return Pair(a, b, jaccard=jaccard, masked_jaccard=masked_jaccard, containment=containment)


def _overlap(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> tuple[float, float]:
    """Jaccard similarity, and containment in the smaller one, of two sorted arrays without duplicates."""
    if not a.size or not b.size:
        return 0.0, 0.0
    both = np.concatenate((a, b))
    both.sort()
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (both.size - shared), shared / min(a.size, b.size)


def _grouped(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The distinct pairs, a < b, those of one connected group together."""
    distinct = {(a, b) if a < b else (b, a) for a, b in pairs if a != b}
    unions = Unions()
    for a, b in distinct:
        unions.join(a, b)
    return sorted(distinct, key=lambda pair: (unions.find(pair[0]), pair))


class _Kept:
    """Shingles by content key, the least recently used dropped first when they take too many bytes."""

    def __init__(self, texts: Texts, keep_bytes: int) -> None:
        self._texts, self._keep_bytes = texts, keep_bytes
        self._shingles: OrderedDict[str, Shingles] = OrderedDict()
        self._size = 0

    def get(self, keys: set[str]) -> Mapping[str, Shingles]:
        missing = sorted(keys - self._shingles.keys())
        if missing:
            texts = self._texts(missing)
            for key in missing:
                self._shingles[key] = new = shingled(texts[key])
                self._size += new.size
        wanted = {}
        for key in sorted(keys):
            self._shingles.move_to_end(key)
            wanted[key] = self._shingles[key]
        while self._size > self._keep_bytes:
            _, dropped = self._shingles.popitem(last=False)
            self._size -= dropped.size
        return wanted
