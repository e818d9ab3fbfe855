from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kbaudit.signals import fillers, pointers
from kbaudit.signals.triggers import Triggers

WORDS = frozenset({"todo:", "lorem ipsum", "goes here", "[insert", "section 4", "\ntbd", "à venir", "above", "abov"})
TRIGGERS = Triggers(WORDS)
PIECES = [*WORDS, "TODO:", "Lorem Ipsum", "abo", "section ", "4", " ", "\n", "é", "[ins", "x", "領", "\U0001f600"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_finds_what_a_search_for_each_word_finds(text: str) -> None:
    assert TRIGGERS.in_text(text) == {word for word in WORDS if word in text.lower()}


@given(st.text())
def test_any_text_can_be_scanned(text: str) -> None:
    assert TRIGGERS.in_text(text) <= WORDS
    assert TRIGGERS.in_text(f"{text}[InserT") >= {"[insert"}


def test_the_words_of_the_detectors_are_found() -> None:
    words = fillers.WORDS | pointers.WORDS
    triggers = Triggers(words)
    assert [word for word in words if word not in triggers.in_text(f"See {word} there")] == []
    assert triggers.in_text("Employees may claim their expenses at any time.") == frozenset()
