from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbaudit.model import Family, Member, Pair, RelationKind, State, Subject
from kbaudit.similarity import measure, read_markers, related, version_candidates
from kbaudit.similarity.families import _family
from kbaudit.similarity.markers import Marker, Version
from kbaudit.similarity.ranking import Candidate, rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.similarity.related import Related

    from .conftest import MakeSubject

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BASE = "Travel costs are refunded by the finance team when the claim is complete and was approved by the manager. "


def text(number: int, *, words: str = BASE) -> str:
    return (
        f"{words * 3} The limit for one night in a hotel is {number} euros and breakfast is included. Edition {number}."
    )


def pairs_of(made: Sequence[Subject], texts: dict[str, str]) -> list[Pair]:
    """All that the pipeline would measure: here every version candidate and every pair of contents."""
    documents = {s.uri: s.document for s in made}
    by_key = {s.document.content_key: texts[s.uri] for s in made}
    keys = sorted(by_key)
    everything = [(a, b) for a in keys for b in keys if a < b]
    versions = version_candidates(documents, read_markers(documents))
    return list(measure([*versions, *everything], lambda wanted: {k: by_key[k] for k in wanted}))


class Shelf:
    """A small knowledge base; put documents on it, then look at its families."""

    def __init__(self, make: MakeSubject) -> None:
        self.make = make
        self.made: list[Subject] = []
        self.texts: dict[str, str] = {}

    def put(self, uri: str, content: str, **facts: object) -> Shelf:
        self.made.append(self.make(uri, content, **facts))  # type: ignore[arg-type]  # passed on as they are
        self.texts[uri] = content
        return self

    @property
    def subjects(self) -> dict[str, Subject]:
        return {s.uri: s for s in sorted(self.made, key=lambda s: s.uri)}

    @property
    def pairs(self) -> list[Pair]:
        return pairs_of(self.made, self.texts)

    def related(self) -> Related:
        return related(self.subjects, self.pairs, [], read_markers(self.subjects), 0.8)

    def families(self) -> tuple[Family, ...]:
        return self.related().families

    def family(self) -> Family:
        (family,) = self.families()
        return family

    def relations(self) -> set[tuple[str, str, str]]:
        return {(relation.kind.value, relation.a, relation.b) for relation in self.related().relations}


@pytest.fixture
def shelf(subject: MakeSubject) -> Shelf:
    return Shelf(subject)


def member(family: Family, uri: str) -> Member:
    return next(m for m in family.members if m.uri == uri)


def current(family: Family, as_of: datetime = NOW) -> str:
    found = family.current(as_of)
    return found.uri if found else ""


def test_versions_by_name(shelf: Shelf) -> None:
    shelf.put("kb/policy.md", text(90)).put("kb/policy_v10.md", text(110)).put("kb/policy_v2.md", text(100))
    family = shelf.family()
    assert [m.uri for m in family.members] == ["kb/policy.md", "kb/policy_v2.md", "kb/policy_v10.md"]
    assert current(family) == "kb/policy_v10.md"
    assert member(family, "kb/policy.md").superseded_by == ("kb/policy_v10.md",)
    assert family.reason == "version in path or name"
    assert shelf.relations() == {
        ("older_version_of", "kb/policy.md", "kb/policy_v2.md"),
        ("older_version_of", "kb/policy.md", "kb/policy_v10.md"),
        ("older_version_of", "kb/policy_v2.md", "kb/policy_v10.md"),
    }


def test_a_family_is_named_after_its_members(shelf: Shelf, subject: MakeSubject) -> None:
    shelf.put("kb/a_v1.md", text(1)).put("kb/a_v2.md", text(2))
    other = Shelf(subject).put("kb/a_v2.md", text(2)).put("kb/a_v1.md", text(3))
    assert shelf.family().id == other.family().id
    assert shelf.family().id.startswith("fam:")
    assert len(shelf.family().id) == 20


