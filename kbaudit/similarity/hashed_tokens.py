r"""Texts as hashed tokens, with what changes between editions flagged, and where their sentences end.

A token is a run of `\w` in the lower-cased text; in scripts written without spaces every character is a token, so
that a few neighbouring tokens still say something. A 64-bit hash stands for each; its lowest bit says that the token
changes between editions (numbers, dates, amounts), the two above it that it turns a sentence around (must, not), the
fourth that it is such a character, the fifth that it is a unit where a number stands before it.
"""

from __future__ import annotations

import re
import sys
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np
import xxhash

from kbaudit.similarity.value_words import CURRENCIES
from kbaudit.similarity.wordlists import CHANGING, NEUTRAL, TURNING, UNITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

Hashes: TypeAlias = "NDArray[np.uint64]"
Flags: TypeAlias = "NDArray[np.bool_]"

_VOCABULARY_LIMIT: Final = 500_000
_ADDRESS_REACH: Final = 64  # characters before "@" or "://" that may belong to an address
_WRAPPED: Final = 40  # bytes from which on a line may go on in the next one

# Thai to Tibetan, Myanmar, Khmer, kana, bopomofo, ideographs, half-width kana; Hangul is written with spaces.
_SPACELESS: Final = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
_HAS_SPACELESS: Final = re.compile(f"[{_SPACELESS}]")
_ADDRESSES: Final = (re.compile(r"://[^\s<>\"')\]|]*"), re.compile(r"@\w[\w.-]*"))  # thrice as fast as one expression
_ADDRESS_HEAD: Final = re.compile(r"[\w.+-]+\Z")

# Control characters that stand for the edges of addresses and sentences on the way; those of the text become spaces.
_OPEN: Final = "\x1d"
_CLOSE: Final = "\x1e"
_END: Final = "\x1f"
_EDGES: Final = (_OPEN, _CLOSE, _END)
_TOKEN: Final = re.compile(rf"(?=\w)[{_SPACELESS}]|[^\W{_SPACELESS}]+|[{_OPEN}-{_END}]")
_FOREIGN_ENDS: Final = frozenset("。．！？；｡…؟؛۔।॥።\x85\u2028\u2029")

_ASCII: Final = bytes(range(128))
_TO_SPACES: Final = bytes(
    byte if byte > 127 or chr(byte).isalnum() or chr(byte) == "_" or chr(byte) in _EDGES else 32 for byte in range(256)
)
_TO_ENDS: Final = bytes(ord(_END) if chr(byte) in "\t|" else 33 if chr(byte) in "?;" else byte for byte in range(256))
_GOES_ON, _DIGIT, _SPACE, _STOP = 1, 2, 3, 4
_CLASSES: Final = np.array(
    [
        _GOES_ON if byte > 127 or chr(byte).islower() else _DIGIT if chr(byte).isdigit() else _SPACE if byte == 32
        else _STOP if chr(byte) in f".!?:){_END}" else 0
        for byte in range(256)
    ],
    dtype=np.uint8,
)  # fmt: skip

_AROUND: Final = np.array((-1, 1, 2, 3, 4, 5))  # the bytes around a line's end by which it is judged
_PLACES: Final = np.array([5**place for place in range(len(_AROUND) - 1, -1, -1)])


def _goes_on(before: int, *after: int) -> bool:
    """Whether a line's end stands within a sentence: the next line begins in lower case, maybe indented.

    Arguments are the classes of the bytes around it. "30 days" goes on, "3. Then" begins something.
    """
    if before == _STOP:
        return False
    if after[0] == _DIGIT:
        return _STOP not in after[1:3]
    spaces = next((number for number, found in enumerate(after) if found != _SPACE), len(after))
    return spaces in (0, 2, 3, 4) and after[spaces] == _GOES_ON


_RUNS_ON: Final = np.array([_goes_on(*around) for around in product(range(5), repeat=len(_AROUND))])

CHANGES: Final = 1
TURNS: Final = 2
TELLS: Final = 4
_LONE: Final = 8
MEASURES: Final = 16
_FLAGS: Final = CHANGES | TURNS | TELLS | _LONE | MEASURES
_FIGURES: Final = "0123456789"
_LEAST: Final = np.uint64(32)  # of a token's hash; below it stand the edges


class _Vocabulary(dict[bytes, bytes]):
    """Token -> the bytes of its hash with its flags. One a process, bounded by `tokenised`."""

    def __missing__(self, token: bytes) -> bytes:
        word = token.decode("utf-8", "surrogatepass")
        number = ord(word) if word in _EDGES else _hash(token, word)
        self[token] = value = number.to_bytes(8, sys.byteorder)
        return value


def _hash(token: bytes, word: str) -> int:
    flags = CHANGES if word in CHANGING or any(ch.isdigit() for ch in word) else 0
    if word in TURNING:
        flags |= TURNS | TELLS
    elif word in NEUTRAL:
        flags |= TURNS
    if word in UNITS or (flags and (word in CURRENCIES or word.lstrip(_FIGURES) in UNITS)):
        flags |= MEASURES
    if len(word) == 1 and _HAS_SPACELESS.match(word):
        flags |= _LONE
    return (xxhash.xxh3_64_intdigest(token) | int(_LEAST)) & ~_FLAGS | flags


_VOCABULARY: Final = _Vocabulary()


