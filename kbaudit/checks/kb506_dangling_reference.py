"""KB506: a document refers to something that isn't there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.exposed_marks import marks_of
from kbaudit.checks.faulty_stretches import and_others, first_quote, others_as_evidence, passage_of
from kbaudit.checks.fingerprints import by_mark
from kbaudit.model import Affected, Effect, Finding, MarkKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus


class DanglingReference:
    """References to what stands above, below or under a number, and doesn't."""

    code = "KB506"
    name = "dangling-reference"
    summary = "Refers to a part of itself that isn't there."
    of_many = "refer to parts of themselves that aren't there"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            marks = marks_of(subject.document, MarkKind.DANGLING)
            if marks:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"Refers to what isn't there ({marks[0].label}): {first_quote(marks)}{and_others(marks)}.",
                    remedy="Add what is missing, or say it in words; a passage is read without the page around it.",
                    affects=(Affected(subject.uri),),
                    evidence=others_as_evidence(marks),
                    keys=by_mark(subject.uri, marks),
                    passage=passage_of(marks),
                )
