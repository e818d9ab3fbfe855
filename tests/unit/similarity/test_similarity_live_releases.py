from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from kbaudit.model import Dated, Document, Family, Governance, Origin, RelationKind, State, StateClaim, Subject
from kbaudit.similarity import compare_all, measure, read_markers, related
from kbaudit.similarity.families import _of_kin
from kbaudit.similarity.live_releases import in_lines
from kbaudit.similarity.markers import Marker, Version
from kbaudit.similarity.ranking import Candidate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.similarity.related import Related

    from .conftest import MakeSubject

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MANUALS = Governance("manuals", releases=("5.1", "7.4", "7.10"))
BOILER = """The boiler is switched on with the green button at its side, and off with the red one beside it. Water has
to stand between the two marks of the glass, or the burner locks itself at once. Call the service when the
lamp blinks three times, and write down the code that is shown. The pressure is {} bar. Once a year the
filter is rinsed under warm water."""


def manual(make: MakeSubject, uri: str, release: str = "", **facts: str) -> tuple[Subject, str]:
    """A page of a set with release lines; it says its own path, so no two have one text."""
    text = f"{BOILER.format(len(uri) / 10)} Read at {uri}."
    return replace(make(uri, text, **facts), governance=MANUALS, release=release), text


def tied(*held: tuple[Subject, str]) -> Related:
    """Families and relations of these documents; every pair is measured and compared."""
    subjects = {subject.uri: subject for subject, _ in sorted(held, key=lambda one: one[0].uri)}
    texts = {subject.document.content_key: text for subject, text in held}

    def some(keys: object) -> Mapping[str, str]:
        return texts

    keys = list(combinations(sorted(texts), 2))
    pairs, comparisons = list(measure(keys, some)), list(compare_all(keys, some, {}))
    return related(subjects, pairs, comparisons, read_markers(subjects), 0.8)


def current(families: tuple[Family, ...]) -> set[str]:
    found = (family.current(NOW) for family in families)
    return {member.uri for member in found if member}


def superseded(families: tuple[Family, ...]) -> dict[str, tuple[str, ...]]:
    return {m.uri: m.superseded_by for family in families for m in family.members if m.superseded_by}


def test_each_live_release_has_its_own_current_page(subject: MakeSubject) -> None:
    found = tied(*(manual(subject, f"kb/v{n}/start.md", n) for n in ("5.1", "7.4", "7.10")))
    assert current(found.families) == {"kb/v5.1/start.md", "kb/v7.4/start.md", "kb/v7.10/start.md"}
    assert superseded(found.families) == {}
    assert len({family.id for family in found.families}) == 1
    assert {family.reason for family in found.families} == {f"alone in release {n}" for n in ("5.1", "7.4", "7.10")}


def test_they_are_versions_of_one_another_all_the_same(subject: MakeSubject) -> None:
    found = tied(*(manual(subject, f"kb/v{n}/start.md", n) for n in ("5.1", "7.10")))
    (tie,) = found.relations
    assert (tie.kind, tie.a, tie.b) == (RelationKind.OLDER_VERSION_OF, "kb/v5.1/start.md", "kb/v7.10/start.md")
    assert tie.evidence == "releases side by side"
    assert tie.differences


def test_a_release_that_is_over_is_superseded_by_the_newest_live_one(subject: MakeSubject) -> None:
    releases = {"4.0": "", "5.1": "5.1", "7.4": "7.4", "8.0": ""}  # 8.0 isn't out yet: it's served as little
    found = tied(*(manual(subject, f"kb/v{n}/start.md", release) for n, release in releases.items()))
    assert current(found.families) == {"kb/v5.1/start.md", "kb/v7.4/start.md"}
    newest = ("kb/v7.4/start.md",)
    assert superseded(found.families) == {"kb/v4.0/start.md": newest, "kb/v8.0/start.md": newest}
    told = {(one.a[4:7], one.b[4:7]) for one in found.relations}
    assert told >= {("4.0", "5.1"), ("4.0", "7.4"), ("5.1", "7.4")}
    assert ("8.0", "5.1") not in told
    assert not any(one.kind is not RelationKind.OLDER_VERSION_OF for one in found.relations)


def test_the_newest_is_the_one_that_the_policy_puts_last(subject: MakeSubject) -> None:
    held = [manual(subject, f"kb/v{n}/start.md", n if n != "4.0" else "") for n in ("4.0", "5.1", "7.4")]
    turned = Governance("manuals", releases=("7.4", "5.1"))
    found = tied(*((replace(one, governance=turned), text) for one, text in held))
    assert superseded(found.families) == {"kb/v4.0/start.md": ("kb/v5.1/start.md",)}


def test_a_draft_of_the_newest_release_supersedes_nobody(subject: MakeSubject) -> None:
    draft, text = manual(subject, "kb/v7.10/start.md", "7.10")
    states = (StateClaim(State.DRAFT, Origin.FRONT_MATTER, "status"),)
    draft = replace(draft, document=replace(draft.document, states=states))
    held = [manual(subject, "kb/v4.0/start.md"), manual(subject, "kb/v5.1/start.md", "5.1"), (draft, text)]
    found = tied(*held)
    assert superseded(found.families) == {"kb/v4.0/start.md": ("kb/v5.1/start.md",)}


