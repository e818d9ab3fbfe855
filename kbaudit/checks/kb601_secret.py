"""KB601: a document holds a secret: a key, a token, a password."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kbaudit.checks.exposed_marks import evidence, key_of, marks_of, passage_of, said, values_in
from kbaudit.model import Affected, Effect, Finding, MarkKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

    from kbaudit.model import Corpus, Mark


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
                yield self._finding(subject.uri, marks)

    def parted(self, finding: Finding, keys: Set[tuple[str, ...]], corpus: Corpus) -> Finding:
        marks = marks_of(corpus.subjects[finding.uri].document, MarkKind.SECRET)
        part = self._finding(finding.uri, tuple(mark for mark in marks if key_of(finding.uri, mark) in keys))
        return replace(finding, message=part.message, evidence=part.evidence, passage=part.passage)

    def _finding(self, uri: str, marks: Sequence[Mark]) -> Finding:
        count = values_in(marks)
        return Finding(
            code=self.code,
            uri=uri,
            message=f"Holds {'a secret' if count == 1 else f'{count} secrets'}: {said(marks)}.",
            remedy="Revoke it first: whoever could read it has it. Then take it out, here and in the history.",
            affects=(Affected(uri),),
            evidence=evidence(marks),
            passage=passage_of(marks),
            keys=tuple(dict.fromkeys(key_of(uri, mark) for mark in marks)),
        )
