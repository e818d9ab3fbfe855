"""Findings of one kind as one for each folder that is told: trees, folders that differ, fingerprints."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.checks.rolling import Tree, rolled
from kbaudit.model import Affected, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable


def finding(uri: str) -> Finding:
    return Finding("KB301", uri, "Names no owner.", "Name one.", (Affected(uri),), fingerprint=f"print of {uri}")


def told(uris: Iterable[str], concerned: Iterable[str]) -> list[Finding]:
    return sorted(rolled([finding(uri) for uri in concerned], Tree.of(uris), "have no owner"), key=lambda f: f.uri)


def said(uris: Iterable[str], concerned: Iterable[str]) -> list[str]:
    return [found.message for found in told(uris, concerned)]


def files(folder: str, number: int) -> list[str]:
    return [f"{folder}/{n:04}.md" for n in range(number)]


DEEP = [uri for a in range(10) for b in range(10) for uri in files(f"kb/team {a}/folder {b}", 30)]


def test_a_tree_without_owners_is_one_finding_at_its_top() -> None:
    (one,) = told(DEEP, DEEP[1:])
    assert (one.uri, one.message) == ("kb/", "2,999 of 3,000 documents below kb/ have no owner.")
    assert [(each.label, each.value) for each in one.evidence][:2] == [
        ("share", "299 of 300 in kb/team 0/"),
        ("share", "300 of 300 in kb/team 1/"),
    ]
    assert len(one.affects) == len(one.fingerprints) == 2999


def test_what_is_evenly_spread_is_one_finding_too() -> None:
    half = [uri for uri in DEEP if int(hashlib.sha256(uri.encode()).hexdigest(), 16) % 2]
    assert said(DEEP, half) == [f"{len(half):,} of 3,000 documents below kb/ have no owner."]


def test_a_folder_that_differs_is_told_apart() -> None:
    owned = {uri for uri in DEEP if uri.startswith("kb/team 3/")}
    some = files("kb/team 3/folder 0", 2)
    top, apart = told(DEEP, [uri for uri in DEEP if uri not in owned or uri in some])
    assert top.message == "2,700 of 2,700 documents below kb/ (1 folder apart) have no owner."
    assert [each.value for each in top.evidence if each.label == "told apart"] == ["2 of 300 in kb/team 3/"]
    assert apart.message == "2 of 30 documents in kb/team 3/folder 0/ have no owner."


def test_one_folder_without_owners_among_others_is_told_by_its_name() -> None:
    concerned = [uri for uri in DEEP if uri.startswith("kb/team 3/folder 4/")]
    assert said(DEEP, concerned) == ["30 of 30 documents in kb/team 3/folder 4/ have no owner."]


def test_small_folders_are_never_told_apart_from_a_large_tree() -> None:
    tiny = [uri for n in range(20) for uri in files(f"kb/team 1/tiny {n}", 3)]
    uris, concerned = DEEP + tiny, DEEP[::2] + tiny[:30]
    assert len(told(uris, concerned)) == 1


def test_files_beside_folders_that_are_told_apart() -> None:
    uris = [*files("kb", 3), *files("kb/hr", 8), *files("kb/it", 8)]
    assert said(uris, [*files("kb", 3), *files("kb/hr", 8)]) == [
        "3 of 3 documents directly in kb/ have no owner.",
        "8 of 8 documents in kb/hr/ have no owner.",
    ]


def test_sources_are_never_told_together() -> None:
    both = [*files("one", 2), *files("two", 2)]
    assert said(both, both) == ["2 of 2 documents in one/ have no owner.", "2 of 2 documents in two/ have no owner."]


def test_one_document_stays_as_it_is() -> None:
    assert told(DEEP, DEEP[:1]) == [finding(DEEP[0])]


def test_names_that_begin_alike_are_two_folders() -> None:
    uris = [*files("kb/hr", 4), *files("kb/hr-old", 4), *files("kb/it", 40)]
    assert said(uris, uris[:8]) == [
        "4 of 4 documents in kb/hr-old/ have no owner.",
        "4 of 4 documents in kb/hr/ have no owner.",
    ]


def test_files_that_are_no_documents_count_among_the_others() -> None:
    tree = Tree.of(files("kb/hr", 2)).with_more(["kb/hr/scan.pdf"])
    (one,) = rolled([finding("kb/hr/0000.md"), finding("kb/hr/scan.pdf")], tree, "can't be read")
    assert one.message == "2 of 3 documents in kb/hr/ can't be read."


PATHS = st.lists(st.sampled_from(["a", "b", "a b", "ab"]), min_size=1, max_size=4).map("/".join)


@given(uris=st.sets(PATHS.map(lambda path: f"kb/{path}.md"), min_size=1, max_size=60), data=st.data())
def test_every_document_is_told_once_and_counted_rightly(uris: set[str], data: st.DataObject) -> None:
    concerned = data.draw(st.sets(st.sampled_from(sorted(uris)), min_size=1))
    found = told(uris, data.draw(st.permutations(sorted(concerned))))
    affected = [each.uri for one in found for each in one.affects]
    assert sorted(affected) == sorted(concerned)
    assert found == told(uris, sorted(concerned)), "in any order"
    for one in found:
        if len(one.affects) > 1:
            counts = one.message.split()
            assert int(counts[0]) == len(one.affects) <= int(counts[2])
            assert all(each.uri.startswith(one.uri) for each in one.affects)


@pytest.mark.parametrize("size", [2, 50])
def test_a_deeper_tree_gives_the_same_fingerprint_for_the_same_findings(size: int) -> None:
    concerned = files("kb/hr", size)
    more = [*concerned, *files("kb/it", 3 * size)]
    assert told(concerned, concerned)[0].fingerprint == told(more, concerned)[0].fingerprint
