from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.model import Comparison, Difference
from kbaudit.similarity.comparing import Compared, compare_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


TEXTS = {
    "a": "Goods come back to the shop within 14 days of the purchase. The slip is kept with the papers of the day.",
    "b": "Goods come back to the shop within 30 days of the purchase. The slip is kept with the papers of the day.",
    "c": "Goods come back to the shop within 90 days of the purchase. The slip is kept with the papers of the day.",
    "d": "The canteen serves soup.",
}


def compared(pairs: Sequence[tuple[str, str]]) -> list[Comparison]:
    asked: list[str] = []

    def texts(keys: Sequence[str]) -> Mapping[str, str]:
        asked.extend(keys)
        return {key: TEXTS[key] for key in keys}

    found = list(compare_all(pairs, texts, {}))
    assert len(asked) == len(set(asked))
    return found


def test_every_pair_comes_back_once_with_its_own_values() -> None:
    found = compared([("a", "b"), ("a", "c"), ("b", "c"), ("b", "d")])
    said = {(one.a, one.b): [(d.value_a, d.value_b) for d in one.differences] for one in found}
    assert said == {
        ("a", "b"): [("14 days", "30 days")],
        ("a", "c"): [("14 days", "90 days")],
        ("b", "c"): [("30 days", "90 days")],
        ("b", "d"): [],
    }


def test_the_other_pairs_of_a_run_change_nothing() -> None:
    (alone,) = compared([("b", "c")])
    assert alone in compared([("a", "b"), ("a", "c"), ("b", "c")])


def test_many_pairs_come_in_batches() -> None:
    texts = {f"{n:03}": f"Room {n} is locked at {n % 12 + 8}:00 by whoever leaves the floor last." for n in range(100)}
    most = 0

    def some(keys: Sequence[str]) -> Mapping[str, str]:
        nonlocal most
        most = max(most, len(keys))
        return {key: texts[key] for key in keys}

    pairs = [(f"{n:03}", f"{n + 1:03}") for n in range(0, 100, 2)]
    assert sorted((one.a, one.b) for one in compare_all(pairs, some, {})) == pairs
    assert most <= 64


def test_a_comparison_is_given_from_either_side() -> None:
    difference = Difference("number", "14", "30", "within 14", "within 30", 3, 7)
    held = Compared([Comparison("a", "b", (difference,))], {"a": "kb/z.md", "b": "kb/y.md"})
    turned = Difference("number", "30", "14", "within 30", "within 14", 7, 3)
    ours, theirs = held.between("kb/z.md", "kb/y.md"), held.between("kb/y.md", "kb/z.md")
    assert ours is not None
    assert theirs is not None
    assert (ours.differences, theirs.differences) == ((difference,), (turned,))
    assert [name for name, _ in held.items()] == [("kb/y.md", "kb/z.md")]
    assert held.between("kb/y.md", "kb/x.md") is None


def test_copies_of_one_content_have_no_comparison() -> None:
    held = Compared([Comparison("a", "b")], {"a": "kb/x.md", "b": "kb/x.md"})
    assert list(held.items()) == []
