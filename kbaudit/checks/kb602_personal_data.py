"""KB602: a document holds personal data: an account, card or national number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.exposed_marks import evidence, marks_of, passage_of, said
from kbaudit.model import Affected, Effect, Finding, MarkKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus


class PersonalData:
    """A number that belongs to one person or account, its check digits right. A mail address is none."""

    code = "KB602"
    name = "personal-data"
    summary = "Holds personal data: an account, card or national number."
    of_many = "hold personal data"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            marks = marks_of(subject.document, MarkKind.PERSONAL)
            if marks:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"Holds personal data: {said(marks)}.",
                    remedy="Take it out, unless all who may ask may know it; your own may stay by a waiver.",
                    affects=(Affected(subject.uri),),
                    evidence=evidence(marks),
                    passage=passage_of(marks),
                )
