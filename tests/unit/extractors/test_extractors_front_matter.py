"""Front matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.extractors.front_matter import header_fields, split, title_of
from kbaudit.model import Origin


def named(text: str) -> dict[str, tuple[str, ...]]:
    return {each.name: each.values for each in split(text).fields}


def test_scalars_arrive_as_written() -> None:
    text = (
        "---\nlast_reviewed_on: 2020-06-09\nms.date: 01/02/2023\nreview_in: 6 months\nat: 2024-01-02T03:04:05Z\n"
        "time: 12:30\nversion: 1.10\noctal: 010\ndraft: True\nno: 'no'\n"
        "country: no\nempty:\nnil: ~\nquoted: ' x '\n---\nBody\n"
    )
    found = split(text)
    assert found.body == "Body\n"
    assert found.problems == ()
    assert all(each.origin == Origin.FRONT_MATTER for each in found.fields)
    assert named(text) == {
        "last_reviewed_on": ("2020-06-09",),
        "ms.date": ("01/02/2023",),
        "review_in": ("6 months",),
        "at": ("2024-01-02T03:04:05Z",),
        "time": ("12:30",),
        "version": ("1.10",),
        "octal": ("010",),
        "draft": ("true",),
        "no": ("no",),
        "country": ("no",),
        "quoted": ("x",),
    }


def test_nested_keys_and_lists() -> None:
    text = "---\na:\n  b: 1\n  c: [x, y]\nowners:\n- name: Ann\n  mail: a@x\n- name: Bob\ndeep:\n- - p\n  - q\n---\n"
    assert named(text) == {
        "a.b": ("1",),
        "a.c": ("x", "y"),
        "owners.name": ("Ann", "Bob"),
        "owners.mail": ("a@x",),
        "deep": ("p", "q"),
    }


def test_toml() -> None:
    text = '+++\ntitle = "T"\ndate = 2024-03-03\nat = 2024-03-03T10:00:00Z\ndraft = false\n[a]\nb = [1, "x"]\n+++\nBody'
    assert split(text).body == "Body"
    assert named(text) == {
        "title": ("T",),
        "date": ("2024-03-03",),
        "at": ("2024-03-03T10:00:00+00:00",),
        "draft": ("false",),
        "a.b": ("1", "x"),
    }


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("---\r\na: 1\r\n---\r\nBody\r\n", "Body\r\n"),
        ("---\na: 1\n...\nBody", "Body"),
        ("---\na: 1\n---", ""),
        ("---\n---\nBody", "Body"),
        ("---\n# a comment\na: 1\n---\n\nBody", "\nBody"),
    ],
)
def test_what_is_cut_off(text: str, body: str) -> None:
    assert split(text).body == body


@pytest.mark.parametrize(
    "text",
    [
        "Body\n---\na: 1\n---\n",
        "---\nJust prose between two rules.\n\n---\nmore\n",
        "---\n- a list\n---\nmore\n",
        "---\nProse: with a colon: twice\n  and *markup* [link\n\n",
        "---\n\nProse, with `code`: [no key\n\n---\nmore\n",
        "----\na: 1\n---\n",
        " ---\na: 1\n---\n",
        "---\na: 1\n",
        "+++\na = 1\n",
        "",
        "---",
    ],
)
def test_what_is_no_front_matter_stays(text: str) -> None:
    assert split(text) == ((), text, ())


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("a: [1", "line"),
        ("a: &x 1\nb: *x", "aliases"),
        ("a: !!python/object:os.system x", "tag"),
        ("a: !custom x", "tag"),
        ("a: " + "[" * 30 + "]" * 30, "deep"),
        ("a: " + "[" * 60_000, "deep"),
        ("a: {{ x }}: y", "line 3"),
        ("? [a, b]\n: c", "plain text"),
        ("a: 1\n" * 30, "twice"),
        ("a: \x01", ""),
    ],
    ids=["broken", "alias", "python", "custom", "deep", "deeper", "template", "complex key", "duplicates", "control"],
)
def test_a_bad_block_costs_no_body(block: str, said: str) -> None:
    found = split(f"---\nowner: Ann\n{block}\n---\nBody\n")
    assert found.body == "Body\n"
    assert found.problems[0][0] == "front_matter"
    assert said in found.problems[0][1]


def test_plain_lines_of_a_broken_block_are_salvaged() -> None:
    text = '---\ntitle: <%= "a: b" %>\nlast_reviewed_on: 2020-06-09\nx: [1\nref: *x\nowner: "#team"\n---\nBody'
    assert named(text) == {"title": ('<%= "a: b" %>',), "last_reviewed_on": ("2020-06-09",), "owner": ("#team",)}


def test_a_problem_names_its_line() -> None:
    assert split("---\na: 1\nb: @x\n---\n").problems[0][1].startswith("line 3: ")


def test_the_last_of_two_keys_counts() -> None:
    found = split("---\na:\n  b: 1\nc: 2\na: 3\n---\n")
    assert [(each.name, each.values) for each in found.fields] == [("c", ("2",)), ("a", ("3",))]
    assert found.problems == (("front_matter", "line 5: the key a stands there twice"),)


def test_bad_toml() -> None:
    for block in ("a = ", "a = " + "[" * 50_000, "a = " + "9" * 10_000, "a = 0x" + "f" * 10_000):
        found = split(f"+++\ntitle = 1\n{block}\n+++\nBody")
        assert found.body == "Body"
        assert found.problems


def test_no_end_in_sight() -> None:
    text = "---\n" + "a: b\n" * 20_000
    assert split(text) == ((), text, (("front_matter", "no end within 64 KiB"),))


PEP = (
    "PEP: 102\nTitle: Two words\nAuthor: Ann <a@x>,\n        Bob <b@x>\nStatus: Final\nStatus: Draft\n\nAbstract: no\n"
)


def test_header_lines() -> None:
    assert {each.name: each.values for each in header_fields(PEP)} == {
        "PEP": ("102",),
        "Title": ("Two words",),
        "Author": ("Ann <a@x>, Bob <b@x>",),
        "Status": ("Final", "Draft"),
    }
    assert title_of(header_fields(PEP)) == "Two words"


@pytest.mark.parametrize(
    "text", ["Note: one\nAlso: two\n\nx: y\n", "Prose\nA: x\nB-c: y\nDe: z\n", "", "\nAb: 1\nCd: 2\nEf: 3\n"]
)
def test_no_header_lines(text: str) -> None:
    assert header_fields(text) == ()


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`,? \n\t\\é", max_size=80))
def test_no_block_raises_or_eats_the_body(block: str) -> None:
    assert split(f"---\n{block}\n---\nBody").body.endswith("Body")
