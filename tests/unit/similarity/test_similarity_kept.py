from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.similarity.kept import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Texts:
    """Texts of so many characters, and what was asked for."""

    def __init__(self, length: int) -> None:
        self._length = length
        self.asked: list[int] = []

    def __call__(self, keys: Sequence[str]) -> Mapping[str, str]:
        self.asked.append(len(keys))
        return {key: key.ljust(self._length) for key in keys}


def pairs(count: int) -> list[tuple[str, str]]:
    return [(f"{n:05}", f"{n + 1:05}") for n in range(count)]


def test_each_pair_has_what_is_made_of_its_texts() -> None:
    made: list[str] = []

    def make(text: str) -> str:
        made.append(text)
        return text.upper()

    kept = Kept(lambda keys: {key: f"text {key}" for key in keys}, make, size=len, room=10**6)
    found = list(kept.each([("a", "b"), ("b", "c"), ("a", "c")]))
    assert found == [
        (("a", "TEXT A"), ("b", "TEXT B")),
        (("b", "TEXT B"), ("c", "TEXT C")),
        (("a", "TEXT A"), ("c", "TEXT C")),
    ]
    assert made == ["text a", "text b", "text c"]


def test_what_has_no_room_is_made_again() -> None:
    made: list[str] = []

    def make(text: str) -> str:
        made.append(text)
        return text

    kept = Kept(lambda keys: dict.fromkeys(keys, "x"), make, size=len, room=0)
    assert len(list(kept.each([("a", "b"), ("b", "c")]))) == 2
    assert len(made) == 4


def test_short_texts_are_asked_for_by_the_thousand_and_long_ones_by_few() -> None:
    short, long = Texts(10), Texts(400_000)
    list(Kept(short, str.strip, size=len, room=10**6).each(pairs(3000)))
    list(Kept(long, str.strip, size=len, room=10**6).each(pairs(100)))
    assert max(short.asked) in (1000, 1001)
    assert max(long.asked[1:]) <= 11
