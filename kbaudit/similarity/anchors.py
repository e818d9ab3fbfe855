"""Anchors: a few runs of eight tokens by which texts that share a stretch of words meet, wherever it stands in them.

Of every WINDOW neighbouring runs the one with the least hash is chosen (winnowing: Schleimer, Wilkerson, Aiken 2003),
so two texts that share RUN + WINDOW - 1 tokens in a row share an anchor for certain. Tokens count as masked ones: a
number that changed hides no stretch. In scripts without spaces a run is twice as long: eight characters are three words
there. What an anchor is worth is measured on the shingles, never estimated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kbaudit.similarity.hashed_tokens import spaceless

if TYPE_CHECKING:
    from kbaudit.similarity.hashed_tokens import Hashes

RUN: Final = 8
WINDOW: Final = 24
SHORT: Final = 48
"""Tokens below which a text keeps all its runs, so that the longer text needs to have chosen one of them only."""

_MOST: Final = 20_000  # anchors a text; beyond it the least ones are kept, in every text the same
_M1, _M2 = np.uint64(0xD6E8FEB86659FD93), np.uint64(0xA0761D6478BD642F)
_S1, _S2 = np.uint64(32), np.uint64(29)


def anchors(masked: Hashes) -> Hashes:
    """The anchors of a text's masked tokens, sorted and unique; none where there are fewer tokens than a run has."""
    width = run_width(masked)
    if masked.size < width:
        return masked[:0]
    all_runs = runs(masked, width)
    chosen = all_runs if masked.size < SHORT else _least(all_runs, min(WINDOW, all_runs.size))
    return np.unique(chosen)[:_MOST]


def run_width(masked: Hashes) -> int:
    """How many of a text's tokens a run has."""
    return RUN * 2 if spaceless(masked) else RUN


def runs(masked: Hashes, width: int) -> Hashes:
    """The hash of each `width` neighbouring tokens, which are as many at least."""
    count = masked.size - width + 1
    value = masked[:count] * _M1
    for step in range(1, width):
        value ^= value >> _S1
        value += masked[step : step + count]
        value *= _M1
    value ^= value >> _S2
    value *= _M2
    value ^= value >> _S1
    return value


def _least(values: Hashes, width: int) -> Hashes:
    """The least of each `width` neighbours: windows of 1, 2, 4 ... are doubled until two of them cover one."""
    least, covered = values, 1
    while covered * 2 <= width:
        least = np.minimum(least[:-covered], least[covered:])
        covered *= 2
    rest = width - covered
    least = np.minimum(least[:-rest], least[rest:]) if rest else least
    changes = np.empty(least.size, dtype=np.bool_)
    changes[0] = True
    np.not_equal(least[1:], least[:-1], out=changes[1:])
    return least[changes]
