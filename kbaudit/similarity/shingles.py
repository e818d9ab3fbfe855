r"""Texts as sets of hashed word 3-grams: as they are, and with everything that changes between editions masked.

A token is a run of `\w` in the lower-cased text; in scripts written without spaces every character is a token, so
that a 3-gram still says something. Two texts share a shingle when they share three neighbouring tokens. 64-bit
hashes stand for the shingles: with a million of them the odds of one collision are below 1 in 10 million.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np
import xxhash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Hashes: TypeAlias = "NDArray[np.uint64]"

VERSION: Final = 1
"""Grows whenever the same text would give other shingles; part of the sketch's scheme."""

_VOCABULARY_LIMIT: Final = 500_000
_ADDRESS_REACH: Final = 64  # characters before "@" or "://" that may belong to an address

# Thai to Tibetan, Myanmar, Khmer, kana, bopomofo, ideographs, half-width kana; Hangul is written with spaces.
_SPACELESS: Final = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
_HAS_SPACELESS: Final = re.compile(f"[{_SPACELESS}]")
_TOKEN: Final = re.compile(rf"(?=\w)[{_SPACELESS}]|[^\W{_SPACELESS}]+")
_ADDRESS: Final = re.compile(r"://[^\s<>\"')\]]*|@\w[\w.-]*")
_ADDRESS_HEAD: Final = re.compile(r"[\w.+-]+\Z")

_ASCII: Final = bytes(range(128))
_TO_SPACES: Final = bytes(byte if byte > 127 or chr(byte).isalnum() or chr(byte) == "_" else 32 for byte in range(256))

# Words that stand for a number or a date, beside every token with a digit in it.
_CHANGING: Final = frozenset(
    re.findall(
        r"\w+",
        """
        january february march april may june july august september october november december
        jan feb mar apr jun jul aug sep sept oct nov dec
        monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
        januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
        janvier février mars avril juin juillet août septembre octobre novembre décembre
        lundi mardi mercredi jeudi vendredi samedi dimanche
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion
        eur euro euros usd dollar dollars gbp pound pounds chf franken
        """,
    )
)

_M1: Final = np.uint64(0x9E3779B97F4A7C15)
_M2: Final = np.uint64(0xBF58476D1CE4E5B9)
_M3: Final = np.uint64(0x94D049BB133111EB)
_S1, _S2, _S3 = np.uint64(32), np.uint64(29), np.uint64(31)
_FLAG: Final = np.uint64(1)
_MASK: Final = np.uint64(0xA5A5A5A5A5A5A5A5)


class _Vocabulary(dict[bytes, int]):
    """Token -> its hash, whose lowest bit says whether the token is masked. One a process, bounded by `_tokens`."""

    def __missing__(self, token: bytes) -> int:
        word = token.decode("utf-8", "surrogatepass")
        changes = word in _CHANGING or any(ch.isdigit() for ch in word)
        self[token] = value = xxhash.xxh3_64_intdigest(token) & ~1 | changes
        return value


_VOCABULARY: Final = _Vocabulary()


class Shingles(NamedTuple):
    """The shingles of one text, sorted and unique: as it is, and masked. words counts its tokens."""

    raw: Hashes
    masked: Hashes
    words: int

    @property
    def size(self) -> int:
        """Bytes that the arrays take."""
        return int(self.raw.nbytes + self.masked.nbytes)


def words(text: str) -> list[str]:
    r"""The tokens of a text: `\w+` of it in lower case, one a character in scripts without spaces."""
    return [token.decode("utf-8", "surrogatepass") for token in _tokens(text.lower())]


def shingled(text: str) -> Shingles:
    """The shingles of a text. Numbers, dates, amounts, versions, web and mail addresses are what gets masked."""
    lower = text.lower()
    tokens: list[bytes] = []
    addresses: list[tuple[int, int]] = []  # token ranges
    if "://" in lower or "@" in lower:
        for piece, is_address in _pieces(lower):
            begin = len(tokens)
            tokens += _tokens(piece)
            if is_address:
                addresses.append((begin, len(tokens)))
    else:
        tokens = _tokens(lower)
    hashes = _hashes(tokens)
    changing = (hashes & _FLAG).astype(np.bool_)
    for begin, end in addresses:
        changing[begin:end] = True
    return Shingles(raw=_combined(hashes), masked=_combined(_masked(hashes, changing)), words=len(tokens))


def shingle_hashes(tokens: Sequence[str]) -> Hashes:
    """The raw shingles of tokens that are already cut: sorted unique hashes of their 3-grams."""
    return _combined(_hashes([token.encode("utf-8", "surrogatepass") for token in tokens]))


def _tokens(lower: str) -> list[bytes]:
    """The tokens of lower-cased text as UTF-8. Splitting bytes is three times as fast as the regular expression."""
    if not lower.isascii():
        if _HAS_SPACELESS.search(lower):
            return [token.encode("utf-8", "surrogatepass") for token in _TOKEN.findall(lower)]
        foreign = lower.encode("utf-8", "surrogatepass").translate(None, _ASCII)
        for char in set(foreign.decode("utf-8", "surrogatepass")):
            if not char.isalnum():
                lower = lower.replace(char, " ")
    return lower.encode("utf-8", "surrogatepass").translate(_TO_SPACES).split()


def _pieces(lower: str) -> list[tuple[str, bool]]:
    """The text cut into addresses and what stands between them, always at the edge of a token."""
    pieces: list[tuple[str, bool]] = []
    done = 0
    for found in _ADDRESS.finditer(lower):
        floor = max(done, found.start() - _ADDRESS_REACH)
        head = _ADDRESS_HEAD.search(lower[floor : found.start()])
        begin = floor + head.start() if head else found.start()
        if begin == floor > done:  # longer than any address: might cut a token, so leave it as it is
            begin = found.start()
        pieces += [(lower[done:begin], False), (lower[begin : found.end()], True)]
        done = found.end()
    return [*pieces, (lower[done:], False)]


def _hashes(tokens: list[bytes]) -> Hashes:
    if len(_VOCABULARY) > _VOCABULARY_LIMIT:
        _VOCABULARY.clear()
    return np.fromiter(map(_VOCABULARY.__getitem__, tokens), np.uint64, len(tokens))


def _masked(hashes: Hashes, changing: NDArray[np.bool_]) -> Hashes:
    """The token hashes with every run of changing tokens replaced by one mask."""
    keep = ~changing
    keep[:1] = True
    keep[1:] |= ~changing[:-1]
    return np.where(changing, _MASK, hashes)[keep]


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
