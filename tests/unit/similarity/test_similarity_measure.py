from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.similarity import measure
from kbaudit.similarity.unions import Unions, side_by_side

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEXTS = {
    "a": "travel costs are refunded within 14 days of the journey",
    "b": "travel costs are refunded within 30 days of the journey",
    "c": "the canteen opens at noon",
    "d": "the canteen opens at noon every day except on the days of the fair",
    "e": "",
}


def texts(keys: Sequence[str]) -> Mapping[str, str]:
    return {key: TEXTS[key] for key in keys}


def test_a_pair_is_measured_exactly() -> None:
    (pair,) = measure([("b", "a")], texts)
    assert (pair.a, pair.b) == ("a", "b")
    assert pair.jaccard == pytest.approx(5 / 11)
    assert pair.masked_jaccard == 1.0
    assert pair.containment == pytest.approx(5 / 8)


def test_a_part_is_contained_in_the_whole() -> None:
    (pair,) = measure([("c", "d")], texts)
    assert pair.containment == 1.0
    assert pair.jaccard < 0.4


def test_pairs_are_measured_once_and_never_with_themselves() -> None:
    pairs = list(measure([("a", "b"), ("b", "a"), ("a", "a")], texts))
    assert [(pair.a, pair.b) for pair in pairs] == [("a", "b")]


def test_an_empty_text_resembles_nothing() -> None:
    (pair,) = measure([("a", "e")], texts)
    assert pair.jaccard == pair.masked_jaccard == pair.containment == 0.0


@pytest.mark.parametrize("keep_bytes", [0, 10**9])
def test_texts_are_asked_for_in_bounded_batches_and_seldom_twice(keep_bytes: int) -> None:
    asked: list[list[str]] = []

    def many(keys: Sequence[str]) -> Mapping[str, str]:
        asked.append(list(keys))
        return {key: f"text number {int(key) % 7} of a group" for key in keys}

    # 300 groups of three whose keys are far apart in sorted order
    pairs = [(f"{i:03}", f"{i + 300:03}") for i in range(300)] + [
        (f"{i + 300:03}", f"{i + 600:03}") for i in range(300)
    ]
    measured = list(measure(pairs, many, keep_bytes=keep_bytes))
    assert len(measured) == 600
    assert max(map(len, asked)) <= 1001
    assert sum(map(len, asked)) <= 910
    assert measured == list(measure(reversed(pairs), many))


def test_pairs_that_hang_together_stand_together() -> None:
    pairs = [("c", "x"), ("b", "a"), ("x", "m"), ("a", "a"), ("z", "b"), ("x", "c")]
    assert list(side_by_side(pairs)) == [("a", "b"), ("b", "z"), ("c", "x"), ("m", "x")]
    assert list(side_by_side(reversed(pairs))) == list(side_by_side(pairs))
    assert list(side_by_side([])) == []


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"))))
def test_every_pair_comes_once_and_no_group_is_torn(pairs: list[tuple[str, str]]) -> None:
    found = list(side_by_side(pairs))
    assert sorted(found) == sorted({(min(a, b), max(a, b)) for a, b in pairs if a != b})
    unions = Unions()
    for a, b in pairs:
        unions.join(a, b)
    groups = [unions.find(a) for a, _ in found]
    assert groups == sorted(groups)


def test_groups_are_called_after_their_least_name() -> None:
    unions = Unions()
    for a, b in (("d", "c"), ("b", "e"), ("c", "b")):
        unions.join(a, b)
    assert {name: unions.find(name) for name in "abcde"} == {"a": "a", "b": "b", "c": "b", "d": "b", "e": "b"}
    assert unions.groups("edcba") == {"b": ["e", "d", "c", "b"], "a": ["a"]}
