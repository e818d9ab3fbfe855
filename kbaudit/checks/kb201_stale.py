"""KB201: a document is older than its set allows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kbaudit.checks.wording import date_quotes, day, day_after, happened, of_the_set
from kbaudit.model import Affected, Dated, Effect, Evidence, Finding, Period, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Subject


class Stale:
    """Holds from the effective date plus max_age on; by the time of the file where no date is known."""

    code = "KB201"
    name = "stale"
    summary = "Older than the policy's limit for its set."
    of_many = "are stale"
    severity = Severity.WARNING
    effect = Effect.EXCLUDE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            limit = subject.governance.max_age
            by_file = subject.effective.at is None
            dated = Dated(subject.no_newer_than) if by_file else subject.effective
            if limit is not None and dated.at is not None and not subject.governance.evergreen:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=_message(subject, dated, limit, by_file=by_file),
                    remedy=_remedy(by_file=by_file),
                    affects=(Affected(subject.uri, _since(dated.at, subject)),),
                    evidence=(Evidence("file last changed", day(dated)),) if by_file else date_quotes(dated),
                    keys=((subject.uri, "" if by_file else day(dated)),),  # a checkout changes the time of a file
                )


def _since(moment: datetime, subject: Subject) -> datetime:
    """One limit later, counted in the zone of the policy: a day that begins there ends there."""
    limit, zone = subject.governance.max_age or Period(), subject.governance.zone
    return limit.after(moment.astimezone(zone)).astimezone(UTC)


def _message(subject: Subject, dated: Dated, limit: Period, *, by_file: bool) -> str:
    said = (
        f"States no date; its file was last changed {day(dated)}"
        if by_file
        else f"{happened(dated.claim)} {day(dated)}"
    )
    return f"{said}; the limit of {of_the_set(subject.governance)} is {limit}: stale since {day_after(dated, limit)}."


def _remedy(*, by_file: bool) -> str:
    if by_file:
        return "Review it and state the date (last_reviewed_on), or archive it."
    return "Review it and set last_reviewed_on, or archive it."
