"""Statements: sentences that name a value or say must, may or not, under a key that leaves both out.

The unit goes with its number: "24 hours" here may be "three days" there.
Two documents with one statement in two wordings may contradict each other however little else they share: "refunds are
possible within 14 days" here, "within 30 days" there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from kbaudit.similarity.hashed_tokens import CHANGES, MEASURES, TELLS, TURNS, spaceless

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kbaudit.similarity.hashed_tokens import Hashes, Tokens

    Numbers = NDArray[np.int64]

_WORDS: Final = 5  # beside values and turning words; fewer say nothing that is one document's own
_LONGEST: Final = 120  # tokens; a longer run without an end is a table or code
_MOST: Final = 400  # statements a text; beyond it those with the least keys are kept, in every text the same
_WORDINGS: Final = 3  # of one statement in one text; more are a list: "added in 1.2", "added in 1.3"
_UNIT_WORDS: Final = 3  # "10 working days", "5 per cent", "2 million US dollars"
_MASK: Final = np.uint64(0xA5A5A5A5A5A5A5A5)
_NONE: Final = np.empty(0, dtype=np.uint64)
_M1, _M2 = np.uint64(0x9FB21C651E98DF25), np.uint64(0xD6E8FEB86659FD93)
_S1, _S2 = np.uint64(28), np.uint64(32)


def statements(tokens: Tokens) -> tuple[Hashes, Hashes]:
    """The keys of a text's statements, and those of their wordings, side by side; sorted, no two rows the same."""
    flags = _with_units(tokens.flags(), tokens.ends)
    begins, lengths, chosen = _sentences(tokens, flags)
    begins, lengths = begins[chosen], lengths[chosen]
    if not begins.size:
        return _NONE, _NONE
    shift = _starts(lengths)
    places = np.arange(shift[-1] + lengths[-1])
    places += np.repeat(begins - shift, lengths)
    hashes, flags = tokens.hashes[places], flags[places]
    wordings = _keys(hashes, shift, lengths)
    changing = (flags & CHANGES).astype(np.bool_)
    dropped = changing.copy()
    dropped[1:] &= changing[:-1]  # a value right after a value: both are one
    dropped[shift] = False
    dropped |= (flags & TURNS).astype(np.bool_)
    hashes[changing] = _MASK
    kept = ~dropped
    lengths = np.add.reduceat(kept, shift, dtype=np.int64)
    return _distinct(_keys(hashes[kept], _starts(lengths), lengths), wordings)


def _with_units(flags: NDArray[np.uint8], ends: Numbers) -> NDArray[np.uint8]:
    """The flags, units right behind a number of their sentence marked as changing with it: "24 hours", "3 days"."""
    units = (flags & MEASURES).astype(np.bool_)
    units[:1] = False
    units[ends[ends < units.size]] = False
    for _ in range(_UNIT_WORDS):
        flags[1:][units[1:] & (flags[:-1] & CHANGES).astype(np.bool_)] |= CHANGES
    return flags


def _sentences(tokens: Tokens, flags: NDArray[np.uint8]) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    """Where sentences begin, how long they are, and which of them are statements."""
    begins = np.zeros(tokens.ends.size + 1, dtype=np.int64)
    begins[1:] = tokens.ends
    counts = np.zeros(tokens.hashes.size + 1, dtype=np.int64)
    np.cumsum(_WEIGHTS[flags], out=counts[1:])
    before = counts[begins]
    lengths, said = np.empty_like(begins), np.empty_like(begins)
    np.subtract(begins[1:], begins[:-1], out=lengths[:-1])
    lengths[-1] = tokens.hashes.size - begins[-1]
    np.subtract(before[1:], before[:-1], out=said[:-1])
    said[-1] = counts[-1] - before[-1]
    chosen = (said & (_TELLING - 1)) >= (_WORDS * 2 if spaceless(tokens.hashes) else _WORDS)
    chosen &= said >= _TELLING
    chosen &= lengths <= _LONGEST
    return begins, lengths, chosen


def _starts(lengths: Numbers) -> Numbers:
    """Where pieces of these lengths begin when they are put together."""
    starts: Numbers = np.cumsum(lengths)
    starts -= lengths
    return starts


def _keys(hashes: Hashes, begins: Numbers, lengths: Numbers) -> Hashes:
    """One key a sentence, of its tokens and their order."""
    place = np.arange(hashes.size)
    place -= np.repeat(begins, lengths)
    mixed = _FACTORS[place]
    mixed *= hashes
    mixed ^= mixed >> _S2
    key: Hashes = np.add.reduceat(mixed, begins)
    key *= _M1
    key ^= key >> _S1
    key *= _M2
    key ^= key >> _S2
    return key


def _distinct(keys: Hashes, wordings: Hashes) -> tuple[Hashes, Hashes]:
    """The rows sorted, each once, those of statements in more than a few wordings left out, at most _MOST."""
    order = np.argsort(keys)
    keys = keys[order]
    same = keys[1:] == keys[:-1]
    if not same.any():
        return keys[:_MOST], wordings[order][:_MOST]
    order = order[np.lexsort((wordings[order], keys))]
    wordings = wordings[order]
    new = np.ones(keys.size, dtype=np.bool_)
    new[1:] = ~same | (wordings[1:] != wordings[:-1])
    keys, wordings = keys[new], wordings[new]
    first = np.ones(keys.size, dtype=np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:])
    counts = np.diff(np.flatnonzero(first), append=keys.size)
    few = np.repeat(counts <= _WORDINGS, counts)
    return keys[few][:_MOST], wordings[few][:_MOST]


def _odd(count: int) -> Hashes:
    """So many odd factors, one for each place in a sentence."""
    numbers = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    numbers ^= numbers >> np.uint64(31)
    factors: Hashes = numbers * _M2 | np.uint64(1)
    return factors


_FACTORS: Final = _odd(_LONGEST)
_TELLING: Final = 1 << 32
_MEASURED: Final = 2  # words that a unit counts for: few sentences with the same words measure different things
_UNIT: Final = CHANGES | MEASURES
_WEIGHTS: Final = np.array(
    [
        _TELLING + _MEASURED * (flags & _UNIT == _UNIT) if flags & (CHANGES | TELLS) else int(not flags & TURNS)
        for flags in range(32)
    ],
    dtype=np.int64,
)
"""By a token's flags: plain words count 1, what makes a sentence a statement 2^32, units of values 2, the rest 0."""