def test_a_shared_name_without_shared_text_is_no_family(shelf: Shelf) -> None:
    shelf.put("kb/policy_v1.md", text(1)).put(
        "kb/policy_v2.md", "Something else altogether stands in this one document."
    )
    assert shelf.families() == ()


def test_near_duplicates_alone_are_no_family(shelf: Shelf) -> None:
    shelf.put("kb/berlin.md", text(1)).put("kb/paris.md", text(2))
    assert shelf.families() == ()
    assert shelf.relations() == {("near_duplicate", "kb/berlin.md", "kb/paris.md")}


def test_exact_copies_of_one_release_and_another(shelf: Shelf) -> None:
    shelf.put("kb/0.77/a.md", text(1)).put("kb/0.83/a.md", text(1))
    family = shelf.family()
    assert current(family) == "kb/0.83/a.md"
    assert member(family, "kb/0.77/a.md").superseded_by == ("kb/0.83/a.md",)
    assert shelf.relations() == {("exact_copy", "kb/0.77/a.md", "kb/0.83/a.md")}


def test_plain_copies_are_a_star_around_the_best_place(shelf: Shelf) -> None:
    for uri in ("kb/hr/travel.md", "kb/hr/travel (copy).md", "kb/hr/archive/trip.md", "kb/finance/costs/travel.md"):
        shelf.put(uri, text(1))
    family = shelf.family()
    assert current(family) == "kb/hr/travel.md"
    assert {m.copy_of for m in family.members if m.uri != "kb/hr/archive/trip.md"} == {"", "kb/hr/travel.md"}
    assert {(kind, b) for kind, _, b in shelf.relations()} == {("exact_copy", "kb/hr/travel.md")}
    assert len(shelf.relations()) == 3


def test_a_copy_of_an_old_version_elsewhere_is_old_too(shelf: Shelf) -> None:
    shelf.put("kb/a_v1.md", text(1)).put("kb/a_v2.md", text(2)).put("kb/team/stuff.md", text(1))
    family = shelf.family()
    assert len(family.members) == 3
    assert current(family) == "kb/a_v2.md"


def test_two_pages_that_once_were_equal_stay_two_families(shelf: Shelf) -> None:
    for page in ("ab", "cd"):
        shelf.put(f"kb/1.0/{page}.md", text(1)).put(f"kb/2.0/{page}.md", text(1) + f" And then the page {page} grew.")
    assert len(shelf.families()) == 2


@pytest.mark.parametrize(
    ("lesser", "better"),
    [
        ({"states": [(State.DEPRECATED, "")]}, {}),
        ({"states": [(State.OBSOLETE, "")]}, {}),
        ({"effective": "2012-01-01"}, {"effective": "2026-01-01"}),
        ({"expires": "2020-01-01"}, {}),
        ({"expires": "2020-01-01"}, {"expires": "2030-01-01"}),
        ({"valid_from": "2027-01-01"}, {}),
    ],
)
def test_the_copy_that_may_be_served_longest_stands_for_the_others(
    shelf: Shelf, lesser: dict[str, Any], better: dict[str, Any]
) -> None:
    shelf.put("kb/a.md", text(1), data=b"1", **lesser).put("kb/a-longer-name.md", text(1), data=b"2", **better)
    assert {m.uri: m.copy_of for m in shelf.family().members} == {
        "kb/a-longer-name.md": "",
        "kb/a.md": "kb/a-longer-name.md",
    }
    assert shelf.relations() == {("exact_copy", "kb/a.md", "kb/a-longer-name.md")}


def test_equal_stubs_are_no_family(shelf: Shelf) -> None:
    shelf.put("kb/a.md", "To be written.").put("kb/b.md", "To be written.")
    assert shelf.families() == ()
    assert shelf.relations() == {("exact_copy", "kb/b.md", "kb/a.md")}


def test_translations_are_no_family_even_untranslated(shelf: Shelf) -> None:
    shelf.put("kb/en/a.md", text(1)).put("kb/ja/a.md", text(1))
    assert shelf.families() == ()


