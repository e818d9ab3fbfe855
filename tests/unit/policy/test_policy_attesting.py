from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kbaudit.model import Attestation, DateClaim, DateKind, Document, Origin, Subject
from kbaudit.policy import attested, read_policy

LEARNED = datetime(2026, 1, 15, tzinfo=UTC)
GIVEN = Attestation("kb/a.md", "a" * 64, "ann", "2026-06-01", "2027-05-31")


def document(*dates: tuple[DateKind, str]) -> Document:
    claims = tuple(DateClaim(kind, day, Origin.FRONT_MATTER, kind.value, day) for kind, day in dates)
    return Document(
        "kb/a.md", "kb", "a" * 64, 100, 0, LEARNED, "markdown", "A", "en", 50, 1, "b" * 64, 1.0, dates=claims
    )


def judged(given: Document, *attestations: Attestation, zone: str = "UTC") -> tuple[Subject, list[str]]:
    policy = read_policy(f"schema: kbaudit.policy/1\nzone: {zone}\n".encode(), "kbaudit.yaml", base=Path())
    documents, uses = attested({given.uri: given}, attestations, policy.zone)
    (subject,) = policy.govern(list(documents.values()))
    return subject, [use.state for use in uses]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_the_review_counts_before_all_that_the_document_says(zone):
    said = ((DateKind.REVIEWED, "2019-03-04"), (DateKind.UPDATED, "2025-03-04"), (DateKind.REVIEW_DUE, "2020-01-31"))
    subject, states = judged(document(*said), GIVEN, zone=zone)
    assert states == ["used"]
    claim = subject.effective.claim
    assert claim
    assert (claim.origin, claim.value, claim.where) == (Origin.ATTESTATION, "2026-06-01", "by ann")
    assert {lost.value for lost in subject.effective.losers} == {"2019-03-04", "2025-03-04"}
    assert subject.review_due.claim
    assert (subject.review_due.claim.origin, subject.review_due.claim.value) == (Origin.ATTESTATION, "2027-05-31")
    assert subject.ahead == (), "a review after the crawl isn't one in the future"


def test_without_an_end_a_met_review_is_no_longer_due():
    overdue = document((DateKind.REVIEW_DUE, "2026-03-31"))
    assert judged(overdue)[0].review_due.at
    subject, _ = judged(overdue, replace(GIVEN, until=""))
    assert subject.review_due.at is None


def test_other_content_and_other_documents():
    old = document((DateKind.REVIEWED, "2019-03-04"))
    for given, state in ((replace(GIVEN, sha256="b" * 64), "voided"), (replace(GIVEN, uri="kb/b.md"), "unused")):
        subject, states = judged(old, given)
        assert states == [state]
        assert subject.effective.claim
        assert subject.effective.claim.value == "2019-03-04"


def test_a_date_that_the_document_sets_in_the_future_stays_disbelieved():
    subject, _ = judged(document((DateKind.REVIEWED, "2062-03-04")), GIVEN)
    assert subject.effective.claim
    assert subject.effective.claim.origin is Origin.ATTESTATION
    assert [claim.value for claim in subject.ahead] == ["2062-03-04"]
