from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.similarity.alignment import Alignment, Reading, align
from kbaudit.similarity.sentences import sentences


def align_texts(a: str, b: str) -> Alignment:
    return align(Reading(a), Reading(b))


def bodies(text: str) -> list[str]:
    return [sentence.body for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It takes 3.5 days. Then it ends.", ["It takes 3.5 days.", "Then it ends."]),
        (
            "Use tea, e.g. Assam. Ask Dr. Smith at 5 p.m. Then go.",
            ["Use tea, e.g. Assam.", "Ask Dr. Smith at 5 p.m. Then go."],
        ),
        ("They changed their mind. So be it.", ["They changed their mind.", "So be it."]),
        ("Es dauert mind. 3 Tage. Dann nicht.", ["Es dauert mind. 3 Tage.", "Dann nicht."]),
        ("See https://a.example/b.c for v1.2.3 of it.", ["See https://a.example/b.c for v1.2.3 of it."]),
        ("Am 3. März ist Schluss. Danach nicht.", ["Am 3. März ist Schluss.", "Danach nicht."]),
        ("退货期限为14天。请保留收据！", ["退货期限为14天。", "请保留收据！"]),
        ("- one\n- two\n  goes on\n1. three", ["one", "two goes on", "three"]),
        ("Name: Acme\nSeats: 40", ["Name: Acme", "Seats: 40"]),
        ("> quoted text\n> goes on here.", ["quoted text goes on here."]),
        ("A line.\n\n<!-- not\nthis -->\n\nAnother line.", ["A line.", "Another line."]),
        ("Text.\n\n```python\nx = 3\n```\n", ["Text."]),
        ("```ini\ntimeout = 30\n```", ["30"]),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert bodies(text) == expected


def test_cells_know_their_row_and_column() -> None:
    text = "# Prices\n\n| Plan | Month | Year |\n|---|---|---|\n| Basic | 5 | 50 |\n"
    cells = [(s.label, s.body, text[slice(*s.quote)]) for s in sentences(text) if s.kind == "cell"]
    assert cells == [("basic|month", "5", "| Basic | 5 | 50 |"), ("basic|year", "50", "| Basic | 5 | 50 |")]


def test_sentences_stand_under_their_headings() -> None:
    found = sentences("# Title\n\n## 1. Scope\n\nAll of it.\n\n### Part\n\nSome of it.\n")
    assert [s.path for s in found if s.kind == "prose"] == [("scope",), ("scope", "part")]


@given(st.text(alphabet="ab.1 \n|#-`>\t:*。", max_size=300))
def test_spans_point_into_the_text(text: str) -> None:
    for sentence in sentences(text):
        assert 0 <= sentence.start <= sentence.end <= len(text)
        assert " ".join(text[sentence.start : sentence.end].replace(">", " ").split()) == " ".join(
            sentence.body.replace(">", " ").split()
        )


def test_a_reordered_text_aligns_wholly() -> None:
    lines = [
        f"The rule about {word} holds for every site." for word in ("tea", "coffee", "water", "wine", "bread", "milk")
    ]
    alignment = align_texts("\n\n".join(lines), "\n\n".join(reversed(lines)))
    assert (alignment.share, alignment.changed) == (1.0, [])


def test_a_sentence_said_often_is_paired_once() -> None:
    alignment = align_texts("Ask your manager before you book.\n\n" * 40, "Ask your manager before you book.")
    assert (alignment.equal, alignment.changed) == (1, [])


def test_sentences_of_one_form_are_told_apart_by_their_section() -> None:
    a = "## North\n\nOpen for 5 hours.\n\n## South\n\nOpen for 7 hours."
    b = "## South\n\nOpen for 7 hours.\n\n## North\n\nOpen for 6 hours."
    alignment = align_texts(a, b)
    assert [(alignment.a[p.a].body, alignment.b[p.b].body) for p in alignment.changed] == [
        ("Open for 5 hours.", "Open for 6 hours.")
    ]


def test_many_lines_of_one_form_are_no_pairs() -> None:
    a = "\n\n".join(f"Sample gave {n} units." for n in range(0, 900, 2))
    b = "\n\n".join(f"Sample gave {n} units." for n in range(1, 900, 2))
    assert not align_texts(a, b).changed


def test_long_texts_take_linear_work() -> None:
    chance = random.Random(3)  # noqa: S311 - any words do
    vocabulary = [f"word{n}" for n in range(3000)]

    def text() -> str:
        return "\n\n".join(f"The {' '.join(chance.choices(vocabulary, k=12))} is {n} m." for n in range(4000))

    alignment = align_texts(text(), text())  # quadratic work would be 16 million comparisons
    assert len(alignment.a) == len(alignment.b) == 4000
