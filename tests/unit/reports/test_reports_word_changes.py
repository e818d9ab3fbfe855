from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.reports.word_changes import excerpt, inline, side_by_side


def marked(sentence: str, other: str, value: str = "", other_value: str = "") -> str:
    """The first sentence with [changed] words and *values*."""
    pieces, _ = side_by_side(sentence, other, [(value, other_value)])
    return "".join(f"{'[' * p.changed}{'*' * p.value}{p.text}{'*' * p.value}{']' * p.changed}" for p in pieces).replace(
        "**", ""
    )


@pytest.mark.parametrize(
    ("a", "b", "value_a", "value_b", "expected"),
    [
        ("within 14 days of 2014", "within 30 days of 2014", "14 days", "30 days", "within [*14*]* days* of 2014"),
        ("You may park here.", "You must not park here.", "may", "must not", "You [*may*] park here."),
        ("pay  EUR 1,500.00\nnow", "pay EUR 1,700.00 now", "", "", "pay EUR [1,500.00] now"),
        ("返品は14日以内です。", "返品は30日以内です。", "14日", "30日", "返品は[*14*]*日*以内です。"),
        ("a 5 b 5 c", "a 5 b 6 c", "5", "6", "a 5 b [*5*] c"),
        ("same", "same", "", "", "same"),
        ("", "new", "", "", ""),
    ],
)
def test_words_and_values_are_marked(a: str, b: str, value_a: str, value_b: str, expected: str) -> None:
    assert marked(a, b, value_a, value_b) == expected


def test_one_line_says_both() -> None:
    old, new = "You may return it within 14 days.", "You must return it within 30 working days, please."
    assert inline(old, new) == "You [-may-]{+must+} return it within [-14-]{+30 working+} days{+, please+}."


def test_a_long_sentence_is_cut_around_what_differs() -> None:
    old, new = (f"{'word ' * 900}pay {n} EUR{' word' * 900}" for n in (5, 6))
    for pieces, value in zip(side_by_side(old, new, [("5 EUR", "6 EUR")]), ("5 EUR", "6 EUR"), strict=True):
        text = "".join(piece.text for piece in pieces)
        assert f"pay {value}" in text
        assert len(text) <= 402
        assert text[0] == text[-1] == "…"


@given(a=st.text(max_size=80), b=st.text(max_size=80), value=st.text(max_size=5))
def test_no_word_is_lost(a: str, b: str, value: str) -> None:
    first, second = side_by_side(a, b, [(value, value)])
    assert "".join(piece.text for piece in first) == " ".join(a.split())
    assert "".join(piece.text for piece in second) == " ".join(b.split())
    assert [p.text for p in first if not p.changed] or not first or all(p.changed for p in first)


@given(text=st.text(max_size=300), value=st.text(max_size=10), limit=st.integers(3, 100))
def test_an_excerpt_keeps_to_its_limit(text: str, value: str, limit: int) -> None:
    assert len(excerpt(text, value, limit)) <= limit