def test_pages_rewritten_between_releases_are_known_by_their_company(shelf: Shelf) -> None:
    for page in range(3):
        words = f"Page {page} tells how part {page} of the machine is oiled, cleaned and put back in its place. "
        shelf.put(f"kb/1.0/p{page}.md", text(1, words=words)).put(f"kb/2.0/p{page}.md", text(2, words=words))
    shelf.put("kb/1.0/start.md", "Unpack the box and read the leaflet first.")
    shelf.put("kb/2.0/start.md", "Welcome! Everything has been rewritten by other people since.")
    shelf.put("kb/1.0/gone.md", "Only in the old release.")
    assert len(shelf.families()) == 4


def test_company_that_disagrees_proves_nothing(shelf: Shelf) -> None:
    for page in range(8):
        shelf.put(f"kb/2023-04/p{page}.md", f"In April number {page} " + "spring flowers bloom widely " * page)
        shelf.put(f"kb/2023-05/p{page}.md", f"May brings {page} other " + "things that nobody foresaw " * page)
    assert shelf.families() == ()


@pytest.mark.parametrize(
    ("effective", "newest"), [(("2025-01-01", "2024-01-01"), 0), (("2024-01-01", "2025-01-01"), 1)]
)
def test_the_effective_date_decides_where_names_cannot(shelf: Shelf, effective: tuple[str, str], newest: int) -> None:
    uris = ["kb/policy.md", "kb/policy_2023.md"]
    for uri, day in zip(uris, effective, strict=True):
        shelf.put(uri, text(int(day[:4])), effective=day)
    assert current(shelf.family()) == uris[newest]
    assert shelf.family().reason == "effective date"


def test_nothing_that_decides(shelf: Shelf) -> None:
    shelf.put("kb/policy.md", text(1)).put("kb/policy_2023.md", text(2), effective="2023-01-01")
    family = shelf.family()
    assert not family.ordered
    assert current(family) == ""
    assert all(not m.superseded_by for m in family.members)
    assert "kb/policy.md" in family.reason
    assert shelf.relations() == {("near_duplicate", "kb/policy_2023.md", "kb/policy.md")}


def at_canonical_place(shelf: Shelf, uri: str) -> None:
    shelf.made = [replace(one, canonical=True) if one.uri == uri else one for one in shelf.made]


def test_the_canonical_place_decides_where_nothing_else_does(shelf: Shelf) -> None:
    shelf.put("kb/policy.md", text(1)).put("kb/policy_2023.md", text(2), effective="2023-01-01")
    at_canonical_place(shelf, "kb/policy.md")
    family = shelf.family()
    assert current(family) == "kb/policy.md"
    assert family.reason == "canonical location"
    assert member(family, "kb/policy_2023.md").superseded_by == ("kb/policy.md",)


def test_the_date_decides_before_the_canonical_place(shelf: Shelf) -> None:
    for uri, day in (("kb/policy.md", "2024-01-01"), ("kb/policy_2023.md", "2025-01-01")):
        shelf.put(uri, text(int(day[:4])), effective=day)
    at_canonical_place(shelf, "kb/policy.md")
    assert current(shelf.family()) == "kb/policy_2023.md"
    assert shelf.family().reason == "effective date"


def test_the_copy_at_the_canonical_place_stands_for_the_others(shelf: Shelf) -> None:
    shelf.put("kb/a.md", text(1)).put("kb/handbook/staff/a.md", text(1))
    assert (current(shelf.family()), shelf.family().reason) == ("kb/a.md", "copies of one text")
    at_canonical_place(shelf, "kb/handbook/staff/a.md")
    family = shelf.family()
    assert current(family) == "kb/handbook/staff/a.md"
    assert family.reason == "copies of one text, then canonical location"
    assert member(family, "kb/a.md").copy_of == "kb/handbook/staff/a.md"
    assert shelf.relations() == {("exact_copy", "kb/a.md", "kb/handbook/staff/a.md")}


