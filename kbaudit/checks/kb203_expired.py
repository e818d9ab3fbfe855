"""KB203: a document is past the date until which it says it's valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.wording import date_quotes, day
from kbaudit.model import Affected, Effect, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus


class Expired:
    """Holds from the moment of expiry: the midnight after the last valid day."""

    code = "KB203"
    name = "expired"
    summary = "Past the date until which it says it is valid."
    of_many = "have expired"
    severity = Severity.ERROR
    effect = Effect.EXCLUDE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            if subject.expires.at is not None:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"Expired: valid until {day(subject.expires)}.",
                    remedy="Renew it and set the new date, or archive it.",
                    affects=(Affected(subject.uri, subject.expires.at),),
                    evidence=date_quotes(subject.expires),
                    keys=((subject.uri, day(subject.expires)),),
                )
