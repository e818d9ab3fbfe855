"""KB601: a document holds a secret: a key, a token, a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.exposed_marks import evidence, marks_of, passage_of, said, values_in
from kbaudit.model import Affected, Effect, Finding, MarkKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus


class Secret:
    """A value that opens something. It was overwritten when the document was read; only its digest is known here."""

    code = "KB601"
    name = "secret"
    summary = "Holds a secret: a key, a token or a password."
    of_many = "hold secrets"
    severity = Severity.ERROR
    effect = Effect.EXCLUDE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            marks = marks_of(subject.document, MarkKind.SECRET)
            if marks:
                count = values_in(marks)
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"Holds {'a secret' if count == 1 else f'{count} secrets'}: {said(marks)}.",
                    remedy="Revoke it first: whoever could read it has it. Then take it out, here and in the history.",
                    affects=(Affected(subject.uri),),
                    evidence=evidence(marks),
                    passage=passage_of(marks),
                )
