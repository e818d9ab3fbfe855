from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.model import Comparison, Pair
from kbaudit.similarity.choosing import PARTNERS, Choice, one_of_each_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .conftest import MakeSubject

    Keys = tuple[str, str]


def pair(a: str, b: str, jaccard: float, masked: float = 0.0, containment: float = 0.0) -> Pair:
    return Pair(a, b, jaccard, masked, containment)


def clique(names: Iterable[str], jaccard: float, masked: float = 0.0) -> list[Pair]:
    listed = sorted(names)
    return [pair(a, b, jaccard, masked) for a in listed for b in listed if a < b]


def compared(wanted: Iterable[Keys], sibling: str = "") -> list[Comparison]:
    return [Comparison(a, b, sibling=sibling) for a, b in wanted]


CROWD = [f"{n:02}" for n in range(40)]


def test_of_a_few_all_that_are_alike_or_contained_are_compared() -> None:
    measured = [pair("a", "b", 0.5), pair("a", "c", 0.1, masked=0.5), pair("b", "c", 0.1, containment=0.8)]
    choice = Choice([*measured, pair("c", "d", 0.49, 0.49, 0.79)], [], {})
    assert choice.first() == (("a", "b"), ("a", "c"), ("b", "c"))
    assert choice.second([]) == ()


def test_texts_with_one_statement_in_two_wordings_are_compared() -> None:
    choice = Choice([], [("a", "b", 1)], {})
    assert choice.first() == ()
    assert choice.second([]) == (("a", "b"),)


def test_in_a_crowd_each_meets_the_hub_and_its_likest() -> None:
    twin = pair("17", "39", 0.9, 0.9)
    choice = Choice([*clique(CROWD, 0.6, 0.6), twin], [], {})
    chosen = choice.first()
    assert ("17", "39") in chosen
    assert {("00", name) for name in CROWD[1:]} <= set(chosen)
    assert len(chosen) <= 4 * len(CROWD)


def test_a_changed_number_meets_its_crowd_whatever_else_is_alike() -> None:
    # All say the same but for values; those whose raw text is nearest are compared first.
    equal = clique(CROWD, 0.9, 1.0)
    changed = [
        pair("changed", name, 0.7, 1.0) if name > "changed" else pair(name, "changed", 0.7, 1.0) for name in CROWD
    ]
    other = clique([*CROWD, "x", "y"], 0.95, 0.95)
    chosen = Choice([*equal, *changed, *other], [], {}).first()
    assert [one for one in chosen if "changed" in one]


def test_a_form_needs_no_second_round() -> None:
    choice = Choice(clique(CROWD, 0.8, 0.8), [], {})
    first = choice.first()
    assert choice.second(compared(first, "same form")) == ()
    assert choice.left(compared(first, "same form"), {}).pairs == 0


def test_what_is_no_form_is_compared_with_more() -> None:
    choice = Choice(clique(CROWD, 0.8, 0.8), [], {})
    first = choice.first()
    second = choice.second(compared(first))
    assert second
    assert not set(first) & set(second)
    for name in CROWD:
        assert sum(name in one for one in (*first, *second)) >= PARTNERS


def test_statements_of_one_form_are_not_compared() -> None:
    said = [("05", "09", 3), ("05", "z", 1)]
    choice = Choice(clique(CROWD, 0.8, 0.8), said, {})
    found = compared(choice.first(), "same form")
    assert choice.second(found) == (("05", "z"),)


def test_a_hub_explains_what_is_no_more_alike_than_both_are_to_it() -> None:
    choice = Choice(clique(CROWD, 0.6, 0.6), [], {})
    found = compared(choice.first())
    found += compared(choice.second(found))
    assert choice.left(found, {}).pairs == 0


def test_what_nothing_explains_is_counted(subject: MakeSubject) -> None:
    # Each is alike to its neighbours in a ring, so no hub is alike to all.
    count = 120
    documents = {f"kb/{n}.md": subject(f"kb/{n}.md", f"text {n}").document for n in range(count)}
    keys = {uri: one.content_key for uri, one in documents.items()}
    names = sorted(keys.values())
    places = [sorted((n, (n + step) % count)) for n in range(count) for step in range(1, 30)]
    ring = [pair(names[low], names[high], 0.7, 0.7) for low, high in places]
    choice = Choice(ring, [], one_of_each_text(documents))
    found = compared(choice.first())
    found += compared(choice.second(found))
    met = {name: {one.a if one.b == name else one.b for one in found if name in (one.a, one.b)} for name in names}
    left_out = [(one.a, one.b) for one in ring if one.a not in met[one.b] and not met[one.a] & met[one.b]]
    assert left_out
    left = choice.left(found, documents)
    assert left.pairs == len(left_out)
    assert left.uris == tuple(sorted(uri for uri, key in keys.items() if any(key in one for one in left_out)))
    assert left.partners == PARTNERS


def test_equal_texts_are_compared_once(subject: MakeSubject) -> None:
    made = [subject(f"kb/{n}.md", "one text", data=b"%d" % n) for n in range(20)] + [subject("kb/other.md", "other")]
    documents = {one.uri: one.document for one in made}
    *keys, other = [one.document.content_key for one in made]
    measured = clique(keys, 1.0, 1.0) + [pair(min(key, other), max(key, other), 0.9) for key in keys]
    assert Choice(measured, [], one_of_each_text(documents)).first() == (tuple(sorted((min(keys), other))),)
