from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kbaudit.similarity.copies import contents, language_folders, preference, text_digest
from kbaudit.similarity.versions import read_markers

if TYPE_CHECKING:
    from .conftest import MakeSubject


def test_equal_bytes_and_equal_texts_are_one_content(subject: MakeSubject) -> None:
    made = [
        subject("kb/a.md", "one text", data=b"---\nid: 1\n---\none text"),
        subject("kb/b.md", "one text", data=b"one text"),
        subject("kb/c.md", "one text", data=b"one text"),
        subject("kb/d.md", "another text"),
        subject("kb/e.md", ""),
        subject("kb/f.md", ""),
    ]
    content = contents({s.uri: s for s in made})
    assert [content[f"kb/{name}.md"] for name in "abcdef"] == [f"kb/{name}.md" for name in "aaadef"]


@pytest.mark.parametrize(
    "other",
    [
        "One text.\n\nMore of it.",
        "One text.\r\n\r\nMore of it.\r\n",
        "\ufeffOne text.\n\nMore\u00a0of it.",
        "One text.  More\nof it.\t",
    ],
)
def test_blanks_and_a_byte_order_mark_make_no_other_text(subject: MakeSubject, other: str) -> None:
    made = [subject("kb/a.md", "One text.\n\nMore of it.\n"), subject("kb/b.md", other)]
    assert set(contents({s.uri: s for s in made}).values()) == {"kb/a.md"}


@pytest.mark.parametrize("other", ["one text", "One text", "Onetext.", "One text!", "One text. ."])
def test_signs_and_capitals_make_another_text(other: str) -> None:
    assert text_digest(other) != text_digest("One text.")


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("kb/policies/travel.md", "kb/travel (copy).md"),
        ("kb/policies/travel.md", "kb/archive/travel.md"),
        ("kb/travel.md", "kb/policies/travel.md"),
        ("kb/a.md", "kb/b.md"),
    ],
)
def test_which_copy_stands_for_the_others(subject: MakeSubject, better: str, worse: str) -> None:
    markers = read_markers([better, worse])
    assert preference(subject(better), markers[better]) < preference(subject(worse), markers[worse])


def test_the_canonical_place_counts_before_the_shorter_path_and_after_the_mark_of_a_copy(subject: MakeSubject) -> None:
    uris = ("kb/a.md", "kb/handbook/a.md", "kb/handbook/a (copy).md")
    markers = read_markers(uris)
    made = [replace(subject(uri), canonical="handbook" in uri) for uri in uris]
    ordered = sorted(made, key=lambda one: preference(one, markers[one.uri]))
    assert [one.uri for one in ordered] == ["kb/handbook/a.md", "kb/a.md", "kb/handbook/a (copy).md"]


def test_language_folders_need_a_sibling() -> None:
    uris = ["kb/en/a.md", "kb/ja/x/a.md", "kb/pt-BR/a.md", "kb/a.md", "kb/x/de/a.md"]
    assert list(language_folders(uris).values()) == ["en", "ja", "pt-br", "", ""]


def test_departments_are_no_languages() -> None:
    assert set(language_folders(["kb/hr/a.md", "kb/it/a.md"]).values()) == {""}
    assert list(language_folders(["kb/hr/a.md", "kb/it/a.md", "kb/en/a.md"]).values()) == ["hr", "it", "en"]
