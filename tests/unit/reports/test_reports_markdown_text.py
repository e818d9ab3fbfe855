"""Text of documents inside Markdown, read back by a Markdown parser."""

from __future__ import annotations

import html
import re

import pytest
from markdown_it import MarkdownIt

from kbaudit.reports.markdown_text import cell, code, ours, plain

_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_TAG = re.compile(r"<[^>]*>")


def read(text: str) -> str:
    return str(_READER.render(text))


def said(rendered: str) -> str:
    return html.unescape(_TAG.sub("", rendered)).strip()


@pytest.mark.parametrize(
    "text", ["---", "-", "===", "=", "- - -", "***", "___", ":-:", ":--", "--", "1.", "+", "~~~", "#", "--- x", "-x"]
)
def test_a_line_of_signs_alone_stays_text(text: str) -> None:
    """After a paragraph it would make a heading of that, a rule, a list or a table."""
    rendered = read(f"- **error** said\n  {plain(text, 100)}\n")
    assert not re.search(r"<h\d|<hr|<table|<pre", rendered)
    assert rendered.count("<li>") == 1
    assert said(rendered) == f"error said\n{text}"


CELLS = ["a|b", "a\\|b", "a\\|b@c", "a|b@c", "|@", "\\|@", "@\\\\|\\|x`y", "`a`|@", "a\\\\|b", "www.x|y", "`|`@|`\\|`"]


@pytest.mark.parametrize("text", CELLS)
def test_a_cell_says_what_the_text_says(text: str) -> None:
    rendered = read(f"| a | b |\n| --- | --- |\n| {cell(plain(text, 100))} | x |\n")
    cells = [said(each) for each in re.findall(r"<td>(.*?)</td>", rendered, re.DOTALL)]
    assert cells == [text, "x"]
    assert "@" not in _TAG.sub("", re.sub(r"<code>.*?</code>", "", rendered))


@pytest.mark.parametrize("text", CELLS)
def test_a_cell_of_code_says_what_the_text_says(text: str) -> None:
    rendered = read(f"| a | b |\n| --- | --- |\n| {cell(code(text))} | x |\n")
    assert [said(each) for each in re.findall(r"<td>(.*?)</td>", rendered, re.DOTALL)] == [text, "x"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Set a new `until`.", "Set a new `until`."),
        ("Leave it out (`crawl: exclude` in the policy).", "Leave it out (`crawl: exclude` in the policy)."),
        ("Link to `a b` *now*.", "Link to `a b` \\*now\\*."),
        ("x`y` and `z", "x\\`y\\` and \\`z"),
        ("`a``b`", "\\`a\\`\\`b\\`"),
        ("<b> `<b>`", "\\<b\\> `<b>`"),
    ],
)
def test_words_of_ours_keep_their_code(text: str, shown: str) -> None:
    assert ours(text, 100) == shown


@pytest.mark.parametrize("text", ["`b` a`@c d", "`a` `@x` `", "x@y`a` `b`z@", "(`a`) ``@ `q` @z`", "`a` @b `c"])
def test_what_would_notify_stays_code_in_words_of_ours(text: str) -> None:
    rendered = read(ours(text, 100))
    assert "@" not in _TAG.sub("", re.sub(r"<code>.*?</code>", "", rendered))
