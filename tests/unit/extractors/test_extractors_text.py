"""Plain text."""

from __future__ import annotations

import pytest

from kbaudit.extractors import extract, kind_by_name


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Expenses\n\nKeep receipts.\n", "Expenses"),
        ("\n\n  Expenses \n\nKeep receipts.", "Expenses"),
        ("Expenses\n========\nKeep receipts.", "Expenses"),
        ("========\nExpenses\n========\nKeep receipts.", "Expenses"),
        ("= Expenses\n\nKeep", "Expenses"),
        ("#+TITLE: Expenses\n\nKeep", "Expenses"),
        ("Keep receipts.\nSend them.\n", ""),
        ("x" * 120 + "\n\nmore", ""),
        (".. include:: x\n\nmore", ""),
        ("PEP: 1\nTitle: Purpose\nStatus: Active\n\nText\n", "Purpose"),
        ("From: a\nTo-x: b\nDate: c\n\nText\n", ""),
        ("", ""),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert extract("text", text.encode()).title == title


def test_the_text_keeps_its_header_lines_and_loses_its_front_matter() -> None:
    pep = b"PEP: 1\nTitle: Purpose\nStatus: Active\n\nText\n"
    found = extract("rst", pep)
    assert found.text == pep.decode()
    assert [each.name for each in found.fields] == ["PEP", "Title", "Status"]
    assert extract("text", b"---\nowner: Ann\n---\nText\n").text == "Text\n"


@pytest.mark.parametrize(
    ("name", "text", "heading"),
    [
        ("a.rst", ".. comment\n\nKeys\n====\n\n:Date: 2024-03-03\n\nTurn.\n", "Keys"),
        ("a.adoc", ":toc:\n\n= Keys\n\nTurn.\n", "Keys"),
        ("a.org", "#+TITLE: Keys\n\n* How\n", "Keys"),
        ("a.txt", "Keys\n\nTurn.\n", ""),
        ("a.rst", "Title: Keys\nStatus: Final\nVersion: 1\n\nAbstract\n========\n", ""),
    ],
)
def test_the_heading_is_the_markups_own_title(name: str, text: str, heading: str) -> None:
    found = extract(kind_by_name(name) or "", text.encode())
    assert found.heading == heading
    assert found.title == "Keys"


def test_passages_end_at_blank_lines() -> None:
    paragraph = "word " * 200
    found = extract("text", "\r\n\r\n".join([paragraph] * 3).encode())
    assert [found.text[p.start : p.end] for p in found.passages] == [paragraph.strip()] * 3
    assert found.sample.startswith("word word")


@pytest.mark.parametrize("data", [b"", b" \n\t\n"])
def test_empty_files_are_documents(data: bytes) -> None:
    found = extract("text", data)
    assert (found.text.strip(), found.passages, found.sample, found.problems) == ("", (), "", ())
