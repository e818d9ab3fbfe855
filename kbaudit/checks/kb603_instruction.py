"""KB603: a document speaks to a model, not to a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.exposed_marks import marks_of
from kbaudit.checks.fingerprints import by_mark
from kbaudit.checks.wording import shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, MarkKind, Passage, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus


class Instruction:
    """Text that would make a model do something when it's retrieved: "Ignore all previous instructions"."""

    code = "KB603"
    name = "instruction-to-a-model"
    summary = "Holds text that instructs a model rather than a reader."
    of_many = "hold instructions to a model"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            marks = marks_of(subject.document, MarkKind.INSTRUCTION)
            if marks:
                labels = ", ".join(dict.fromkeys(shortened(mark.label) for mark in marks))
                first = marks[0]
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"Speaks to a model, not to a reader: {labels}.",
                    remedy="Take it out, and find out who put it in; if it's an example, quote it or mark it as code.",
                    affects=(Affected(subject.uri),),
                    evidence=tuple(Evidence(shortened(mark.label), shortened(mark.quote)) for mark in marks),
                    keys=by_mark(subject.uri, marks),
                    passage=Passage(first.start, first.end) if len(marks) == 1 and not first.place else None,
                )
