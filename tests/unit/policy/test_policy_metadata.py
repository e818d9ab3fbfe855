"""What counts as having the metadata that a set requires."""

from __future__ import annotations

import pytest

from kbaudit.model import DateClaim, DateKind, Field, Origin, OwnerClaim, VersionClaim

BARE = {"title": "", "language": ""}
FRONT = Origin.FRONT_MATTER


@pytest.fixture
def missing(policy, make_document):
    """What a document lacks of the required names."""

    def find(*names: str, more: str = "", **said: object) -> tuple[str, ...]:
        required = policy(f"defaults: {{required_metadata: {list(names)}}}\n{more}")
        (subject,) = required.govern([make_document(**(BARE | said))])
        return subject.missing

    return find


def test_nothing_is_required(policy, make_document):
    (subject,) = policy().govern([make_document(**BARE)])
    assert subject.missing == ()


def test_names_of_what_is_missing_as_the_policy_writes_them(missing):
    assert missing("Owner", "audience", "review-date") == ("Owner", "audience", "review-date")


@pytest.mark.parametrize("written", ["review_date", "Review Date", "reviewDate", "review-date", "REVIEW DATE"])
@pytest.mark.parametrize("required", ["review_date", "Review Date", "reviewdate"])
def test_a_field_of_that_name(missing, required, written):
    assert missing(required, fields=(Field(written, ("x",), FRONT),)) == ()


def test_a_field_without_a_value_is_none(missing):
    assert missing("audience", fields=(Field("audience", (" ", ""), FRONT),)) == ("audience",)
    assert missing("audience", fields=(Field("audience", (), FRONT),)) == ("audience",)


def test_a_field_of_another_name_is_none(missing):
    assert missing("audience", fields=(Field("audiences", ("x",), FRONT), Field("x.audience", ("x",), FRONT))) == (
        "audience",
    )


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("owner", {"owners": (OwnerClaim("hr@example.org", Origin.SENTENCE, "x"),)}),
        ("title", {"title": "Leave"}),
        ("date", {"dates": (DateClaim(DateKind.UPDATED, "2024-01-01", Origin.SENTENCE, "x"),)}),
        ("review", {"dates": (DateClaim(DateKind.REVIEWED, "2024-01-01", Origin.SENTENCE, "x"),)}),
        ("review", {"dates": (DateClaim(DateKind.REVIEW_DUE, "2027-01-01", Origin.SENTENCE, "x"),)}),
        ("version", {"versions": (VersionClaim("2", Origin.SENTENCE, "x"),)}),
        ("Language", {"language": "en"}),
    ],
)
def test_what_kbaudit_finds_elsewhere_counts(missing, word, said):
    assert missing(word, **said) == ()
    assert missing(word) == (word,)


def test_the_owners_of_the_policy_count(missing):
    assert missing("owner", more="owners: {'**': hr}") == ()


def test_a_date_that_is_not_believed_is_none(missing):
    assert missing("date", dates=(DateClaim(DateKind.UPDATED, "2062-01-01", FRONT, "x"),)) == ("date",)
    assert missing("review", dates=(DateClaim(DateKind.REVIEWED, "2062-01-01", FRONT, "x"),)) == ("review",)


@pytest.fixture
def unfit(policy, make_document):
    """What is wrong with the values of a document's fields, under rules for them."""

    def find(rules: str, **fields: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        given = tuple(Field(name, values, FRONT) for name, values in fields.items())
        (subject,) = policy(f"defaults: {{metadata: {rules}}}").govern([make_document(fields=given)])
        return subject.unfit

    return find


def test_values_are_held_against_the_rules(unfit):
    rules = "{version: {pattern: '[0-9.]+'}, Doc Status: {values: [Final, Approved]}}"
    assert unfit(rules, version=("1.2",), docStatus=("final",)) == ()
    assert unfit(rules, version=("1.2 beta",), doc_status=("Draft",)) == (
        ("version", '"1.2 beta" doesn\'t match [0-9.]+'),
        ("Doc Status", '"Draft" is none of Approved, Final'),
    )


def test_each_of_many_values_has_to_fit_and_a_missing_one_breaks_no_rule(unfit):
    rules = "{team: {pattern: '[a-z]+'}}"
    assert unfit(rules, team=("a", "B", "", "C")) == (
        ("team", '"B" doesn\'t match [a-z]+'),
        ("team", '"C" doesn\'t match [a-z]+'),
    )
    assert unfit(rules, other=("X",)) == unfit(rules, team=(" ",)) == ()


def test_pattern_and_values_both_hold(unfit):
    assert unfit("{v: {values: [a, B], pattern: '[a-z]'}}", v=("b",)) == ()
    assert [wrong for _, wrong in unfit("{v: {values: [a, B], pattern: '[a-z]'}}", v=("B",))] == [
        '"B" doesn\'t match [a-z]'
    ]


def test_a_long_value_is_told_by_its_beginning(unfit):
    assert unfit("{v: {pattern: a}}", v=("x" * 50_000,)) == (("v", f'"{"x" * 40}…" doesn\'t match a'),)


def test_a_set_adds_its_rules_to_those_of_the_defaults(policy):
    text = """
defaults: {metadata: {a: {pattern: x}, b: {pattern: x}}}
document_sets: [{name: s, match: [s], metadata: {b: {values: [y]}, c: {pattern: z}}}]
"""
    (scope,) = policy(text).scopes
    assert [(r.name, r.pattern, r.values) for r in scope.governance.metadata_rules] == [
        ("a", "x", ()), ("b", "", ("y",)), ("c", "z", ()),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("effective date", {"dates": (DateClaim(DateKind.EFFECTIVE, "2024-01-01", Origin.SENTENCE, "x"),)}),
        ("approver", {"fields": (Field("approved_by", ("Ann",), FRONT),)}),
    ],
)
def test_control_metadata_under_other_names_counts(missing, word, said):
    assert missing(word, **said) == ()
    assert missing(word) == (word,)


def test_the_label_of_the_set_counts(policy, make_document):
    text = "defaults: {required_metadata: [classification], classification: internal}"
    (subject,) = policy(text).govern([make_document()])
    assert subject.missing == ()
