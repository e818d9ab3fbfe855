"""Which of many literals a text holds, and where, in one pass: two hundred of them cost what twenty searches cost.

Four letters are one number, and a table says whether a literal has them. Few places are left to look at.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SMALL: Final = bytes(ord(lower) if len(lower := chr(c).lower()) == 1 and ord(lower) < 256 else c for c in range(256))
_WIDTH: Final = 4
_SPREAD: Final = np.uint32(2654435761)  # Knuth's multiplicative hash
_BITS: Final = 18
_SHIFT: Final = np.uint32(32 - _BITS)
_BY_FREQUENCY: Final = b" etaoinsrhldcumfpgwybvkxjqz"
_ODD: Final = 40  # what isn't found counts as rarer than any letter
_COMMON: Final = frozenset(
    {
        b"you ", b"cont", b"syst", b"user", b"mand", b"tory", b"numb", b"ubli", b"ribu", b"ght ", b"must", b"head",
        b"mode", b"conv", b"regi", b"docu", b"ocum", b"truc", b"prom", b"curi", b"uage", b"guag", b"lace", b"ssag",
        b"y co", b"util",
    }
)  # fmt: skip
_BEHIND_SHORT_ONES: Final = " :-_)|\t\n#,.*=`/'\"]"


class Literals:
    """A set of literals to look for, in small letters. One of three letters is found as a whole word."""

    def __init__(self, literals: Iterable[str]) -> None:
        self._having: dict[bytes, list[tuple[bytes, int, str]]] = defaultdict(list)
        for literal in dict.fromkeys(literals):
            for tail in _BEHIND_SHORT_ONES if len(literal) < _WIDTH else ("",):
                whole = (literal + tail).encode("latin-1", "replace")
                rarest = _rarest(whole)
                self._having[whole[rarest : rarest + _WIDTH]].append((whole, rarest, literal))
        self._table = np.zeros(1 << _BITS, dtype=np.bool_)
        self._table[(np.frombuffer(b"".join(self._having), dtype="<u4") * _SPREAD) >> _SHIFT] = True

    def found(self, text: str) -> Mapping[str, Sequence[int]]:
        """Each literal that stands in a text in letters of any size, with its places in order.

        What isn't in Latin-1 counts as "?": a byte is a character.
        """
        letters = text.encode("latin-1", "replace").translate(_SMALL) + b"\n\n\n"  # a short one may end it
        places: dict[str, list[int]] = {}
        for at in self._candidates(letters):
            for whole, offset, literal in self._having.get(letters[at : at + _WIDTH], ()):
                if at >= offset and _stands(letters, at - offset, whole, whole_word=len(literal) < _WIDTH):
                    places.setdefault(literal, []).append(at - offset)
        return places

    def _candidates(self, letters: bytes) -> list[int]:
        """Where four letters stand that a literal has."""
        numbers: np.ndarray[tuple[int], np.dtype[np.uint32]] = np.ndarray(
            (len(letters) - _WIDTH + 1,), dtype="<u4", buffer=letters, strides=(1,)
        )
        hashed = numbers * _SPREAD
        hashed >>= _SHIFT
        places: list[int] = np.flatnonzero(self._table.take(hashed, mode="wrap")).tolist()
        return places


def _stands(letters: bytes, at: int, literal: bytes, *, whole_word: bool) -> bool:
    return letters.startswith(literal, at) and not (whole_word and letters[max(0, at - 1) : at].isalnum())


def _rarest(literal: bytes) -> int:
    """Where the four letters stand that are the rarest by their frequency in prose: "mpro" of "system prompt"."""

    def rarity(at: int) -> tuple[bool, int]:
        four = literal[at : at + _WIDTH]
        return four not in _COMMON, sum(_BY_FREQUENCY.find(letter) % _ODD for letter in four)

    return max(range(len(literal) - _WIDTH + 1), key=rarity)
