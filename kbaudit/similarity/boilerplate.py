"""The passages behind anchors that many documents share: boilerplate, told once and as a reader knows it.

Anchors tell which contents share a run of words, not how much of it they share. So a few of those contents are read:
what nearly all of them hold, sentence by sentence, is the passage. Numbers and dates don't count (see anchors).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

import numpy as np

from kbaudit.similarity.anchors import RUN, WINDOW, run_width, runs
from kbaudit.similarity.hashed_tokens import tokenised
from kbaudit.similarity.sentences import PROSE, sentences
from kbaudit.similarity.shingles import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kbaudit.similarity.hashed_tokens import Hashes
    from kbaudit.similarity.sentences import Sentence

    Texts = Callable[[Sequence[str]], Mapping[str, str]]

_WORDS: Final = 12  # fewer are a phrase, a caption or a heading
_TOLD: Final = 50  # passages
_LOOKED_AT: Final = 80  # groups of anchors whose texts are read, the weightiest first
_AT_ONCE: Final = 10
_TOGETHER: Final = 1.25  # times the documents of one passage: another one in so many of them comes with it
_MANY: Final = 4  # texts of which one may lack what the others hold
_LONGEST: Final = 200_000  # characters of a text that are looked at
_CERTAIN: Final = RUN + WINDOW - 1
"""Tokens from which on a passage leaves the same anchor in every text that holds it; a shorter one may not."""


class Shared(Protocol):
    """A group of anchors that the same contents hold: the number of documents, and the keys of a few of them."""

    @property
    def documents(self) -> int: ...
    @property
    def anchors(self) -> tuple[int, ...]: ...
    @property
    def keys(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that documents share: its text in one of them, how many are known to hold it, keys of a few of them.

    runs are those of a passage so short that documents may hold it under different anchors; else there are none.
    """

    text: str
    documents: int
    keys: tuple[str, ...]
    runs: tuple[int, ...] = ()


def passages(groups: Sequence[Shared], texts: Texts) -> list[Passage]:
    """The longest passage that each group of anchors stands for, each once, in the order of the groups."""
    found: list[Passage] = []
    seen: set[int] = set()
    holders = {anchor: group.documents for group in groups for anchor in group.anchors}
    looked_at = 0
    for begin in range(0, len(groups), _AT_ONCE):
        todo = [group for group in groups[begin : begin + _AT_ONCE] if not seen.issuperset(group.anchors)]
        held = texts(sorted({key for group in todo for key in group.keys}))
        read = {key: _Reading(text[:_LONGEST]) for key, text in held.items()}
        for group in todo:
            if not seen.issuperset(group.anchors):
                found += _of_group(group, read, seen, holders)
        looked_at += len(todo)
        if looked_at >= _LOOKED_AT or len(found) >= _TOLD:
            break
    return found[:_TOLD]


class _Reading:
    """A text and the runs of its tokens."""

    def __init__(self, text: str) -> None:
        tokens = masked(tokenised(text))
        self.text = text
        self.width = run_width(tokens)
        self.runs = _distinct(tokens, self.width)


class _Stretch(NamedTuple):
    """Neighbouring sentences: how many tokens and which runs they have, and their text."""

    size: int
    runs: Hashes
    text: str


def _of_group(
    group: Shared, read: Mapping[str, _Reading], seen: set[int], holders: Mapping[int, int]
) -> Iterator[Passage]:
    """The longest stretch that nearly all of a few contents hold, of those in one of them where an anchor stands.

    seen grows by the runs of all that is told with it: also of other stretches that the same documents share.
    """
    first, *others = (read[key] for key in group.keys if key in read)
    fresh = set(group.anchors) - seen
    held = []
    for one in _stretches(first, _shared(others)):
        stored = _stored(one.runs)
        most = max((holders[run] for run in stored if run in holders), default=0)
        if not fresh.isdisjoint(stored) or (most and most <= _TOGETHER * group.documents and seen.isdisjoint(stored)):
            held.append(one)
    seen.update(group.anchors, *(_stored(one.runs) for one in held))
    longest = max(held, key=lambda one: one.size, default=None)
    tokens_a_word = first.width // RUN
    if longest and longest.size >= _WORDS * tokens_a_word:
        is_short = longest.size < _CERTAIN * tokens_a_word
        yield Passage(longest.text, group.documents, group.keys, _stored(longest.runs) if is_short else ())


def _shared(others: Sequence[_Reading]) -> set[int]:
    """The runs that all of the texts hold, or all but one of many."""
    found, counts = np.unique(np.concatenate([one.runs for one in others]), return_counts=True)
    return set(found[counts >= len(others) - (len(others) >= _MANY)].tolist())


def _stretches(reading: _Reading, shared: set[int]) -> Iterator[_Stretch]:
    """The longest rows of neighbouring sentences in one paragraph that say what is shared and nothing else."""
    for paragraph in _paragraphs(reading.text):
        pieces = [masked(tokenised(sentence.body)) for sentence in paragraph]
        told = _told(pieces, reading.width, shared)
        for is_told, some in groupby(zip(told, paragraph, pieces, strict=True), key=itemgetter(0)):
            if is_told:
                row = list(some)
                tokens = np.concatenate([piece for _, _, piece in row])
                said = _joined(reading.text, [sentence for _, sentence, _ in row])
                yield _Stretch(tokens.size, _distinct(tokens, reading.width), said)


def _joined(text: str, row: Sequence[Sentence]) -> str:
    """Sentences as one line, without the marks that a line of a quotation begins with."""
    said = row[0].body
    for before, one in pairwise(row):
        said += (" " if text[before.end : one.start] else "") + one.body
    return " ".join(said.split())


def _paragraphs(text: str) -> Iterator[list[Sentence]]:
    row: list[Sentence] = []
    for sentence in sentences(text):
        if row and (sentence.kind != PROSE or "\n\n" in text[row[-1].end : sentence.start]):
            yield row
            row = []
        if sentence.kind == PROSE:
            row.append(sentence)
    if row:
        yield row


def _told(pieces: Sequence[Hashes], width: int, shared: set[int]) -> list[bool]:
    """Which sentences of a paragraph are shared: all runs within them are, and all tokens stand in shared ones.

    A sentence that is shorter than a run is shared together with those beside it.
    """
    tokens = np.concatenate(pieces)
    if tokens.size < width:
        return [False] * len(pieces)
    is_shared = np.array([run in shared for run in runs(tokens, width).tolist()])
    steps = np.zeros(tokens.size + 1, dtype=np.int64)
    steps[: is_shared.size] += is_shared
    steps[width : width + is_shared.size] -= is_shared
    covered = np.cumsum(steps)[:-1] > 0
    told, end = [], 0
    for piece in pieces:
        begin, end = end, end + piece.size
        told.append(bool(covered[begin:end].all() and is_shared[begin : max(begin, end - width + 1)].all()))
    return told


def _distinct(tokens: Hashes, width: int) -> Hashes:
    return np.unique(runs(tokens, width)) if tokens.size >= width else tokens[:0]


def _stored(found: Hashes) -> tuple[int, ...]:
    """Runs as the catalog holds them: signed."""
    return tuple(found.view(np.int64).tolist())
