from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.model import Extract
from kbaudit.signals.uncoded import Uncoded


def prose(text: str, kind: str = "markdown") -> str:
    return Uncoded(Extract(kind, "", text, ())).prose


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One `code` two", "One two"),
        ("One ``a ` b`` two", "One two"),
        ("One\n\n```py\ncode\n\ncode\n```\ntwo", "One two"),
        ("One\n~~~\n```\ncode\n~~~\ntwo", "One two"),
        ("One\n```\ncode", "One"),
        ("One\n\n- ```sh\n  code\n  ```\n\ntwo", "One two"),
        ("One\n\n    code\n\n    code\n\ntwo", "One two"),
        ("One\n\n\tcode\ntwo", "One two"),
        ("- One\n\n    still one\n\ntwo", "- One still one two"),
        ("One::\n\n  code\n\ntwo", "One:: two"),
        (".. code-block:: python\n\n   code\n\ntwo", ".. code-block:: python two"),
        ("One <code>code</code> <pre>code\ncode</pre> two", "One two"),
        ("One <!-- note\nnote --> two {/* note */} three <% code %> four", "One two three four"),
        ("One <!-- never closed", "One <!-- never closed"),
        ("One <pre> two", "One <pre> two"),
    ],
)
def test_code_and_comments_are_blanks(text: str, kept: str) -> None:
    assert " ".join(prose(text).split()) == kept
    assert len(prose(text)) == len(text)


def test_other_kinds_have_no_code_to_be_seen() -> None:
    assert prose("One `code` <pre>two</pre>", "pdf") == "One `code` <pre>two</pre>"


@given(st.text("a`~ \n\t-:<>!pre/%{*}", max_size=80), st.sampled_from(["markdown", "text", "html"]))
def test_every_character_stays_in_its_place(text: str, kind: str) -> None:
    found = prose(text, kind)
    assert len(found) == len(text)
    assert all(new in (old, " ") for new, old in zip(found, text, strict=True))


def test_lower_case_keeps_the_length() -> None:
    text = "İSTANBUL Straße ΑΣ ǅ"
    uncoded = Uncoded(Extract("text", "", text, ()))
    assert len(uncoded.lowered) == len(text)
    assert uncoded.line_at(3) == (0, len(text))
