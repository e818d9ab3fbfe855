"""What is made of texts while pairs of them are looked at: made once, and kept while there is room."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Texts = Callable[[Sequence[str]], Mapping[str, str]]

Made = TypeVar("Made")

_FIRST: Final = 64  # texts that are asked for at once, before it is known how long they are
_LEAST: Final = 8
_MOST: Final = 1_000
_CHARACTERS: Final = 4_000_000  # of texts in memory at once, as far as the last ones tell


class Kept(Generic[Made]):
    """What is made of texts by content key, the least recently used dropped first when they take too much room.

    texts gives the texts of the keys that it is asked for: to a catalog a thousand are hardly more work than one.
    size says how much room one takes, room how much there is.
    """

    def __init__(self, texts: Texts, make: Callable[[str], Made], *, size: Callable[[Made], int], room: int) -> None:
        self._texts, self._make, self._size, self._room = texts, make, size, room
        self._made: OrderedDict[str, Made] = OrderedDict()
        self._taken = 0
        self._at_once = _FIRST

    def each(self, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[tuple[str, Made], tuple[str, Made]]]:
        """Every pair of keys in its order, each key with what is made of its text."""
        for some, keys in self._batches(pairs):
            texts = self._texts(sorted(keys))
            for a, b in some:
                yield (a, self._get(a, texts)), (b, self._get(b, texts))
                self._make_room()
            mean = sum(map(len, texts.values())) // len(texts) + 1
            self._at_once = max(_LEAST, min(_MOST, _CHARACTERS // mean))

    def _batches(self, pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[list[tuple[str, str]], set[str]]]:
        """Pairs with their keys, of which there are about as many as are asked for at once."""
        some: list[tuple[str, str]] = []
        keys: set[str] = set()
        for pair in pairs:
            some.append(pair)
            keys.update(pair)
            if len(keys) >= self._at_once:
                yield some, keys
                some, keys = [], set()
        if some:
            yield some, keys

    def _get(self, key: str, texts: Mapping[str, str]) -> Made:
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = self._make(texts[key])
            self._taken += self._size(made)
        else:
            self._made.move_to_end(key)
        return made

    def _make_room(self) -> None:
        while self._taken > self._room:
            _, dropped = self._made.popitem(last=False)
            self._taken -= self._size(dropped)
