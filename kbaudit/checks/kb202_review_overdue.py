"""KB202: a review that was due has not happened, or was never planned where the policy requires it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from kbaudit.checks.wording import date_quotes, day, day_after, of_the_set
from kbaudit.model import Affected, DateKind, Effect, Finding, Origin, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kbaudit.model import Corpus, Evidence, Subject


class ReviewOverdue:
    """Holds from the moment the review is due; always, where a review is required and none is on record.

    With a grace its effect begins that much later. A review that never was has no day to count from, and so no grace.
    """

    code = "KB202"
    name = "review-overdue"
    summary = "The review that was due has not happened, or none is on record where the policy requires one."
    of_many = "are overdue for review"
    severity = Severity.WARNING
    effect = Effect.DEMOTE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            due = None if subject.governance.evergreen else _planned(subject) or _never_reviewed(subject)
            if due:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=due.message,
                    remedy="Review it, then set last_reviewed_on and the date of the next review.",
                    affects=(Affected(subject.uri, due.since, _acts(due.since, subject)),),
                    evidence=due.evidence,
                    keys=((subject.uri, due.said),),
                )


class _Due(NamedTuple):
    since: datetime | None
    message: str
    evidence: tuple[Evidence, ...] = ()
    said: str = ""  # the day that the document states, of the review that is due or of the last one


def _planned(subject: Subject) -> _Due | None:
    """Due on the date that the document gives itself, else by the rhythm that the policy sets."""
    due, every = subject.review_due, subject.governance.review_every
    if due.at is None:
        return None
    if due.claim and due.claim.origin is Origin.POLICY and every:
        asked = f"{of_the_set(subject.governance)} asks for a review every {every}"
        return _Due(
            due.at,
            f"The review was due on {day(due)}: {asked}{_grace(subject)}.",
            date_quotes(due),
            day(subject.effective),
        )
    return _Due(due.at, f"The review was due on {day(due)}{_grace(subject)}.", date_quotes(due), day(due))


def _acts(since: datetime | None, subject: Subject) -> datetime | None:
    """One grace later, counted in the zone of the policy."""
    grace, zone = subject.governance.grace, subject.governance.zone
    return grace.after(since.astimezone(zone)).astimezone(UTC) if since and grace else None


def _grace(subject: Subject) -> str:
    """Through which day the grace lasts, at the end of a sentence."""
    grace = subject.governance.grace
    return f"; its grace of {grace} ends on {day_after(subject.review_due, grace)}" if grace else ""


def _never_reviewed(subject: Subject) -> _Due | None:
    """Due always: a review is required and none is on record. A believed one is what the age counts from."""
    last = subject.effective.claim
    if not subject.governance.review_required or (last and last.kind is DateKind.REVIEWED):
        return None
    return _Due(None, f"No review is on record; {of_the_set(subject.governance)} requires one.")
