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
