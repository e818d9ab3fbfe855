"""Which sentences of two texts correspond: the same ones, those that only differ in values, those that are near.

Never all pairs: equal sentences meet by their hash, near ones by rare words that they share.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz.distance import Indel

from kbaudit.similarity.contrast import VALUES, Contrast, content_of, contrast, weighty
from kbaudit.similarity.sentences import CELL, OPTION, Sentence, sentences
from kbaudit.similarity.values import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from kbaudit.similarity.value_tokens import Token

_THIN: Final = 4  # words that carry meaning; a sentence of fewer says nothing outside of its section
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


class Reading:
    """One text's sentences; tokens are read only of those that aren't paired as they stand, once for all partners."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = sentences(text)
        self._tokens: dict[int, list[Token]] = {}
        self._content: dict[int, int] = {}
        self._exact: dict[int, str] = {}
        self._shapes: dict[int, str] = {}

    def tokens(self, at: int) -> list[Token]:
        if at not in self._tokens:
            self._tokens[at] = tokens(self.sentences[at].body)
        return self._tokens[at]

    def content(self, at: int) -> int:
        if at not in self._content:
            self._content[at] = content_of(self.tokens(at))
        return self._content[at]

    def thin(self, at: int) -> bool:
        return self.content(at) < _THIN

    @cached_property
    def headings(self) -> frozenset[str]:
        return frozenset(part for sentence in self.sentences for part in sentence.path)

    def exact(self, at: int) -> str:
        if at not in self._exact:
            self._exact[at] = " ".join([token.exact for token in self.tokens(at)])
        return self._exact[at]

    def shape(self, at: int) -> str:
        if at not in self._shapes:
            self._shapes[at] = " ".join([token.shape for token in self.tokens(at)])
        return self._shapes[at]


class _Aligner:
    def __init__(self, a: Reading, b: Reading) -> None:
        self._a, self._b = a, b
        self._open_a, self._open_b = set(range(len(a.sentences))), set(range(len(b.sentences)))
        self._partner: dict[int, int] = {}  # of a's sentences
        self._back: dict[int, int] = {}
        self._result = Alignment(a.sentences, b.sentences)

    def run(self) -> Alignment:
        a, b = self._a, self._b
        self._equal(lambda side, at: (side.sentences[at].path, side.sentences[at].label, side.sentences[at].body))
        self._equal(lambda side, at: None if len(side.sentences[at].body) < 40 else _loose(side, at, "body"))
        self._equal(lambda side, at: (side.sentences[at].path, side.sentences[at].label, side.exact(at)))
        self._equal(lambda side, at: None if side.thin(at) else (side.sentences[at].label, side.exact(at)))
        self._changed(lambda side, at: (side.sentences[at].path, side.sentences[at].label, side.shape(at)))
        self._changed(_cell_in_its_place)
        self._changed(_cell_anywhere, compatible=True)
        self._changed(_standing, compatible=True)
        self._near()
        for i, j in sorted(self._partner.items()):
            tokens_a, tokens_b = a.tokens(i), b.tokens(j)
            self._result.changed.append(Aligned(i, j, tokens_a, tokens_b, contrast(tokens_a, tokens_b)))
        return self._result

    def _groups(self, key: Callable[[Reading, int], Hashable]) -> Iterable[tuple[list[int], list[int]]]:
        """The open sentences of both sides under every key that both have."""
        groups: list[dict[Hashable, list[int]]] = []
        for side, still_open in ((self._a, self._open_a), (self._b, self._open_b)):
            group: dict[Hashable, list[int]] = defaultdict(list)
            for at in sorted(still_open):
                if (name := key(side, at)) is not None:
                    group[name].append(at)
            groups.append(group)
        return [(some, groups[1][name]) for name, some in groups[0].items() if name in groups[1]]

    def _equal(self, key: Callable[[Reading, int], Hashable]) -> None:
        for some, others in self._groups(key):
            self._result.equal += min(len(some), len(others))
            self._open_a.difference_update(some)  # one said twice here and once there has its counterpart too
            self._open_b.difference_update(others)
            for i, j in zip(some, others, strict=False):
                self._back[-1 - i] = j  # remembered for neighbours only

    def _changed(self, key: Callable[[Reading, int], Hashable], *, compatible: bool = False) -> None:
        for some, others in self._groups(key):
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
                for word in {t.key for t in self._b.tokens(j) if not t.kind and weighty(t)}:
                    index[word].append(j)
        return index

    def _candidates(self, i: int, index: dict[str, list[int]]) -> list[int]:
        if self._a.sentences[i].kind in {CELL, OPTION}:
            return []
        words = {t.key for t in self._a.tokens(i) if not t.kind and t.key in index}
        rare = sorted(words, key=lambda word: (len(index[word]), word))[:_LOOKED_UP]
        votes = Counter(j for word in rare if len(index[word]) <= _COMMON for j in index[word])
        least = 2 if len(words) > 2 else 1
        return [j for j, count in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])) if count >= least][
            :_CANDIDATES
        ]


def _only_best(score: int, scores: list[int]) -> bool:
    return score == max(scores) and scores.count(score) == 1


def _loose(side: Reading, at: int, _: str) -> Hashable:
    return side.sentences[at].label, side.sentences[at].body


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