class Tokens(NamedTuple):
    """The tokens of one text in their order.

    changing tells those that change between editions: numbers, dates, amounts, versions, web and mail addresses.
    ends are the numbers of tokens before the end of each sentence, growing; empty where nobody asked.
    """

    hashes: Hashes
    changing: Flags
    ends: NDArray[np.int64]

    def flags(self) -> NDArray[np.uint8]:
        """Of each token CHANGES, TURNS, TELLS and MEASURES as bits."""
        flags: NDArray[np.uint8] = self.hashes.astype(np.uint8)
        flags &= _FLAGS
        flags |= self.changing
        return flags


def spaceless(hashes: Hashes) -> bool:
    """Whether most tokens are characters of scripts without spaces, of which it takes two or three to make a word."""
    return int(np.count_nonzero(hashes & np.uint64(_LONE))) * 2 > hashes.size


def words(text: str) -> list[str]:
    r"""The tokens of a text: `\w+` of it in lower case, one a character in scripts without spaces."""
    return [token.decode("utf-8", "surrogatepass") for token in _cut(_clean(text).lower(), sentences=False)]


def tokenised(text: str, *, sentences: bool = False) -> Tokens:
    """The tokens of a text; where its sentences end only if asked for."""
    text = _clean(text)
    lower = (_ended(text) if sentences else text).lower()
    addresses = "://" in lower or "@" in lower
    if addresses:
        lower = _marked(lower)
    hashes = _hashes(_cut(lower, sentences=sentences))
    if not addresses and not sentences:
        return Tokens(hashes, _changing(hashes), np.empty(0, dtype=np.int64))
    edges = hashes < _LEAST
    at = np.flatnonzero(edges)
    kinds = hashes[at]
    hashes = hashes[~edges]
    changing = _changing(hashes)
    at -= np.arange(at.size)  # the edges themselves don't count
    for begin, end in zip(at[kinds == ord(_OPEN)].tolist(), at[kinds == ord(_CLOSE)].tolist(), strict=True):
        changing[begin:end] = True
    return Tokens(hashes, changing, at[kinds == ord(_END)])


def _changing(hashes: Hashes) -> Flags:
    flags: Flags = (hashes & np.uint64(CHANGES)).astype(np.bool_)
    return flags


def _clean(text: str) -> str:
    for edge in _EDGES:
        if edge in text:
            text = text.replace(edge, " ")
    return text


def _cut(lower: str, *, sentences: bool) -> list[bytes]:
    """The tokens of lower-cased text as UTF-8, and the edges. Splitting bytes is thrice as fast as the expression."""
    if not lower.isascii():
        spaceless = bool(_HAS_SPACELESS.search(lower))
        foreign = lower.encode("utf-8", "surrogatepass").translate(None, _ASCII)
        for char in set(foreign.decode("utf-8", "surrogatepass")):
            if sentences and char in _FOREIGN_ENDS:
                lower = lower.replace(char, _END)
            elif not spaceless and not char.isalnum():
                lower = lower.replace(char, " ")
        if spaceless:
            return [token.encode("utf-8", "surrogatepass") for token in _TOKEN.findall(lower)]
    data = lower.encode("utf-8", "surrogatepass").translate(_TO_SPACES)
    return (data.replace(b"\x1f", b" \x1f ") if sentences else data).split()


def _ended(text: str) -> str:
    """The text with its sentences' ends marked: . ! ? before a space, cells, and lines that don't run on."""
    data = text.encode("utf-8", "surrogatepass").translate(_TO_ENDS)
    for stop in (b".", b"!"):
        data = data.replace(stop + b" ", b"\x1f ") if stop in data else data
    if b"\r" in data:
        data = data.replace(b"\r", b"")
    padded = np.frombuffer(bytearray(b"\n" + data + b"\n     "), dtype=np.uint8)
    at = np.flatnonzero(padded == 10)
    long = at[1:][at[1:] - at[:-1] > _WRAPPED]
    around = _CLASSES[padded[long[:, None] + _AROUND]]
    padded[at] = ord(_END)
    padded[at[1:][padded[at[1:] - 1] == ord(_END)]] = 10  # one end is enough for a blank line
    padded[long[_RUNS_ON[around @ _PLACES]]] = 10
    return padded.tobytes().decode("utf-8", "surrogatepass")


def _marked(lower: str) -> str:
    """The text with an edge before and after each address, always at the edge of a token."""
    pieces: list[str] = []
    done = 0
    for found in sorted((each for form in _ADDRESSES for each in form.finditer(lower)), key=re.Match.start):
        if found.start() < done:
            continue
        floor = max(done, found.start() - _ADDRESS_REACH)
        head = _ADDRESS_HEAD.search(lower[floor : found.start()])
        begin = floor + head.start() if head else found.start()
        if begin == floor > done:  # longer than any address: might cut a token, so leave it as it is
            begin = found.start()
        pieces += (lower[done:begin], f" {_OPEN} ", lower[begin : found.end()], f" {_CLOSE} ")
        done = found.end()
    return "".join((*pieces, lower[done:]))


def _hashes(tokens: list[bytes]) -> Hashes:
    if len(_VOCABULARY) > _VOCABULARY_LIMIT:
        _VOCABULARY.clear()
    return np.frombuffer(bytearray().join(map(_VOCABULARY.__getitem__, tokens)), np.uint64)
