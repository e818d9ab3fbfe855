"""The exact similarity of candidate pairs, measured on their shingles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kbaudit.model import Pair
from kbaudit.similarity.kept import Kept
from kbaudit.similarity.shingles import Shingles, shingled
from kbaudit.similarity.unions import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from kbaudit.similarity.kept import Texts

_KEPT: Final = 64 * 2**20  # bytes of shingles that are kept: about 2,500 documents of 10 kB


def measure(pairs: Iterable[tuple[str, str]], texts: Texts, *, keep_bytes: int = _KEPT) -> Iterator[Pair]:
    """Each pair of content keys measured exactly and once, a < b; a key against itself is left out.

    Pairs that hang together come together, so that nearly every document is shingled once; their order depends on the
    keys alone.
    """
    kept = Kept(texts, shingled, size=lambda shingles: shingles.size, room=keep_bytes)
    for (a, shingles_a), (b, shingles_b) in kept.each(side_by_side(pairs)):
        yield compare(a, shingles_a, b, shingles_b)


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
