"""How texts are hidden: names in running text, what looks like a path, what a finding quotes."""

from __future__ import annotations

import pytest

from kbaudit.redaction import Names, masking, told
from kbaudit.redaction.any_of import any_of
from kbaudit.redaction.levels import PATH, Level, withheld
from kbaudit.redaction.lookup import Lookup, replaced
from kbaudit.redaction.ordinary import is_telling
from kbaudit.redaction.path_like import is_path
from kbaudit.redaction.people import People
from kbaudit.redaction.places import Places, ending
from kbaudit.redaction.scrubbing import Scrubber

URIS = ("kb/hr/titan-plan.md", "kb/hr/titan-plan-v2.md", "kb/hr/Copy of titan-plan.md", "kb/it/readme.md",
        "kb/hr/readme.md", "kb/hr/mail.eml", "kb/hr/mail.eml!/price list.xlsx", "kb/旅行規程.docx")  # fmt: skip


@pytest.fixture(scope="module")
def scrub():
    return Scrubber(Places(URIS, ["kb"]), {}, ["travel rules of ours"]).scrub


@pytest.mark.parametrize(
    ("said", "told_"),
    [
        ('Superseded by "kb/hr/titan-plan-v2.md".', 'Superseded by "source-1/folder-001/document-00005.md".'),
        ("See hr/titan-plan.md:12.", "See folder-001/document-00006.md:12."),
        ("In favour of titan-plan-v2.md", "In favour of document-00005.md"),
        ("The TITAN-PLAN and titan-plan-v2, not titanium", "The [path] and [path], not titanium"),
        ("As in Copy of titan-plan.md", "As in document-00001.md"),
        ("readme.md may be either", "[path] may be either"),
        ("2 of 4 below kb/hr/ (2 folders apart)", "2 of 4 below source-1/folder-001/ (2 folders apart)"),
        ("to ../other/place.md#top, https://host/x", "to [path], [path]"),
        ("2026/05/01, and/or, 24/7 at 30 km/h", "2026/05/01, and/or, 24/7 at 30 km/h"),
        ("kb/hr/gone.md", PATH),
        ("in it/ or at it", "in [path] or at it"),
        ("社内の旅行規程による", "社内の[path]による"),
        ("follow travel rules of ours", "follow [path]"),
        ("kb/hr/mail.eml!/price list.xlsx", "source-1/folder-001/document-00002.eml!/document-00003.xlsx"),
        ("", ""),
    ],
)  # fmt: skip
def test_paths_in_running_text(scrub, said, told_):
    places = Places(URIS, ["kb"])
    for uri in URIS:
        assert scrub(uri) == places[uri]
    assert scrub(said) == told_


def test_numbers_are_lines():
    places = Places(URIS, ["kb"])
    assert [places[uri].rpartition("document-")[2][:5] for uri in sorted(URIS)] == [f"{n:05}" for n in range(1, 9)]
    assert places["kb/hr/"] == "source-1/folder-001/"
    assert places["kb/"] == "source-1/"
    assert places["former/x.md"] == "elsewhere.md"
    assert places[""] == ""


def test_endings_that_are_no_kind_are_not_told():
    assert [ending(name) for name in ("a/b.MD", "a/b.docx", "a/b.titan", "a/b.png", "a/README", "a/.md")] == [
        ".md", ".docx", "", ".png", "", ".md",
    ]  # fmt: skip


@pytest.mark.parametrize("word", ["review", "2026-04", "v2.1", "hr", "2024"])
def test_ordinary_words_stay(word):
    assert not is_telling(word)


@pytest.mark.parametrize("word", ["titan-plan", "fennerow", "2026-04-board", "Budget 2027"])
def test_telling_words_go(word):
    assert is_telling(word)


@pytest.mark.parametrize("said", ["a/b/c", "../x", "/etc/passwd", "https://x", "C:\\docs\\x", "x.md", "hr/", "v1/a.b"])
def test_paths_look_like_paths(said):
    assert is_path(said, frozenset())


@pytest.mark.parametrize("said", ["and/or", "1/2", "2026/05/01", "km/h", "e.g", "ann@kb.md", "word"])
def test_other_words_do_not(said):
    assert not is_path(said, frozenset())


