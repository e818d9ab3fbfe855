"""KB508: a wall of text that any chunking would cut in the middle of a thought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.exposed_marks import marks_of
from kbaudit.checks.faulty_stretches import and_others, first_quote, others_as_evidence, passage_of
from kbaudit.checks.fingerprints import by_mark
from kbaudit.model import Affected, Effect, Evidence, Finding, MarkKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus


class UnstructuredPassage:
    """Blocks of prose that are longer than the policy's `passage_limit`."""

    code = "KB508"
    name = "unstructured-passage"
    summary = "Holds a block of prose that any chunking would cut."
    of_many = "hold blocks of prose that any chunking would cut"
    severity = Severity.NOTE
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            limit = subject.governance.passage_limit
            marks = [m for m in marks_of(subject.document, MarkKind.UNSTRUCTURED) if m.end - m.start > limit]
            if marks:
                length = marks[0].end - marks[0].start
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"Runs on for {length:,} characters without a break, more than {limit:,}: "
                    f"{first_quote(marks)}{and_others(marks)}.",
                    remedy="Break it into paragraphs, each on one thing, and give the longer parts headings.",
                    affects=(Affected(subject.uri),),
                    evidence=(Evidence("characters", f"{length:,}"), *others_as_evidence(marks)),
                    keys=by_mark(subject.uri, marks),
                    passage=passage_of(marks),
                )
