"""KB505: text that was never filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.exposed_marks import marks_of
from kbaudit.checks.faulty_stretches import and_others, first_quote, others_as_evidence, passage_of
from kbaudit.checks.fingerprints import by_mark
from kbaudit.model import Affected, Effect, Finding, MarkKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus


class Placeholder:
    """Filler, things left to do and blanks, in what is served."""

    code = "KB505"
    name = "placeholder"
    summary = "Holds text that was never filled in."
    of_many = "hold text that was never filled in"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            marks = marks_of(subject.document, MarkKind.PLACEHOLDER)
            if marks:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"Holds {marks[0].label}: {first_quote(marks)}{and_others(marks)}.",
                    remedy="Fill it in, or take the placeholder out.",
                    affects=(Affected(subject.uri),),
                    evidence=others_as_evidence(marks),
                    keys=by_mark(subject.uri, marks),
                    passage=passage_of(marks),
                )
