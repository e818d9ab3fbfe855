"""KB202: a review that was due has not happened, or was never planned where the policy requires it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kbaudit.checks.wording import date_quotes, day, of_the_set
from kbaudit.model import Affected, DateKind, Effect, Finding, Origin, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kbaudit.model import Corpus, Evidence, Subject


class ReviewOverdue:
    """Holds from the moment the review is due; always, where a review is required and none is on record."""

    code = "KB202"
    name = "review-overdue"
    summary = "The review that was due has not happened, or none is on record where the policy requires one."
    of_many = "are overdue for review"
    severity = Severity.WARNING
    effect = Effect.DEMOTE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            due = _planned(subject) or _never_reviewed(subject)
            if due:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=due.message,
                    remedy="Review it, then set last_reviewed_on and the date of the next review.",
                    affects=(Affected(subject.uri, due.since),),
                    evidence=due.evidence,
                )


class _Due(NamedTuple):
    since: datetime | None
    message: str
    evidence: tuple[Evidence, ...] = ()


def _planned(subject: Subject) -> _Due | None:
    """Due on the date that the document gives itself, else by the rhythm that the policy sets."""
    due, every = subject.review_due, subject.governance.review_every
    if due.at is None:
        return None
    if due.claim and due.claim.origin is Origin.POLICY and every:
        asked = f"{of_the_set(subject.governance)} asks for a review every {every}"
        return _Due(due.at, f"The review was due on {day(due)}: {asked}.", date_quotes(due))
    return _Due(due.at, f"The review was due on {day(due)}.", date_quotes(due))


def _never_reviewed(subject: Subject) -> _Due | None:
    """Due always: a review is required and none is on record. A believed one is what the age counts from."""
    last = subject.effective.claim
    if not subject.governance.review_required or (last and last.kind is DateKind.REVIEWED):
        return None
    return _Due(None, f"No review is on record; {of_the_set(subject.governance)} requires one.")
