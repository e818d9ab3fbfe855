"""One text's sentences, and what is asked of them again and again when it is compared with several others."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.similarity.contrast import content_of, weighty
from kbaudit.similarity.sentences import CELL, OPTION, sentences
from kbaudit.similarity.values import tokens

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from kbaudit.similarity.sentences import Sentence
    from kbaudit.similarity.value_tokens import Token

_THIN: Final = 4  # words that carry meaning; a sentence of fewer says nothing outside of its section
_LONG: Final = 40  # characters from which a sentence is the same one under any heading


class Index(NamedTuple):
    """Numbers of sentences by a key. keys are those of places: as a set they are met with others in no time."""

    keys: frozenset[Hashable]
    places: Mapping[Hashable, Sequence[int]]


class Reading:
    """One text's sentences; tokens are read only of those that aren't paired as they stand, once for all partners."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens: dict[int, list[Token]] = {}
        self._content: dict[int, int] = {}
        self._exact: dict[int, str] = {}
        self._shapes: dict[int, str] = {}
        self._words: dict[int, frozenset[str]] = {}

    @cached_property
    def sentences(self) -> list[Sentence]:
        return sentences(self.text)

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

    def exact(self, at: int) -> str:
        if at not in self._exact:
            self._exact[at] = " ".join([token.exact for token in self.tokens(at)])
        return self._exact[at]

    def shape(self, at: int) -> str:
        if at not in self._shapes:
            self._shapes[at] = " ".join([token.shape for token in self.tokens(at)])
        return self._shapes[at]

    def words(self, at: int) -> frozenset[str]:
        """The words of a sentence that carry meaning."""
        if at not in self._words:
            self._words[at] = frozenset(token.key for token in self.tokens(at) if not token.kind and weighty(token))
        return self._words[at]

    @cached_property
    def headings(self) -> frozenset[str]:
        return frozenset(part for sentence in self.sentences for part in sentence.path)

    @cached_property
    def stated(self) -> Index:
        """The sentences as they stand, under their headings."""
        return _indexed((at, (one.path, one.label, one.body)) for at, one in enumerate(self.sentences))

    @cached_property
    def long(self) -> Index:
        """Those of some length, wherever they stand."""
        return _indexed((at, (one.label, one.body)) for at, one in enumerate(self.sentences) if len(one.body) >= _LONG)

    @cached_property
    def cells(self) -> list[int]:
        """Which sentences are cells and options."""
        return [at for at, one in enumerate(self.sentences) if one.kind in {CELL, OPTION}]


def _indexed(keyed: Iterable[tuple[int, Hashable]]) -> Index:
    places: dict[Hashable, list[int]] = {}
    for at, key in keyed:
        places.setdefault(key, []).append(at)
    return Index(frozenset(places), places)
