from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.similarity import hashed_tokens as shingles
from kbaudit.similarity.measure import compare
from kbaudit.similarity.shingles import shingled, words


def masked_alike(a: str, b: str) -> bool:
    return np.array_equal(shingled(a).masked, shingled(b).masked)


@given(st.text())
def test_words_are_those_of_the_regular_expression_outside_spaceless_scripts(text: str) -> None:
    plain = shingles._HAS_SPACELESS.sub(" ", text.lower())
    assert words(plain) == re.findall(r"\w+", plain.lower())


@given(st.text(alphabet="ab1 @:/.-+_“”é\n中"), st.text(alphabet="a@:/. "))
def test_addresses_never_cut_a_token(text: str, tail: str) -> None:
    whole = text + tail
    assert shingled(whole).words == len(words(whole))
    assert np.array_equal(shingled(whole).raw, shingled(" ".join(words(whole))).raw)


def test_a_character_is_a_token_in_scripts_without_spaces() -> None:
    assert words("React 中文ガイド v2") == ["react", "中", "文", "ガ", "イ", "ド", "v2"]
    assert words("한국어 문서") == ["한국어", "문서"]


def test_jaccard_is_that_of_word_trigrams() -> None:
    a, b = "the cat sat on the mat today", "the cat sat on the rug today"
    ours = compare("a", shingled(a), "b", shingled(b))
    grams = [{tuple(t.split()[i : i + 3]) for i in range(5)} for t in (a, b)]
    assert ours.jaccard == pytest.approx(len(grams[0] & grams[1]) / len(grams[0] | grams[1]))
    assert ours.containment == pytest.approx(3 / 5)


def test_repeated_shingles_count_once_and_order_matters() -> None:
    assert shingled("a b c a b c a b c").raw.size == 3
    assert not np.array_equal(shingled("a b c").raw, shingled("c b a").raw)


@pytest.mark.parametrize("text", ["alone", "two words"])
def test_a_text_of_one_or_two_words_has_one_shingle(text: str) -> None:
    assert shingled(text).raw.size == 1


@pytest.mark.parametrize("text", ["", " \n\t", "--- !!! ---"])
def test_a_text_without_words_has_no_shingle(text: str) -> None:
    assert shingled(text).raw.size == shingled(text).masked.size == 0


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("refunds within 14 days of purchase", "refunds within 30 days of purchase"),
        ("refunds within fourteen days of purchase", "refunds within 30 days of purchase"),
        ("valid from 3 March 2024 on", "valid from 2025-01-31 on"),
        ("it costs € 1,299.00 a year", "it costs € 49 a year"),
        ("install version 1.2.3-rc1 first", "install version 2.0 first"),
        ("see https://example.org/a/b?c=d#e for more", "see http://other.example/x for more"),
        ("write to anna.smith@example.org today", "write to bob@example.com today"),
        ("open every Monday at noon", "open every Friday at noon"),
    ],
)
def test_what_changes_between_editions_is_masked(a: str, b: str) -> None:
    assert masked_alike(a, b)
    assert not np.array_equal(shingled(a).raw, shingled(b).raw)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("employees may travel first class", "employees must travel first class"),
        ("refunds within 14 days of purchase", "refunds within 14 weeks of purchase"),
        ("refunds are possible", "refunds are not possible"),
    ],
)
def test_other_words_are_not_masked(a: str, b: str) -> None:
    assert not masked_alike(a, b)


def test_the_vocabulary_is_bounded_and_its_clearing_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shingled("some words that stay the same")
    monkeypatch.setattr(shingles, "_VOCABULARY_LIMIT", 0)
    for number in range(5):
        shingled(f"filler{number}")
    assert len(shingles._VOCABULARY) <= 1
    assert np.array_equal(shingled("some words that stay the same").raw, before.raw)


@pytest.mark.parametrize("piece", ["a" * 63 + " @", "a@", "://", "a.a@a.", "@" * 3, "+" * 70 + "@x "])
def test_hostile_addresses_are_read_in_linear_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))  # quadratic work would take hours
    assert shingled(text).words == len(re.findall(r"\w+", text))


def test_lone_surrogates_are_no_words() -> None:
    assert words("a\ud800b") == ["a", "b"]