def test_a_copy_that_is_marked_as_one_stands_for_nothing_at_any_place(shelf: Shelf) -> None:
    shelf.put("kb/a.md", text(1)).put("kb/handbook/a (copy).md", text(1))
    at_canonical_place(shelf, "kb/handbook/a (copy).md")
    assert (current(shelf.family()), shelf.family().reason) == ("kb/a.md", "copies of one text")


def test_an_undecided_past_does_not_matter(shelf: Shelf) -> None:
    shelf.put("kb/archive/policy.md", text(1)).put("kb/old/policy.md", text(2)).put("kb/policy.md", text(3))
    assert current(shelf.family()) == "kb/policy.md"


def test_an_undecided_present_matters_until_the_successor_takes_effect(shelf: Shelf) -> None:
    shelf.put("kb/policy_v1.md", text(1)).put("kb/policy.md", text(2)).put(
        "kb/policy_v2.md", text(3), valid_from="2030-01-01"
    )
    assert not shelf.family().ordered


def test_an_edited_copy_is_undecided(shelf: Shelf) -> None:
    shelf.put("kb/policy.md", text(1)).put("kb/policy (1).md", text(2))
    assert not shelf.family().ordered


def test_one_version_in_two_formats_is_no_rival(shelf: Shelf) -> None:
    shelf.put("kb/policy_v1.docx", text(1)).put("kb/policy_v2.docx", text(2)).put(
        "kb/policy_v2.pdf", text(2) + " Page 1."
    )
    family = shelf.family()
    assert family.ordered
    assert current(family) == "kb/policy_v2.pdf"
    assert member(family, "kb/policy_v2.docx").copy_of == "kb/policy_v2.pdf"


def test_a_declared_version_beats_the_name(shelf: Shelf) -> None:
    shelf.put("kb/policy_v2.md", text(1), fields={"version": "3.0"}).put(
        "kb/policy_v1.md", text(2), fields={"version": "4.0"}
    )
    assert current(shelf.family()) == "kb/policy_v1.md"
    assert shelf.family().reason == "declared version"


@pytest.mark.parametrize(
    ("field", "address", "decides"),
    [
        ("online version", "https://docs.example.com/tool/get-thing?view=tool-{}&WT.mc_id=help", True),
        ("canonical_url", "https://docs.example.com/get-thing?branch=main&view=big-tool-{}", True),
        ("online version", "https://docs.example.com/tool/get-thing?view=latest", False),
        ("see also", "https://docs.example.com/tool/get-thing?view=tool-{}", False),
    ],
)
def test_a_page_says_its_version_in_its_own_address(shelf: Shelf, field: str, address: str, decides: bool) -> None:
    shelf.put("kb/a-copy.md", text(1), fields={field: address.format("7.10")})
    shelf.put("kb/a.md", text(2), fields={field: address.format("7.9")})
    (family,) = shelf.families()
    assert (family.reason == "declared version") is decides
    assert (family.members[-1].uri == "kb/a-copy.md") or not decides


def test_a_declared_successor_beats_everything(shelf: Shelf) -> None:
    shelf.put("kb/policy_v1.md", text(1)).put("kb/policy_v2.md", text(2), states=[(State.SUPERSEDED, "policy_v1.md")])
    family = shelf.family()
    assert current(family) == "kb/policy_v1.md"
    assert member(family, "kb/policy_v2.md").superseded_by == ("kb/policy_v1.md",)


def test_a_declared_successor_with_another_text(shelf: Shelf) -> None:
    shelf.put("kb/old.md", text(1), states=[(State.SUPERSEDED, "new.md")]).put(
        "kb/new.md", "Nothing of the old text is left."
    )
    family = shelf.family()
    assert current(family) == "kb/new.md"
    assert member(family, "kb/old.md").barred == "superseded"
    assert shelf.relations() == {("older_version_of", "kb/old.md", "kb/new.md")}


