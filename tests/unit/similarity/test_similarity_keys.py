from __future__ import annotations

import numpy as np
import pytest

from kbaudit.similarity.hashed_tokens import tokenised
from kbaudit.similarity.keys import keyed
from kbaudit.similarity.shingles import shingled
from kbaudit.similarity.sketch import sketch_batch

TEXTS = [
    "",
    "one",
    "# Title\n\nA page; with cells | and https://example.org/a;b=1?c=2. Then x@y.de!\tEnd",
    "wrapped text that goes on for more than forty characters, and more\nof it here\r\n\r\n  - item\n    of it",
    "日本語の文書です。次の文は１２月３日までに提出しなければなりません。https://例え.jp/道",
    "edges \x1d of \x1e the \x1f kind \u2028 and \x85 others",
    "a\ud800b",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_learner_sees_the_same_shingles_as_the_measure(text: str) -> None:
    alike, shingles = keyed(text), shingled(text)
    assert alike.words == shingles.words
    assert [alike.sketch, alike.masked_sketch] == sketch_batch([shingles.raw, shingles.masked])


@pytest.mark.parametrize("text", TEXTS)
def test_sentences_end_within_the_text_and_in_order(text: str) -> None:
    tokens = tokenised(text, sentences=True)
    assert np.all(np.diff(tokens.ends) >= 0)
    assert tokens.hashes.size == tokens.changing.size
    assert not tokens.ends.size or tokens.ends[-1] <= tokens.hashes.size


def test_keys_are_whole_numbers_of_64_bits() -> None:
    keys = keyed("Every guest of the house must leave the room before 11 in the morning, and pay. " * 9).keys
    assert len(keys.bands) == 32 * 8
    assert len(keys.masked_bands) == 16 * 8
    assert len(keys.anchors) > 0
    assert len(keys.anchors) % 8 == 0
    assert len(keys.statements) == len(keys.wordings) == 8
