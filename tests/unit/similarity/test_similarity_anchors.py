from __future__ import annotations

import random

import numpy as np
import pytest

from kbaudit.similarity.anchors import RUN, SHORT, WINDOW, anchors
from kbaudit.similarity.hashed_tokens import tokenised
from kbaudit.similarity.shingles import masked

chance = random.Random(3)  # noqa: S311 (seeded on purpose)
WORDS = ["".join(chance.choices("abcdefghijklmnoprstu", k=7)) for _ in range(3000)]


def prose(count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))


def of(text: str) -> set[int]:
    return set(anchors(masked(tokenised(text))).tolist())


@pytest.mark.parametrize("length", [RUN + WINDOW - 1, SHORT - 1, SHORT, 60, 400])
def test_a_shared_stretch_of_window_and_run_shares_an_anchor_wherever_it_stands(length: int) -> None:
    for _ in range(50):
        part = prose(length)
        whole = f"{prose(chance.randint(0, 900))} {part} {prose(chance.randint(0, 900))}"
        assert of(part) & of(whole)


def test_nearly_every_notice_of_30_words_is_found_in_a_page() -> None:
    notices = [prose(30) for _ in range(200)]
    met = sum(bool(of(notice) & of(f"{prose(800)} {notice} {prose(800)}")) for notice in notices)
    assert met >= 190


def test_texts_without_a_shared_run_share_nothing() -> None:
    assert not of(prose(5000)) & of(prose(5000))


def test_values_hide_no_stretch() -> None:
    text = "the member pays {} euros a month until the {} day of the {} year after joining in the old town hall"
    assert of(text.format(10, 3, "second")) == of(text.format("twenty five", 14, "second"))


def test_a_long_text_keeps_few_and_the_same_whatever_comes_before() -> None:
    text = prose(100_000)
    found = of(text)
    assert 0.07 < len(found) / 100_000 < 0.09
    assert len(found & of(f"{prose(50)} {text}")) >= len(found) - 3


def test_the_number_of_anchors_is_bounded_and_the_least_are_kept() -> None:
    numbers = np.random.default_rng(1).integers(0, 2**63, 600_000, dtype=np.uint64)
    kept, more = anchors(numbers[:300_000]), anchors(numbers)
    assert kept.size == more.size == 20_000
    assert np.isin(kept[kept < more[-1]], more).all()


@pytest.mark.parametrize("text", ["", "too short a text", "一二三"])
def test_a_text_shorter_than_a_run_has_no_anchors(text: str) -> None:
    assert not of(text)


def test_characters_of_scripts_without_spaces_make_longer_runs() -> None:
    eight, sixteen = "本規則第三条所定", "休暇届出人事部長承認必要書類提出"
    assert not of(f"東西南北{eight}春夏秋冬花鳥") & of(f"赤青黄白{eight}山川草木雨雪")
    assert of(f"東西南北{sixteen}春夏秋冬花鳥") & of(f"赤青黄白{sixteen}山川草木雨雪")
