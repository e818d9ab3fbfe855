"""What `kbaudit policy init` proposes: few sets, limits that documents bear out, and nothing of theirs unescaped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kbaudit.checks.judge import in_force, run_checks
from kbaudit.model import Corpus, DateClaim, DateKind, Document, Family, Field, Member, Origin, OwnerClaim, uri_of
from kbaudit.policy import load_pack, read_policy
from kbaudit.policy.firing.fired import firing
from kbaudit.policy.proposal.owners import directory_of, directory_text
from kbaudit.policy.proposal.propose import Proposal, propose
from kbaudit.policy.proposal.text import policy_text
from kbaudit.retrieval.resolve import resolve

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MATTER = Origin.FRONT_MATTER
PLAIN = Document(
    uri="kb/a.md", source="kb", sha256="00", size=10, mtime_ns=0, learned_at=NOW, kind="markdown", title="A",
    language="en", words=90, passages=1, text_sha256="00", confidence=1.0,
)  # fmt: skip


def document(path: str, *, owner="", reviewed="", every="", updated="", language="en", source="kb", fields=()):
    dates = []
    if reviewed:
        dates.append(DateClaim(DateKind.REVIEWED, reviewed, MATTER, "last_reviewed_on", reviewed))
    if every:
        due = f"{int(reviewed[:4]) + 1}{reviewed[4:]}"
        dates.append(DateClaim(DateKind.REVIEW_DUE, due, MATTER, "last_reviewed_on + review_in", every))
    if updated:
        dates.append(DateClaim(DateKind.UPDATED, updated, MATTER, "updated", updated))
    return replace(
        PLAIN, uri=uri_of(source, path.encode()), source=source, sha256=path, language=language, dates=tuple(dates),
        owners=(OwnerClaim(owner, MATTER, "owner"),) if owner else (),
        fields=tuple(Field(name, (value,), MATTER) for name, value in fields),
    )  # fmt: skip


def corpus_of(documents, policy=None, families=()):
    judged = (policy or load_pack("default")).govern(documents)
    return Corpus({one.uri: one for one in sorted(judged, key=lambda one: one.uri)}, (), (), tuple(families))


def proposed(documents, families=()) -> Proposal:
    return propose(corpus_of(documents, families=families), NOW)


def loaded(text: str):
    return read_policy(text.encode(), "x", base=Path())


def sets_of(documents, families=()):
    return [(one.area.name, one.area.patterns, len(one.area.pieces)) for one in proposed(documents, families).sets]


def rules_of(documents) -> list[str]:
    return [rule.text for rule in proposed(documents).sets[0].rules]


def many(folder: str, count: int = 30, **said):
    return [document(f"{folder}{'/' * bool(folder)}{n}.md", **said) for n in range(count)]


def family(*paths: str) -> Family:
    members = tuple(Member(f"kb/{path}", rank) for rank, path in enumerate(paths))
    return Family("family:" + paths[0], members, "by path")


def test_folders_that_are_alike_are_one_set():
    assert sets_of(many("guides") + many("tools") + many("faq")) != []
    docs = many("docs/guides") + many("docs/tools") + many("docs/faq", 8)
    assert sets_of(docs) == [("docs", ("**",), 68)]


def test_departments_are_sets_of_their_own():
    names = [name for name, _, _ in sets_of(many("hr", owner="a") + many("finance", owner="a") + many("it", owner="a"))]
    assert sorted(names) == ["finance", "hr", "it"]


def test_a_folder_with_an_owner_of_its_own_comes_before_the_rest():
    docs = many("manual/alerts", owner="on-call") + [
        document(f"manual/{n}.md", owner=f"team {n % 5}") for n in range(60)
    ]
    assert sets_of(docs) == [("alerts", ("manual/alerts/**",), 30), ("manual", ("manual/**",), 60)]


def test_where_nobody_owns_anything_each_large_folder_is_a_set():
    assert [name for name, _, _ in sets_of(many("north", 40) + many("south", 30))] == ["north", "south"]


def test_languages_part():
    docs = many("en") + many("fr", language="fr") + many("ja", language="ja")
    assert {name: rules for name, _, rules in sets_of(docs)} == {"en": 30, "fr": 30, "ja": 30}
    assert "languages: [fr]" in [rule.text for rule in proposed(docs).sets[1].rules]


def test_a_few_documents_are_no_set_and_told_as_ungoverned():
    docs = many("manual", 60, owner="a", reviewed="2026-01-01") + many("apps", 2) + [document("index.md")]
    made = proposed(docs)
    assert [one.area.name for one in made.sets] == ["manual"]
    assert len(made.ungoverned) == 3
    assert "In no set: 3 documents (2 in apps/, 1 at the top)" in policy_text(made)


def test_there_are_never_more_than_a_dozen_sets():
    docs = [one for n in range(40) for one in many(f"team-{n}", 12, owner=f"owner-{n}")]
    assert len(sets_of(docs)) <= 12


def test_folders_of_a_purpose():
    docs = (
        many("ops", 60) + many("ops/minutes", 9) + many("ops/Archive", 9) + many("ops/drafts", 4) + many("ops/blog", 2)
    )
    made = proposed(docs)
    assert [(one.area.name, one.area.patterns) for one in made.sets] == [
        ("meeting-notes", ("**/minutes/**",)),
        ("ops", ("**",)),
    ]
    assert yaml.safe_load(policy_text(made))["crawl"] == {"exclude": ["Archive/", "drafts/"]}
    assert "evergreen: true" in policy_text(made)


def test_a_knowledge_base_that_lies_in_a_folder_called_archive_is_not_left_out():
    assert proposed(many("archive", 60)).left_out == ()


def test_releases_side_by_side():
    pages = [f"{n}.md" for n in range(10)]
    docs = [document(f"v{release}/{page}") for release in ("5.1", "7.4", "7.10") for page in pages]
    families = [family(*(f"v{release}/{page}" for release in ("5.1", "7.4", "7.10"))) for page in pages]
    text = policy_text(proposed(docs, families))
    assert 'releases: {path: "v{release}/**", live: ["5.1", "7.4", "7.10"]}' in text
    assert loaded(text).scopes[0].releases.release_of("v7.10/1.md") == "7.10"


def test_dated_editions_have_a_canonical_one_and_monthly_notes_do_not():
    pages = [f"{n}.md" for n in range(10)]
    docs = [document(f"{day}/{page}") for day in ("2019-01-01", "2026-01-01") for page in pages]
    families = [family(f"2019-01-01/{page}", f"2026-01-01/{page}") for page in pages]
    assert yaml.safe_load(policy_text(proposed(docs, families)))["canonical"] == ["2026-01-01/**"]
    assert "canonical" not in policy_text(proposed(docs))  # of one name, and no versions of each other


def test_a_review_cycle_is_read_off_the_documents():
    docs = many("", 8, owner="a", reviewed="2026-01-01", every="6 months")
    docs += [document(f"z{n}.md", owner="a", reviewed="2026-01-01", every="1 year") for n in range(3)]
    assert rules_of(docs) == [
        "owner: required", "review: required", "review_every: 6 months", "max_age: 2 years", "languages: [en]"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("updated", "limit"),
    [("2026-01-01", "3 years"), ("2022-01-01", "5 years"), ("2018-01-01", "10 years"), ("2002-01-01", "never")],
)
def test_the_limit_of_age_is_one_that_most_documents_keep(updated, limit):
    text = "never" if limit == "never" else limit
    assert any(rule == f"max_age: {text}" for rule in rules_of(many("", 30, updated=updated)))


def test_fields_that_most_have_are_required_and_few_values_are_a_vocabulary():
    statuses = ["Final"] * 20 + ["Draft"] * 9 + ["finla"]
    docs = [
        document(f"{n}.md", fields=(("Title", "x"), ("Status", status), ("layout", "page"), ("Topic", str(n))))
        for n, status in enumerate(statuses)
    ]
    text = policy_text(proposed(docs))
    said = yaml.safe_load(text)["document_sets"][0]
    assert said["required_metadata"] == ["Status", "title"]
    assert said["metadata"] == {"Status": {"values": ["Final", "Draft", "finla"]}}
    assert 'used once: "finla"' in text


def test_what_a_rule_hits_stands_beside_it():
    docs = [*many("", 20, owner="a", updated="2026-01-01"), document("x.md"), document("y.md", updated="2001-01-01")]
    made = proposed(docs)
    policy = loaded(policy_text(made))
    corpus = corpus_of(docs, policy)
    found = run_checks(corpus, policy.ungoverned.checks)
    held = in_force(found, NOW, corpus)
    text = policy_text(made, firing(corpus, held, resolve(corpus, found, NOW)))
    assert "20 of 22 name an owner. Hits 2 of 22 (9 %; KB301)" in text
    assert "Hits 1 of 22 (5 %; KB201)" in text
    assert "Under it 21 of 22 documents (95 %) may be served as of 2026-06-01." in text
    assert loaded(text).digest == policy.digest


def test_the_same_facts_give_the_same_bytes():
    docs = many("hr", owner="a") + many("it", reviewed="2026-01-01", every="6 months")
    assert policy_text(proposed(docs)) == policy_text(proposed(docs[::-1]))


def test_two_sources_say_which():
    docs = many("hr", owner="a") + [document(f"hr/{n}.md", owner="b", source="wiki") for n in range(30)]
    policy = loaded(policy_text(proposed(docs)))
    assert [(scope.source, scope.governance.document_set) for scope in policy.scopes] == [
        ("kb", "kb hr"),
        ("wiki", "wiki hr"),
    ]


def test_dates_that_nothing_tells_are_asked_for():
    claim = DateClaim(DateKind.UPDATED, "2024-04-03", MATTER, "updated", "03/04/2024", "2024-03-04")
    docs = [replace(one, dates=(claim,)) for one in many("", 5)]
    assert "5 dates such as 03/04/2024" in policy_text(proposed(docs))


NAMES = [
    "Ann Lee <ann@example.com>",
    "@org/docs-team",
    "#help",
    "People Team",
    "people team",
    "ann@example.com",
    "7.10",
]


def test_the_owner_directory_knows_everybody_who_is_claimed(tmp_path):
    made = proposed([document(f"{n}.md", owner=NAMES[n % len(NAMES)]) for n in range(28)])
    text = directory_text(made.owners)
    assert [entry["id"] for entry in yaml.safe_load(text)["owners"]] == [
        "People Team", "ann@example.com", "7.10", "help", "org/docs-team"
    ]  # fmt: skip
    known = directory_of(made.owners)
    standings = {name: known.owned([OwnerClaim(name, MATTER, "owner")]).standing for name in NAMES}
    assert set(standings.values()) == {"active"}
    assert "# 8 documents" in text


def test_where_hardly_anybody_is_named_there_is_no_directory():
    assert proposed([document("a.md", owner="Ann"), *many("", 20)]).owners == ()


HOSTILE = st.text(
    st.one_of(st.sampled_from("\n\r\t\x1b\x85\u2028\u202e#:'\"\\*?[]!{}&|>%@`-, $"), st.characters(codec="utf-8")),
    min_size=1,
    max_size=12,
).filter(lambda name: name not in {".", ".."} and "/" not in name and "\x00" not in name)


@settings(max_examples=50, deadline=None)
@given(folder=HOSTILE, owner=HOSTILE, value=HOSTILE, field=HOSTILE)
def test_nothing_that_documents_say_gets_out_of_its_quotes(folder, owner, value, field):
    docs = many(f"{folder}", 30, owner=owner, fields=(("status", value), (field, value)))
    docs += many("hr", 30, owner="b", fields=(("status", value),))
    made = proposed(docs)
    text = policy_text(made, directory="owners.yaml" if made.owners else "")
    assert all(line.isprintable() for line in text.split("\n"))
    policy = loaded(text)
    keys = {"schema", "name", "extends", "zone", "document_sets", "crawl", "owner_directory", "canonical"}
    assert yaml.safe_load(text).keys() <= keys
    yaml.safe_load(directory_text(made.owners))
    for one in made.sets:
        scope = next(s for s in policy.scopes if s.governance.document_set == one.area.name)
        assert all(scope.holds(piece.source, piece.path) for piece in one.area.pieces)