def test_two_successors_stand_side_by_side(shelf: Shelf) -> None:
    shelf.put("kb/all.md", text(1), fields={"superseded_by": ("travel.md", "hotel.md")})
    shelf.put("kb/travel.md", "On trains one travels second class unless it is late.").put(
        "kb/hotel.md", "Hotels are booked by the office."
    )
    family = shelf.family()
    assert family.ordered
    assert member(family, "kb/all.md").superseded_by == ("kb/hotel.md", "kb/travel.md")
    assert not member(family, "kb/travel.md").superseded_by
    assert not member(family, "kb/hotel.md").superseded_by


def test_a_circle_of_declarations_is_undecided(shelf: Shelf) -> None:
    shelf.put("kb/a.md", text(1), fields={"replaces": "b.md"}).put("kb/b.md", text(2), fields={"replaces": "a.md"})
    assert not shelf.family().ordered


def test_drafts_are_never_current_and_supersede_nobody(shelf: Shelf) -> None:
    shelf.put("kb/a_v1.md", text(1)).put("kb/a_v2.md", text(2), states=[(State.DRAFT, "")]).put(
        "kb/a_v3_draft.md", text(3)
    )
    family = shelf.family()
    assert current(family) == "kb/a_v1.md"
    assert [m.barred for m in family.members] == ["", "draft", "draft"]
    assert not any(m.superseded_by for m in family.members)


@pytest.mark.parametrize("state", [State.OBSOLETE, State.ARCHIVED])
def test_what_declares_itself_obsolete_still_supersedes(shelf: Shelf, state: State) -> None:
    shelf.put("kb/a_v1.md", text(1)).put("kb/a_v2.md", text(2), states=[(state, "")])
    family = shelf.family()
    assert current(family) == ""
    assert member(family, "kb/a_v1.md").superseded_by == ("kb/a_v2.md",)


def test_what_calls_itself_deprecated_is_not_current_and_revives_nothing(shelf: Shelf) -> None:
    shelf.put("kb/a_v1.md", text(1)).put("kb/a_v2.md", text(2), states=[(State.DEPRECATED, "")])
    assert current(shelf.family()) == ""


def test_expiry_revives_nothing(shelf: Shelf) -> None:
    shelf.put("kb/a_v1.md", text(1)).put("kb/a_v2.md", text(2), expires="2025-06-01")
    family = shelf.family()
    assert current(family, datetime(2025, 5, 31, tzinfo=UTC)) == "kb/a_v2.md"
    assert current(family, datetime(2025, 6, 1, tzinfo=UTC)) == ""


def test_a_successor_that_starts_later(shelf: Shelf) -> None:
    shelf.put("kb/a_v1.md", text(1)).put("kb/a_v2.md", text(2), valid_from="2026-07-01")
    family = shelf.family()
    start = datetime(2026, 7, 1, tzinfo=UTC)
    assert current(family) == "kb/a_v1.md"
    assert member(family, "kb/a_v1.md").superseded_at == start
    assert current(family, start) == "kb/a_v2.md"


def test_minutes_are_not_versions(shelf: Shelf) -> None:
    shelf.put("kb/minutes-2024-04-05.md", text(1)).put("kb/minutes-2024-04-12.md", text(2))
    assert shelf.families() == ()


moments = st.one_of(st.none(), st.integers(0, 12).map(lambda n: NOW + timedelta(days=n)))


