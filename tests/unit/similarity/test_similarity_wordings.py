"""Which rewordings say most, what is counted beside them, and how long sentences are cut."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.model import Wording
from kbaudit.similarity.alignment import Reading, align
from kbaudit.similarity.differences import differences
from kbaudit.similarity.wordings import KEPT, wording

OPENING = "The desk in the hall is open in the morning. "
PARKING = "Visitors leave their cars in the yard behind the house, and never before the gate. "
KEYS = "Whoever leaves last locks all the doors and takes the key of the store along with him. "


def worded(a: str, b: str, most: int = KEPT) -> Wording:
    return wording(align(Reading(a), Reading(b)), (a, b), most=most)


def pairs(found: Wording) -> list[tuple[str, str]]:
    return [(one.a, one.b) for one in found.rewordings]


def test_reworded_sentences_are_kept_and_the_others_counted() -> None:
    changed = PARKING.replace("in the yard", "in the garage")
    found = worded(OPENING + PARKING + KEYS, OPENING + changed + "Dogs stay outside. Cats may come in.")
    assert pairs(found) == [(PARKING.strip(), changed.strip())]
    assert (found.more, found.only_a, found.only_b) == (0, 1, 2)
    assert worded(OPENING, OPENING) == Wording()


def test_numbers_come_before_words_and_words_before_punctuation() -> None:
    numbers = [f"In the {word} room there is place for 12 guests and a dog. " for word in ("red", "blue", "green")]
    words = [f"The {word} room has a window to the garden and a bed. " for word in ("red", "blue", "green")]
    dull = [f"The {word} house stands on the hill, and it is old. " for word in ("red", "blue", "green")]
    a = "".join(dull + words + numbers)
    b = a.replace("hill, and", "hill and").replace("a window", "the windows").replace("12 guests", "15 guests")
    found = worded(a, b, most=4)
    assert [one for one, _ in pairs(found)] == [sentence.strip() for sentence in (words[0], *numbers)]
    assert found.more == 2, "what differs in punctuation alone is the same"
    assert len(pairs(worded(a, b, most=9))) == 6


def test_words_in_another_order_are_a_rewording() -> None:
    a, b = (
        f"Please ask the {first} for the key of the store." for first in ("porter or the cook", "cook or the porter")
    )
    assert pairs(worded(OPENING * 3 + a, OPENING * 3 + b)) == [(a, b)]


def test_what_is_told_as_a_difference_is_not_told_again() -> None:
    days = "Ask for a refund within 14 days after the booking in the shop. "
    a, b = days + PARKING, days.replace("14", "30") + PARKING.replace("the gate", "the doors of the house")
    found = differences(a, b)
    assert [(one.value_a, one.value_b) for one in found.differences] == [("14 days", "30 days")]
    assert [one.a for one in found.wording.rewordings] == [PARKING.strip()]
    assert found.wording.more == 0


def test_swapped_texts_give_the_mirrored_rewordings() -> None:
    a, b = OPENING + PARKING + KEYS, PARKING.replace("yard", "garage") + KEYS.replace("along with him", "home") * 2
    there, back = differences(a, b).wording, differences(b, a).wording
    assert there.rewordings
    assert back == there.turned()
    assert (back.only_a, back.only_b) == (there.only_b, there.only_a)


@pytest.mark.parametrize("at", [0, 40, 120])
def test_a_long_sentence_is_cut_around_what_differs_in_both(at: int) -> None:
    words = [f"word{n}" for n in range(160)]
    changed = [*words[:at], "another", "thing", *words[at + 1 :]]
    ((one, other),) = pairs(worded(" ".join(words), " ".join(changed)))
    assert f"word{at}" in one.split()
    assert "another thing" in other
    assert one.replace(f"word{at}", "another thing") == other, "both are cut in the same places"
    for part in (one, other):
        assert 250 < len(part) <= 402
        assert part.startswith("…") == (at > 0)
        assert part.endswith("…")


@given(st.text("ab .\n|#-", max_size=1200), st.text("ab .\n|#-", max_size=1200))
def test_whatever_the_texts_they_are_short_lines_and_mirrored(a: str, b: str) -> None:
    found = worded(a, b)
    assert len(found.rewordings) <= KEPT
    for line in (line for one in found.rewordings for line in astuple(one)):
        assert len(line) <= 402
        assert "\n" not in line
    assert min(found.more, found.only_a, found.only_b) >= 0
