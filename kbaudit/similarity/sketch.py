"""MinHash sketches of shingled texts, and the band keys by which similar ones meet.

The scheme is datasketch's "affine32" with its own permutations (seed 1), applied in numpy: the values equal those of
`datasketch.MinHash` fed with the lower 32 bits of the shingle hashes. 32 bands of 4 rows make a candidate of a pair
with Jaccard 0.8 in 999,999 of a million cases, 0.5 in 87 of 100, 0.3 in 23 of 100 (Leskovec, Rajaraman, Ullman: Mining
of Massive Datasets, 3.4). Of masked texts nearly all has to agree: 16 bands of 8 rows do so for 0.9 in 9,999 of 10,000
cases, for 0.5 in 6 of 100. What a candidate is worth is measured on the shingles, never estimated.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import xxhash

from kbaudit.similarity import shingles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

PERMUTATIONS: Final = 128
BANDS: Final = 32
ROWS: Final = PERMUTATIONS // BANDS
MASKED_BANDS: Final = 16
SCHEME: Final = f"affine32/{PERMUTATIONS}/seed1/w3/{shingles.VERSION}"
"""Names what a sketch can be compared with; stored with every sketch."""

_BLOCK: Final = 1024  # columns a step: 128 x 1024 values of 4 bytes stay in the processor's cache
_FMIX: Final = ((np.uint32(16), np.uint32(0x85EBCA6B)), (np.uint32(13), np.uint32(0xC2B2AE35)))  # MurmurHash3
_FMIX_LAST: Final = np.uint32(16)
_RAW, _MASKED = 1, 2  # seeds


def sketch_batch(shingled: Iterable[NDArray[np.uint64]]) -> list[bytes]:
    """The sketch of each array of shingle hashes: 128 little-endian uint32; b"" where there are no shingles."""
    return [_sketch(hashes) for hashes in shingled]


def band_keys(sketch: bytes) -> NDArray[np.int64]:
    """The 32 keys of a sketch, none for an empty one; the lowest five bits are the band's number."""
    return _keys(sketch, BANDS, _RAW)


def masked_band_keys(masked_sketch: bytes) -> NDArray[np.int64]:
    """The 16 keys of a masked sketch, which no raw sketch has: nearly all of the masked text has to agree."""
    return _keys(masked_sketch, MASKED_BANDS, _MASKED)


def _keys(sketch: bytes, bands: int, seed: int) -> NDArray[np.int64]:
    """A key a band, of its rows and its number. Hashed one by one: for so few numpy takes twice as long."""
    width = len(sketch) // bands
    rows = (sketch[begin : begin + width] for begin in range(0, width * bands, width)) if width else ()
    keys = [xxhash.xxh3_64_intdigest(row, seed) & -BANDS | band for band, row in enumerate(rows)]
    return np.array(keys, dtype=np.uint64).view(np.int64)


@cache
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The factors and addends of datasketch's permutations, each (128, 1)."""
    # Imported here: it takes 0.7 s and only those who learn documents need it.
    from datasketch import MinHash  # noqa: PLC0415 (see above)

    factors, addends = MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32").permutations
    return np.ascontiguousarray(factors)[:, None], np.ascontiguousarray(addends)[:, None]


def _sketch(hashes: NDArray[np.uint64]) -> bytes:
    if not hashes.size:
        return b""
    mixed = hashes.astype(np.uint32)
    for shift, factor in _FMIX:
        mixed ^= mixed >> shift
        mixed *= factor
    mixed ^= mixed >> _FMIX_LAST
    factors, addends = _permutations()
    least = np.full(PERMUTATIONS, 0xFFFFFFFF, dtype=np.uint32)
    for begin in range(0, mixed.size, _BLOCK):
        permuted = factors * mixed[begin : begin + _BLOCK]
        permuted += addends
        np.minimum(least, permuted.min(axis=1), out=least)
    return least.astype("<u4").tobytes()
