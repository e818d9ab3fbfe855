"""Blocks to passages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kbaudit.extractors.passages import LIMIT, Block, Headings, packed
from kbaudit.model import Passage


def covered(text: str, passages: tuple[Passage, ...]) -> bool:
    """Whether the passages are in order, apart, without blank ends, and leave out nothing but white space."""
    position = 0
    left_out = ""
    for each in passages:
        assert position <= each.start < each.end
        assert text[each.start : each.end] == text[each.start : each.end].strip()
        left_out += text[position : each.start]
        position = each.end
    return not (left_out + text[position:]).strip()


def test_small_blocks_share_a_passage_and_headings_part_them() -> None:
    text = "intro\n\n# A\n\none\n\ntwo\n\n# B\n\nthree\n"
    starts = {word: text.index(word) for word in ("# A", "one", "two", "# B", "three")}
    blocks = [Block(starts[w], ("A",)) for w in ("# A", "one", "two")] + [
        Block(starts[w], ("B",)) for w in ("# B", "three")
    ]
    assert [(text[p.start : p.end], p.heading) for p in packed(text, blocks)] == [
        ("intro", ()),
        ("# A\n\none\n\ntwo", ("A",)),
        ("# B\n\nthree", ("B",)),
    ]


def test_pages_part_passages() -> None:
    assert packed("ab", [Block(0, (), 1), Block(1, (), 2)]) == (Passage(0, 1, (), 1), Passage(1, 2, (), 2))


def test_a_full_passage_ends_at_a_block() -> None:
    text = ("x" * 999 + "\n") * 3
    assert [(p.start, p.end) for p in packed(text, [Block(i * 1000) for i in range(3)])] == [
        (0, 999),
        (1000, 1999),
        (2000, 2999),
    ]


def test_a_huge_block_is_cut_between_words() -> None:
    text = "word " * 10_000
    passages = packed(text, [Block(0)])
    assert covered(text, passages)
    assert max(p.end - p.start for p in passages) <= 2 * LIMIT
    assert all(text[p.start : p.end].startswith("word") for p in passages)
    assert covered("x" * 10_000, packed("x" * 10_000, []))


def test_blank_text_has_no_passage() -> None:
    assert packed("", []) == packed(" \n ", [Block(0), Block(1)]) == ()


@given(
    st.text(alphabet="ab \n", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["A", "B"])), max_size=6),
)
def test_passages_cover_everything(text: str, cuts: list[tuple[int, str]]) -> None:
    blocks = [Block(start, (name,)) for start, name in sorted(cuts) if start < len(text)]
    assert covered(text, packed(text, blocks))


def test_headings_end_one_another() -> None:
    headings = Headings()
    assert headings.enter(1, "A") == ("A",)
    assert headings.enter(3, "B") == ("A", "B")
    assert headings.enter(2, "C") == ("A", "C")
    assert headings.enter(2, "") == ("A",)
    assert headings.enter(1, "D") == ("D",)
    assert headings.path == ("D",)