def test_within_a_release_a_version_supersedes_another_one(subject: MakeSubject) -> None:
    held = [("kb/v5.1/start_v1.md", "5.1"), ("kb/v5.1/start_v2.md", "5.1"), ("kb/v7.10/start_v1.md", "7.10")]
    found = tied(*(manual(subject, uri, release) for uri, release in held))
    assert superseded(found.families) == {"kb/v5.1/start_v1.md": ("kb/v5.1/start_v2.md",)}
    assert current(found.families) == {"kb/v5.1/start_v2.md", "kb/v7.10/start_v1.md"}


def test_what_nothing_decides_in_one_release_is_decided_in_the_other(subject: MakeSubject) -> None:
    held = [("kb/v5.1/start.md", "5.1"), ("kb/v5.1/start (1).md", "5.1"), ("kb/v7.10/start.md", "7.10")]
    found = tied(*(manual(subject, uri, release) for uri, release in held))
    assert [family.ordered for family in found.families] == [False, True]
    assert current(found.families) == {"kb/v7.10/start.md"}


def test_a_page_that_no_live_release_has_is_as_without_releases(subject: MakeSubject) -> None:
    found = tied(manual(subject, "kb/v3.0/start.md"), manual(subject, "kb/v4.0/start.md"))
    assert superseded(found.families) == {"kb/v3.0/start.md": ("kb/v4.0/start.md",)}


def test_two_releases_dont_contradict_each_other(subject: MakeSubject) -> None:
    texts = {"start": BOILER.format("1.4"), "repairs": BOILER.format("1.8")}
    held = [(subject(f"kb/{name}.md", text), text) for name, text in texts.items()]
    assert len([r for r in tied(*held).relations if r.kind is RelationKind.CONFLICTS_WITH]) == 1
    apart = [
        (replace(one, governance=MANUALS, release=n), text) for (one, text), n in zip(held, ("5.1", "7.4"), strict=True)
    ]
    assert [r for r in tied(*apart).relations if r.kind is RelationKind.CONFLICTS_WITH] == []


@st.composite
def kin(draw: st.DrawFn) -> list[Candidate]:
    made = []
    for number in range(draw(st.integers(2, 7))):
        uri = f"kb/{number}.md"
        state = draw(st.sampled_from([None, None, State.DRAFT, State.OBSOLETE]))
        claims = (StateClaim(state, Origin.SENTENCE, "x"),) if state else ()
        document = Document(uri, "kb", "0" * 64, 1, 0, NOW, "markdown", "", "en", 9, 1, "0" * 64, 1.0, states=claims)
        of_set = draw(st.sampled_from([MANUALS, MANUALS, Governance("")]))
        release = draw(st.sampled_from(["", *of_set.releases]))
        version = replace(Version(), finality=draw(st.integers(0, 2)))
        one = Subject(document, of_set, release=release, canonical=draw(st.booleans()))
        made.append(Candidate(one, Marker("kb/x", version, label="x"), f"text{draw(st.integers(0, 3))}"))
    return made


@settings(max_examples=200, deadline=None)
@given(kin())
def test_no_live_release_supersedes_another_one(candidates: list[Candidate]) -> None:
    families = _of_kin([candidates], [])
    release = {candidate.uri: candidate.subject.release for candidate in candidates}
    assert sorted(m.uri for family in families for m in family.members) == sorted(release)
    assert len({family.id for family in families}) == 1
    for uri, by in superseded(tuple(families)).items():
        assert all(not release[uri] or release[other] in ("", release[uri]) for other in by)
    for family in families:
        assert len({release[m.uri] for m in family.members} - {""}) <= 1
    ranks = [m.rank for family in families for m in family.members]
    assert ranks == sorted(ranks)


def test_lines_are_in_the_order_of_the_policy(subject: MakeSubject) -> None:
    made = [manual(subject, f"kb/{n}.md", n)[0] for n in ("7.10", "5.1", "7.4")]
    lines = in_lines([Candidate(one, Marker("kb/x"), one.uri) for one in made])
    assert [line.release for line in lines] == ["5.1", "7.4", "7.10"]


def test_a_release_that_says_since_when_it_applies_is_the_newest(subject: MakeSubject) -> None:
    past, ahead = (Dated(datetime(year, 1, 1, tzinfo=UTC)) for year in (2024, 2031))
    older = Candidate(manual(subject, "kb/5.1.md", "5.1")[0], Marker("kb/x"), "a")
    rest = Candidate(manual(subject, "kb/old.md")[0], Marker("kb/x"), "c")
    for valid_from, line in ((past, "7.4"), (ahead, "5.1")):
        newer = replace(manual(subject, "kb/7.4.md", "7.4")[0], valid_from=valid_from)
        lines = in_lines([older, Candidate(newer, Marker("kb/x"), "b"), rest])
        assert [one.release for one in lines if "kb/old.md" in one.uris] == [line]
