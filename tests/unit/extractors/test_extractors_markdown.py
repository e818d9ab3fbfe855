"""Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.extractors import extract
from kbaudit.extractors.markdown import PARSE_LIMIT
from kbaudit.model import Extract

PAGE = """\
---
owner: Ann
---
Some words before.

# Leave *policy* {#leave}

You have [30 days](leave.md "Days") of leave. ![a picture](p.png)

## Part time

- one item, see <https://example.org/x>
- another, see [the form][form]

```python
# no heading [no](link.md)
```

Other
-----

| a | b |
| - | - |
| [cell](c.md) | d |

[form]: ../forms/leave.html "Form"
"""


def read(text: str) -> Extract:
    return extract("markdown", text.encode())


def pieces(found: Extract) -> list[tuple[str, tuple[str, ...]]]:
    return [(found.text[p.start : p.end].split("\n")[0], p.heading) for p in found.passages]


def test_a_page() -> None:
    found = read(PAGE)
    assert found.kind == "markdown"
    assert found.title == "Leave policy"
    assert found.text == PAGE[PAGE.index("Some words") :]
    assert [(each.name, each.values) for each in found.fields] == [("owner", ("Ann",))]
    assert pieces(found) == [
        ("Some words before.", ()),
        ("# Leave *policy* {#leave}", ("Leave policy",)),
        ("## Part time", ("Leave policy", "Part time")),
        ("Other", ("Leave policy", "Other")),
    ]
    assert found.problems == ()


def test_links_stand_where_they_say() -> None:
    found = read(PAGE)
    assert [(link.target, link.text) for link in found.links] == [
        ("leave.md", "30 days"),
        ("https://example.org/x", "https://example.org/x"),
        ("../forms/leave.html", "the form"),
        ("c.md", "cell"),
    ]
    assert [found.text[link.start :].split("]")[0].split(">")[0] for link in found.links] == [
        "[30 days",
        "<https://example.org/x",
        "[the form",
        "[cell",
    ]


def test_the_sample_is_prose() -> None:
    assert read(PAGE).sample.startswith(
        "Some words before. You have 30 days of leave. a picture one item, see another, see"
    )
    for unwanted in ("heading", "leave.md", "http", "owner"):
        assert unwanted not in read(PAGE).sample
    assert len(read("word " * 5000).sample) <= 2000
    assert read("# Only a heading\n").sample == "Only a heading"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: Declared\n---\n# First\n", "Declared"),
        ("## Second\n\n# First #\n", "First"),
        ("Setext\n======\n", "Setext"),
        ("# The `code` and [a link](x) &amp; **more**\n", "The code and a link & more"),
        ("# <%= name %> handbook\n", "handbook"),
        ("# Title {: .class}\n", "Title"),
        ("#hashtag\n", ""),
        ("```\n# code\n```\n", ""),
        ("> # quoted\n", ""),
        ("", ""),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert read(text).title == title


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind(end: str) -> None:
    found = read(end.join(["# One", "", "text", "", "# Two", "[x](y)", ""]))
    assert [p.heading for p in found.passages] == [("One",), ("Two",)]
    assert [found.text[link.start :][:3] for link in found.links] == ["[x]"]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("[a](b(c(d)e)f)", ["b(c(d)e)f"]),
        ("[a](<b c> 'title')", ["b c"]),
        ("[![img](i.png)](page.md)", ["page.md"]),
        ("[a]\n\n[A]: t", ["t"]),
        ("[a][]\n\n[a]: t", ["t"]),
        ("[a][missing]", []),
        ("`[a](b)` ``x`[c](d)``", []),
        (r"\[a](b)", []),
        ("<me@example.org>", ["mailto:me@example.org"]),
        ("see https://example.org/a_b.", ["https://example.org/a_b"]),
        ('<a class="x" href="t.html">t</a>', ["t.html"]),
        ("import X from './x.mdx';\n\n<Tip to=\"no\">\n\n[a](b)\n\n</Tip>", ["b"]),
        ("[a](b c)", []),
        ("[a](<%= url %>)", []),
        ("a ] b [ c", []),
    ],
)
def test_links(text: str, targets: list[str]) -> None:
    assert [link.target for link in read(text).links] == targets


def test_a_huge_text_keeps_its_words_and_headings() -> None:
    text = "# One\n\n```\n# no\n```\n\n## Two ##\n\n" + "word " * (PARSE_LIMIT // 5)
    found = read(text)
    assert found.text == text
    assert found.title == "One"
    assert {p.heading for p in found.passages} == {("One",), ("One", "Two")}
    assert found.problems[0][0] == "limit"
    assert found.sample.startswith("word word")


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + "x",
        "[" * 100_000,
        ("[" * 10_000 + "\n") * 20,
        "](" * 9_000,
        "- " * 5_000,
        "`" * 9_000 + "a",
        "<a href=" * 2_000,
        "# " + "[" * 9_000,
        "a\r" * 60_000,
    ],
    ids=range(9),
)
def test_hostile_texts_come_out_whole(text: str) -> None:
    assert read(text).text == text


@given(st.text(alphabet="ab#-*>`[]()<!{}: \n\r\t|=~1.", max_size=120))
def test_passages_cover_any_text(text: str) -> None:
    found = extract("markdown", text.encode())
    rest = list(found.text)
    for each in found.passages:
        rest[each.start : each.end] = " " * (each.end - each.start)
    assert not "".join(rest).strip()
    assert all(0 <= link.start < len(found.text) for link in found.links)
