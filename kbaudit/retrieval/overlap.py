"""Whether a chunk, cut by somebody else's splitter, holds a passage that is kept out: by shingles, without the text.

A stamp tells of a passage the hashes of its word 3-grams, so that no text that is kept out is written anywhere.
Splitters change blanks and markup, so neither counts; in a text without words what stands between blanks does.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Set

WIDTH: Final = 3
MOST: Final = 256  # a passage of 1,500 characters seldom has more
_HALF: Final = 0.5
_UNSPACED: Final = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # each letter a word
)


@cache
def _words() -> re.Pattern[str]:
    """Compiled when a passage is first asked for: most services have none, and it's a tenth of an import."""
    return re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")


def shingles(text: str) -> frozenset[int]:
    """The hashes (32 bits) of a text's word 3-grams; of a text of fewer words the one of all of them."""
    words = _words().findall(text.casefold()) or text.split()
    grams = {" ".join(words[at : at + WIDTH]) for at in range(max(1, len(words) - WIDTH + 1))} if words else ()
    return frozenset(_hashed(gram) for gram in grams)


def sampled(text: str) -> list[int]:
    """The shingles that a stamp holds of a passage: sorted, of a long one the 256 least."""
    return sorted(shingles(text))[:MOST]


def overlaps(chunk: Set[int], passage: Set[int]) -> bool:
    """Whether half of the passage or more stands in the chunk, or half of the chunk in the passage.

    passage may be sampled: then it has of the whole what isn't above its greatest, and of the chunk no more counts.
    """
    if len(passage) >= MOST:
        greatest = max(passage)
        chunk = {each for each in chunk if each <= greatest}
    shared = len(chunk & passage)
    return shared > 0 and shared >= _HALF * min(len(chunk), len(passage))


def _hashed(gram: str) -> int:
    return int.from_bytes(hashlib.blake2b(gram.encode("utf-8", "replace"), digest_size=4).digest(), "big")
