"""Which sentences of two texts correspond: the same ones, those that only differ in values, those that are near.

Never all pairs: equal sentences meet by their hash, near ones by rare words that they share. What is costly to know of
a sentence is asked of those alone that no cheaper question has paired (see reading.py).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz.distance import Indel

from kbaudit.similarity.contrast import VALUES, Contrast, contrast
from kbaudit.similarity.reading import Reading
from kbaudit.similarity.sentences import CELL, OPTION, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from kbaudit.similarity.reading import Index
    from kbaudit.similarity.value_tokens import Token

    _Places = Sequence[Sequence[int]]
    """Numbers of sentences of the one side and of the other, growing."""

__all__ = ["Aligned", "Alignment", "Reading", "align"]

_ALONE: Final = 6  # as many stand for themselves under a heading of other words
_NEAR: Final = 0.6
_COMMON: Final = 24  # a word in more sentences than that finds nothing
_LOOKED_UP: Final = 8  # rare words of a sentence
_CANDIDATES: Final = 4
_CROWD: Final = 40  # sentences of one shape: beyond it they're a list or a form, and none is paired by its looks


class Aligned(NamedTuple):
    """Two sentences that correspond and aren't the same: their numbers, their tokens and what sets them apart."""

    a: int
    b: int
    tokens_a: list[Token]
    tokens_b: list[Token]
    contrast: Contrast


@dataclass(slots=True)
class Alignment:
    """What corresponds in two texts. equal counts the sentences that say the same in both."""

    a: list[Sentence]
    b: list[Sentence]
    equal: int = 0
    changed: list[Aligned] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of the smaller text's sentences that have a partner, 0..1."""
        least = min(len(self.a), len(self.b))
        return (self.equal + len(self.changed)) / least if least else 0.0


def align(a: Reading, b: Reading) -> Alignment:
    """The sentences of two texts and which of them correspond."""
    return _Aligner(a, b).run()


