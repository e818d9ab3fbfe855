"""KB205: a document says that something has happened to it on a day that was yet to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.wording import happened, quote
from kbaudit.model import Affected, Effect, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus


class FutureDated:
    """A review, update, publication or creation later than the moment the file was read. None of them is believed."""

    code = "KB205"
    name = "future-dated"
    summary = "Says that it was reviewed, updated, published or created on a day that was yet to come."
    of_many = "bear a date that was yet to come"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            if subject.ahead:
                first, *others = subject.ahead
                more = f" ({len(others)} more such date{'s' * (len(others) != 1)})" if others else ""
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"{happened(first)} on {first.value[:10]}, which was yet to come when it was read{more}.",
                    remedy="Correct the date; a date to come belongs in a field such as review_due or valid_from.",
                    affects=(Affected(subject.uri),),
                    evidence=tuple(quote(claim, claim.raw or claim.value) for claim in subject.ahead),
                    keys=tuple((subject.uri, claim.kind.value, claim.value[:10]) for claim in subject.ahead),
                )