def test_a_name_is_found_as_whole_words_the_longest_first():
    lookup = Lookup({"ab": "1", "ab cd": "2", "(x) ab": "3", "ÄB": "4"})
    said = "ab, AB cd, abc, xab, (x) ab, äb, a\u0308b"
    assert replaced(said, lookup.found(said)) == "1, 2, abc, xab, 3, 4, 4"


def test_a_check_that_is_not_known_is_told_by_nothing():
    assert told.message("KB999", "secret words", rolled_up=False, bare="secret words") == withheld("secret words")
    assert told.evidence("KB101", "other", "secret words", rolled_up=False) == "[withheld: 12 characters]"
    assert told.evidence_label("KB999", "one two three four five") == "[withheld: 23 characters]"


def test_labels_of_versions_are_told_where_they_are_numbers():
    said = "Superseded by  ({}), and still live."
    assert told.message("KB103", said.format("v2.1"), rolled_up=False, bare=said.format("v2.1")) == said.format("v2.1")
    summary = told.message("KB103", said.format("as (told) 2"), rolled_up=False, bare=said.format("as (told) 2"))
    assert summary == "An older version is still live beside the one that replaces it."


def test_quotations_are_hidden_as_a_whole():
    assert told.quoted('no heading "a "b" c" in it') == "no heading [withheld: 7 characters] in it"
    assert told.quoted("no quotation") == "no quotation"
    assert told.remedy("KB507", "Remove them. Likely x for y", bare="") == "Remove them."
    assert told.remedy("KB501", 'It redirects to "x".', bare='It redirects to "x".') == "See `kbaudit explain KB501`."


def test_one_person_has_one_number():
    people = People([("a@x", "Ann", ""), ("Bob",), ("Ann",), ("ann-id", "Ann")], bool)
    assert people.names["a@x"] == people.names["Ann"] != people.names["Bob"]


def test_names_that_give_something_away_stay_apart():
    key = "AKIA" + "Z7QXLR4TNV2KMW3P"
    other = "AKIA" + "Q4ND7VXT2LKZ9RWB"
    names = Names([f"kb/{key}.md", f"kb/{other}.md", "kb/a.md"])
    shown = {names.uri(f"kb/{one}.md") for one in (key, other)}
    assert shown == {"kb/[redacted: aws-access-key].md", "kb/[redacted: aws-access-key].md (2)"}
    assert names.uri("kb/a.md") == "kb/a.md"
    assert not Names(["kb/a.md"])


def test_thousands_of_names_that_are_shown_alike_stay_apart_without_asking_from_the_first_on(monkeypatch):
    asked = []
    numbered = masking._numbered
    monkeypatch.setattr(masking, "_numbered", lambda shown, number: asked.append(number) or numbered(shown, number))
    uris = [f"kb/ssn {area:03}-{group}-4567.txt" for area in range(100, 600) for group in range(12, 18)]
    names = Names(uris)
    assert set(names.hidden) == set(uris)
    assert len(set(names.hidden.values())) == len(uris) == len(asked)
    assert names.uri(uris[-1]).endswith(f".txt ({len(uris):d})")


def test_what_is_shown_is_no_other_files_name_and_folders_stay_folders():
    first, second, third = (f"ssn 536-9{number}-4399" for number in range(3))
    shown = Names([f"kb/{first}.md"]).uri(f"kb/{first}.md")
    uris = [f"kb/{one}.md" for one in (first, second, third)] + [f"kb/{one}/" for one in (first, second)]
    names = Names([*uris, shown, f"{shown} (3)"])
    assert [names.uri(uri) for uri in uris[:3]] == [f"{shown} (2)", f"{shown} (4)", f"{shown} (5)"]
    assert names.uri(uris[4]) == f"{names.uri(uris[3])[:-1]} (2)/"
    assert set(names.hidden) == set(uris)


def test_one_pattern_finds_the_longest_of_many_values_wherever_they_stand():
    values = ["ab", "abc", "abcde", "b.d", "(x", "ü", "a" * 3, *("q" * number for number in range(1, 400))]
    found = any_of(values).findall("zabcdez abcd abb.d bxd (xü aaaa" + "q" * 500)
    assert found == ["abcde", "abc", "ab", "b.d", "(x", "ü", "aaa", "q" * 399, "q" * 101]


def test_levels_are_those_of_the_option():
    from kbaudit.cli.options import REDACTIONS

    assert tuple(Level) == REDACTIONS