@st.composite
def families(draw: st.DrawFn) -> Family:
    from kbaudit.model import Dated, Document, Governance, Origin, StateClaim

    count = draw(st.integers(2, 6))
    lineages: list[list[Candidate]] = [[], []]
    for index in range(count):
        uri = f"kb/{index}.md"
        state = draw(st.sampled_from([None, None, None, State.DRAFT, State.OBSOLETE, State.SUPERSEDED]))
        claims = (StateClaim(state, Origin.SENTENCE, "x"),) if state else ()
        document = Document(uri, "kb", "0" * 64, 1, 0, NOW, "markdown", "", "en", 9, 1, "0" * 64, 1.0, states=claims)
        made = Subject(
            document,
            Governance(""),
            effective=Dated(draw(moments)),
            valid_from=Dated(draw(moments)),
            expires=Dated(draw(moments)),
        )
        marker = Marker("kb/x", replace(Version(), finality=draw(st.integers(0, 3))), label="x")
        lineage = draw(st.integers(0, 3)) == 0
        lineages[lineage].append(Candidate(made, marker, f"text{draw(st.integers(0, 3))}"))
    uris = [c.uri for lineage in lineages for c in lineage]
    edge = st.tuples(st.sampled_from(uris), st.sampled_from(uris)).filter(lambda e: e[0] != e[1])
    return _family([lineage for lineage in lineages if lineage], draw(st.lists(edge, max_size=3, unique=True)))


@settings(max_examples=300, deadline=None)
@given(families())
def test_who_is_superseded_agrees_with_who_is_current_at_any_time(family: Family) -> None:
    seen: set[str] = set()
    for day in range(-1, 14):
        at = NOW + timedelta(days=day)
        superseded = {
            m.uri for m in family.members if m.superseded_by and (not m.superseded_at or m.superseded_at <= at)
        }
        assert seen <= superseded  # once superseded, always superseded
        seen = superseded
        now = family.current(at)
        if now:
            assert now.uri not in superseded
            assert now.barred == ""
            assert superseded >= {m.uri for m in family.members if m.rank < now.rank}
        if not family.ordered:
            assert not superseded
        by_uri = {m.uri: m for m in family.members}
        for m in family.members:
            for successor in (by_uri[uri] for uri in m.superseded_by):
                assert successor.rank > m.rank
                assert successor.barred != State.DRAFT
                assert not successor.takes_effect or successor.takes_effect == m.superseded_at


def test_ranking_does_not_depend_on_the_order_given(subject: MakeSubject) -> None:
    made = [subject(f"kb/a_v{n}.md", text(n)) for n in range(1, 5)]
    markers = read_markers([s.uri for s in made])
    candidates = [Candidate(s, markers[s.uri], s.uri) for s in made]
    assert rank([candidates], []).ranks == rank([candidates[::-1]], []).ranks


def test_relations_name_the_newest_of_equal_texts(shelf: Shelf) -> None:
    for release, number in (("1.0", 1), ("2.0", 1), ("3.0", 2), ("4.0", 2)):
        shelf.put(f"kb/{release}/a.md", text(number))
    older = {(a, b) for kind, a, b in shelf.relations() if kind == RelationKind.OLDER_VERSION_OF}
    assert older == {(f"kb/{a}/a.md", f"kb/{b}/a.md") for a in ("1.0", "2.0") for b in ("3.0", "4.0")}


def test_the_older_of_two_near_duplicates_comes_first(shelf: Shelf) -> None:
    shelf.put("kb/a.md", text(1), effective="2025-01-01").put("kb/b.md", text(2), effective="2024-01-01")
    assert shelf.relations() == {("near_duplicate", "kb/b.md", "kb/a.md")}


def test_company_speaks_for_the_same_path_only(shelf: Shelf) -> None:
    for page in range(3):
        words = f"Page {page} tells how part {page} of the machine is oiled, cleaned and put back in its place. "
        shelf.put(f"kb/1.0/p{page}.md", text(1, words=words)).put(f"kb/2.0/p{page}.md", text(2, words=words))
    shelf.put("kb/1.0/machine_2001.md", "A steam engine of the first kind, painted green.")
    shelf.put("kb/2.0/machine_2002.md", "Everybody asks for the blue tractor with two seats.")
    assert len(shelf.families()) == 3


def test_a_mixed_archive_does_not_hide_the_order_of_the_releases(shelf: Shelf) -> None:
    for number, uri in enumerate(("kb/archive/a.md", "kb/archive/v0.1/a.md", "kb/v1/a.md", "kb/v2/a.md")):
        shelf.put(uri, text(number))
    assert current(shelf.family()) == "kb/v2/a.md"
