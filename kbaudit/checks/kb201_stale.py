"""KB201: a document is older than its set allows."""

from __future__ import annotations

from datetime import UTC
from functools import cache
from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import date_quotes, day, happened, later, of_the_set
from kbaudit.model import Affected, Dated, Effect, Evidence, Finding, Period, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from kbaudit.model import Corpus

_BY_ITS_DATE: Final = "Review it and set last_reviewed_on, or archive it."
_BY_FILE: Final = "Review it and state the date (last_reviewed_on), or archive it."


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
        since, limited = cache(_since), cache(_limited)  # nearly all documents share their days with others
        for subject in corpus.subjects.values():
            governance, limit = subject.governance, subject.governance.max_age
            if limit is None or governance.evergreen:
                continue
            by_file = subject.effective.at is None
            dated = Dated(subject.no_newer_than) if by_file else subject.effective
            if dated.at is not None:
                stated = day(dated)
                told = "States no date; its file was last changed" if by_file else happened(dated.claim)
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"{told} {stated}; {limited(of_the_set(governance), limit, stated)}.",
                    remedy=_BY_FILE if by_file else _BY_ITS_DATE,
                    affects=(Affected(subject.uri, since(dated.at, limit, governance.zone)),),
                    evidence=(Evidence("file last changed", stated),) if by_file else date_quotes(dated),
                    keys=((subject.uri, "" if by_file else stated),),  # a checkout changes the time of a file
                )


def _since(moment: datetime, limit: Period, zone: tzinfo) -> datetime:
    """One limit later, counted in the zone of the policy: a day that begins there ends there."""
    return limit.after(moment.astimezone(zone)).astimezone(UTC)


def _limited(of_the_set: str, limit: Period, stated: str) -> str:
    return f"the limit of {of_the_set} is {limit}: stale since {later(stated, limit)}"