class _Aligner:
    def __init__(self, a: Reading, b: Reading) -> None:
        self._a, self._b = a, b
        self._open_a, self._open_b = set(range(len(a.sentences))), set(range(len(b.sentences)))
        self._partner: dict[int, int] = {}  # of a's sentences
        self._back: dict[int, int] = {}
        self._result = Alignment(a.sentences, b.sentences)

    def run(self) -> Alignment:
        a, b = self._a, self._b
        self._same(a.stated, b.stated)
        self._same(a.long, b.long)
        same = self._sharing(Reading.exact)
        self._equal(lambda side, at: (side.sentences[at].path, side.sentences[at].label, side.exact(at)), same)
        self._equal(lambda side, at: None if side.thin(at) else (side.sentences[at].label, side.exact(at)), same)
        alike = self._sharing(Reading.shape)
        self._changed(lambda side, at: (side.sentences[at].path, side.sentences[at].label, side.shape(at)), alike)
        cells = (a.cells, b.cells)
        self._changed(_cell_in_its_place, cells)
        self._changed(_cell_anywhere, cells, compatible=True)
        self._changed(_standing, alike, compatible=True)
        self._near()
        for i, j in sorted(self._partner.items()):
            tokens_a, tokens_b = a.tokens(i), b.tokens(j)
            self._result.changed.append(Aligned(i, j, tokens_a, tokens_b, contrast(tokens_a, tokens_b)))
        return self._result

    def _sharing(self, said: Callable[[Reading, int], str]) -> _Places:
        """The open sentences of which both sides have one that says it; nothing where there are none."""
        if not self._open_a or not self._open_b:
            return (), ()
        said_a = {at: said(self._a, at) for at in sorted(self._open_a)}
        said_b = {at: said(self._b, at) for at in sorted(self._open_b)}
        both = set(said_a.values()) & set(said_b.values())
        return tuple([at for at, what in found.items() if what in both] for found in (said_a, said_b))

    def _groups(self, key: Callable[[Reading, int], Hashable], among: _Places) -> Iterable[tuple[list[int], list[int]]]:
        """The open sentences among those of both sides under every key that both have."""
        if not all(among):
            return ()
        groups: list[dict[Hashable, list[int]]] = []
        for side, still_open, some in zip((self._a, self._b), (self._open_a, self._open_b), among, strict=True):
            group: dict[Hashable, list[int]] = {}
            for at in some:
                if at in still_open and (name := key(side, at)) is not None:
                    group.setdefault(name, []).append(at)
            groups.append(group)
        return [(some, groups[1][name]) for name, some in groups[0].items() if name in groups[1]]

    def _equal(self, key: Callable[[Reading, int], Hashable], among: _Places) -> None:
        for some, others in self._groups(key, among):
            self._pair_off(some, others)

    def _same(self, some: Index, others: Index) -> None:
        """Pairs off what is under one key as written, still open on both sides."""
        for key in some.keys & others.keys:
            left = [at for at in some.places[key] if at in self._open_a]
            right = [at for at in others.places[key] if at in self._open_b]
            if left and right:
                self._pair_off(left, right)

    def _pair_off(self, some: list[int], others: list[int]) -> None:
        self._result.equal += min(len(some), len(others))
        self._open_a.difference_update(some)  # one said twice here and once there has its counterpart too
        self._open_b.difference_update(others)
        for i, j in zip(some, others, strict=False):
            self._back[-1 - i] = j  # remembered for neighbours only

    def _changed(self, key: Callable[[Reading, int], Hashable], among: _Places, *, compatible: bool = False) -> None:
        for some, others in self._groups(key, among):
            if len(some) == len(others) == 1:
                if not compatible or self._compatible(some[0], others[0]):
                    self._join(some[0], others[0])
            elif len(some) <= _CROWD and len(others) <= _CROWD:
                self._told_apart(some, others, compatible=compatible)

    def _join(self, i: int, j: int) -> None:
        self._partner[i] = j
        self._back[-1 - i] = j
        self._open_a.discard(i)
        self._open_b.discard(j)

    def _told_apart(self, some: list[int], others: list[int], *, compatible: bool) -> None:
        """Pairs those of several sentences of one shape that fit each other better than any third."""
        scores = {(i, j): self._fit(i, j) for i in some for j in others if not compatible or self._compatible(i, j)}
        best_a: dict[int, list[int]] = defaultdict(list)
        best_b: dict[int, list[int]] = defaultdict(list)
        for (i, j), score in scores.items():
            best_a[i].append(score)
            best_b[j].append(score)
        for (i, j), score in scores.items():
            if score and _only_best(score, best_a[i]) and _only_best(score, best_b[j]):
                self._join(i, j)

    def _fit(self, i: int, j: int) -> int:
        """How many values two sentences of one shape share, twice, and how many of their neighbours correspond."""
        values_a = [t.exact for t in self._a.tokens(i) if t.kind in VALUES]
        values_b = [t.exact for t in self._b.tokens(j) if t.kind in VALUES]
        shared = sum(x == y for x, y in zip(values_a, values_b, strict=False))
        beside = sum(self._back.get(-1 - (i + step)) == j + step for step in (-1, 1))
        return 2 * shared + beside

    def _compatible(self, i: int, j: int) -> bool:
        """Whether the headings above let two sentences speak of one thing."""
        path_a, path_b = self._a.sentences[i].path, self._b.sentences[j].path
        if path_a == path_b or not path_a or not path_b:
            return True
        if path_a[-1] == path_b[-1]:
            return not self._a.thin(i)
        if path_a[-1] in self._b.headings or path_b[-1] in self._a.headings:
            return False
        words_a, words_b = set(path_a[-1].split()), set(path_b[-1].split())
        if words_a <= words_b or words_b <= words_a:
            return True
        enough = min(self._a.content(i), self._b.content(j)) >= _ALONE
        return enough and not words_a & words_b

    def _near(self) -> None:
        """Pairs what is left and alike, the likest first."""
        if not self._open_a or not self._open_b:
            return
        found = []
        index = self._index()
        shapes = {j: self._b.shape(j).split(" ") for j in self._open_b}
        for i in sorted(self._open_a):
            shape = self._a.shape(i).split(" ")
            for j in self._candidates(i, index):
                score = Indel.normalized_similarity(shape, shapes[j], score_cutoff=_NEAR)
                if score and self._compatible(i, j):
                    same = self._a.sentences[i].path == self._b.sentences[j].path
                    apart = abs(i * len(self._b.sentences) - j * len(self._a.sentences))
                    found.append((-score - 0.05 * same, apart, i + j, i, j))
        for _, _, _, i, j in sorted(found):
            if i in self._open_a and j in self._open_b:
                self._join(i, j)

    def _index(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for j in sorted(self._open_b):
            if self._b.sentences[j].kind not in {CELL, OPTION}:
                for word in self._b.words(j):
                    index[word].append(j)
        return index

    def _candidates(self, i: int, index: dict[str, list[int]]) -> list[int]:
        if self._a.sentences[i].kind in {CELL, OPTION}:
            return []
        words = index.keys() & self._a.words(i)
        votes: dict[int, int] = {}
        for count, word in sorted([(len(index[word]), word) for word in words])[:_LOOKED_UP]:
            if count > _COMMON:
                break
            for j in index[word]:
                votes[j] = votes.get(j, 0) + 1
        least = 2 if len(words) > 2 else 1
        return [j for _, j in sorted([(-count, j) for j, count in votes.items() if count >= least])[:_CANDIDATES]]


def _only_best(score: int, scores: list[int]) -> bool:
    return score == max(scores) and scores.count(score) == 1


def _cell_in_its_place(side: Reading, at: int) -> Hashable:
    """Cells and options correspond by what they're the value of."""
    sentence = side.sentences[at]
    return (sentence.path, sentence.label) if sentence.kind in {CELL, OPTION} else None


def _cell_anywhere(side: Reading, at: int) -> Hashable:
    sentence = side.sentences[at]
    return sentence.label if sentence.kind in {CELL, OPTION} else None


def _standing(side: Reading, at: int) -> Hashable:
    """A sentence that is worth something outside of its section."""
    return None if side.thin(at) else (side.sentences[at].label, side.shape(at))
