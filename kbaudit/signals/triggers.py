"""Which of many words stand in a text, found in one scan: it decides which detectors are worth running.

All runs of four bytes are looked up at once in a small table, in numpy, so that a hundred words cost hardly more
than one (a search for each takes about a nanosecond a character).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_GRAM: Final = 4
_LOWER: Final = 0x20
"""The bit that makes ASCII capitals small. What it does to other bytes doesn't matter: words are treated alike."""
_FACTOR: Final = np.uint32(0x9E3779B1)  # Knuth's multiplicative hashing: the product's upper half is well mixed
_UPPER: Final = np.uint32(16)


class Triggers:
    """Words of at least four bytes, in ASCII or with capitals of ASCII alone; case doesn't matter."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[bytes, list[tuple[int, bytes, str]]] = {}
        for word in words:
            raw = _lowered(word).tobytes()
            offset = max(range(len(raw) - _GRAM + 1), key=lambda at: _rareness(word.encode()[at : at + _GRAM]))
            self._words.setdefault(raw[offset : offset + _GRAM], []).append((offset, raw, word))
        self._table = np.zeros(1 << 16, dtype=bool)
        self._table[_hashed(np.frombuffer(b"".join(self._words), dtype="<u4"))] = True

    def in_text(self, text: str) -> frozenset[str]:
        """Those of the words that stand in the text, also within longer words."""
        raw = _lowered(text).tobytes()
        if len(raw) < _GRAM:
            return frozenset()
        found: set[str] = set()
        grams = np.ndarray(len(raw) - _GRAM + 1, dtype="<u4", buffer=raw, strides=(1,))
        for start in np.flatnonzero(self._table[_hashed(grams)]).tolist():
            for offset, word, name in self._words.get(raw[start : start + _GRAM], ()):
                if raw.startswith(word, max(0, start - offset)):
                    found.add(name)
        return frozenset(found)


def _rareness(gram: bytes) -> int:
    """Signs and digits are rarer in texts than letters and blanks."""
    return sum(byte not in b" abcdefghijklmnopqrstuvwxyz" for byte in gram)


def _lowered(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8", "replace"), dtype=np.uint8) | np.uint8(_LOWER)


def _hashed(grams: NDArray[np.uint32]) -> NDArray[np.uint32]:
    return (grams * _FACTOR) >> _UPPER
