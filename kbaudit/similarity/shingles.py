"""Texts as sets of hashed word 3-grams: as they are, and with everything that changes between editions masked.

Two texts share a shingle when they share three neighbouring tokens. 64-bit hashes stand for the shingles: with a
million of them the odds of one collision are below 1 in 10 million.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from kbaudit.similarity.hashed_tokens import tokenised, words

if TYPE_CHECKING:
    from kbaudit.similarity.hashed_tokens import Hashes, Tokens

__all__ = ["VERSION", "Shingles", "masked", "shingled", "shingles_of", "words"]

VERSION: Final = 3
"""Grows whenever the same text would give other shingles; part of the sketch's scheme."""

_M1: Final = np.uint64(0x9E3779B97F4A7C15)
_M2: Final = np.uint64(0xBF58476D1CE4E5B9)
_M3: Final = np.uint64(0x94D049BB133111EB)
_S1, _S2, _S3 = np.uint64(32), np.uint64(29), np.uint64(31)
_MASK: Final = np.uint64(0xA5A5A5A5A5A5A5A5)


class Shingles(NamedTuple):
    """The shingles of one text, sorted and unique: as it is, and masked. words counts its tokens."""

    raw: Hashes
    masked: Hashes
    words: int

    @property
    def size(self) -> int:
        """Bytes that the arrays take."""
        return int(self.raw.nbytes + self.masked.nbytes)


def shingled(text: str) -> Shingles:
    """The shingles of a text. Numbers, dates, amounts, versions, web and mail addresses are what gets masked."""
    return shingles_of(tokenised(text))


def shingles_of(tokens: Tokens) -> Shingles:
    """The shingles of a text that is cut into tokens."""
    return Shingles(raw=_combined(tokens.hashes), masked=_combined(masked(tokens)), words=len(tokens.hashes))


def masked(tokens: Tokens) -> Hashes:
    """The token hashes with every run of changing tokens replaced by one mask."""
    changing = tokens.changing
    keep = ~changing
    keep[:1] = True
    keep[1:] |= ~changing[:-1]
    return np.where(changing, _MASK, tokens.hashes)[keep]


def _combined(hashes: Hashes) -> Hashes:
    """Sorted unique hashes of three neighbours; fewer than three tokens make one shingle of what there is."""
    if not hashes.size:
        return hashes
    width = min(3, hashes.size)
    count = hashes.size - width + 1
    value = hashes[:count] * _M1
    value ^= value >> _S1
    for step in range(1, width):
        value += hashes[step : step + count]
        value *= _M2
        value ^= value >> _S2
    value *= _M3
    value ^= value >> _S3
    value.sort()
    first = np.empty(count, dtype=np.bool_)
    first[0] = True
    np.not_equal(value[1:], value[:-1], out=first[1:])
    return value[first]
