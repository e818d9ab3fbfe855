from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

import pytest

from kbaudit.similarity import measure, read_markers, related
from kbaudit.similarity.comparing import compare_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .conftest import MakeSubject

SHARED = """The store keeps a list of what came back and tells purchasing every Friday. Goods made to measure stay with
the project. The list is closed at the end of a year and handed to the auditors, who look at every tenth line of it."""
ONE = f"{SHARED} Bring a cart, for the lift is narrow."
OTHER = f"{SHARED} On Tuesdays nobody is there before ten."


def families(make: MakeSubject, held: Mapping[str, tuple[str, str]]) -> list[list[str]]:
    """The members of every family of documents given as uri: (title, text); every pair is measured and compared."""
    subjects = {uri: make(uri, text, title=title) for uri, (title, text) in sorted(held.items())}
    texts = {subject.document.content_key: held[uri][1] for uri, subject in subjects.items()}

    def some(keys: Sequence[str]) -> Mapping[str, str]:
        return {key: texts[key] for key in keys}

    keys = list(combinations(sorted(texts), 2))
    pairs, comparisons = list(measure(keys, some)), list(compare_all(keys, some, {}))
    found = related(subjects, pairs, comparisons, read_markers(subjects), 0.8)
    return [sorted(member.uri for member in family.members) for family in found.families]


@pytest.mark.parametrize(
    ("titles", "joined"),
    [
        (("Returns", "Returns"), True),
        (("Returns", "RETURNS (version 2)"), True),
        (("Returns 2024", "Returns 2025"), True),
        (("Returns v1.2", "Returns v1.3"), True),
        (("Returns", "Refunds"), False),
        (("Note 4", "Note 5"), False),
        (("", ""), False),
        (("2024", "2025"), False),
    ],
)
def test_one_title_makes_versions_of_one_page(subject: MakeSubject, titles: tuple[str, str], joined: bool) -> None:
    found = families(subject, {"kb/a.md": (titles[0], ONE), "kb/b.md": (titles[1], OTHER)})
    assert found == ([["kb/a.md", "kb/b.md"]] if joined else [])


def test_a_title_alone_makes_none(subject: MakeSubject) -> None:
    other = "Soup is served at noon, and whoever comes late finds bread and cheese beside the till until three."
    assert families(subject, {"kb/a.md": ("Welcome", ONE), "kb/b.md": ("Welcome", other)}) == []


def test_texts_of_the_same_words_are_no_versions(subject: MakeSubject) -> None:
    assert families(subject, {"kb/a.md": ("Returns", ONE), "kb/b.md": ("Returns", f"{ONE} !")}) == []


def test_languages_of_one_page_are_no_versions(subject: MakeSubject) -> None:
    held = {"kb/docs/en/a.md": ("Returns", ONE), "kb/docs/ja/b.md": ("Returns", OTHER)}
    assert families(subject, held) == []


def test_folders_of_namesakes_about_other_things(subject: MakeSubject) -> None:
    words = re.findall(r"\S+", "copper quartz velvet walnut saffron indigo marble ochre juniper heather amber slate")
    held = {"kb/north/returns.md": ("Returns", ONE), "kb/south/returns.md": ("Returns", OTHER)}
    assert families(subject, held) == [["kb/north/returns.md", "kb/south/returns.md"]]
    for number, name in enumerate(("people", "rooms", "hours")):
        for at, branch in enumerate(("north", "south")):
            some = words[(number * 2 + at) * 2 :][:2]
            text = f"Here {some[0]} lies beside {some[1]}, and nobody may move {some[0]} without a word to {some[1]}."
            held[f"kb/{branch}/{name}.md"] = (name.title(), text)
    assert families(subject, held) == []


def test_file_names_that_tell_apart_what_a_heading_doesnt(subject: MakeSubject) -> None:
    held = {"kb/install-tool-linux.md": ("Key steps", ONE), "kb/install-tool-macos.md": ("Key steps", OTHER)}
    assert families(subject, held) == []
