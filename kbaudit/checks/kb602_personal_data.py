"""KB602: a document holds personal data: an account, card or national number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kbaudit.checks.exposed_marks import evidence, key_of, marks_of, passage_of, said
from kbaudit.model import Affected, Effect, Finding, MarkKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

    from kbaudit.model import Corpus, Mark


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
                yield self._finding(subject.uri, marks)

    def parted(self, finding: Finding, keys: Set[tuple[str, ...]], corpus: Corpus) -> Finding:
        marks = marks_of(corpus.subjects[finding.uri].document, MarkKind.PERSONAL)
        part = self._finding(finding.uri, tuple(mark for mark in marks if key_of(finding.uri, mark) in keys))
        return replace(finding, message=part.message, evidence=part.evidence, passage=part.passage)

    def _finding(self, uri: str, marks: Sequence[Mark]) -> Finding:
        return Finding(
            code=self.code,
            uri=uri,
            message=f"Holds personal data: {said(marks)}.",
            remedy="Take it out, unless all who may ask may know it; your own may stay by a waiver.",
            affects=(Affected(uri),),
            evidence=evidence(marks),
            passage=passage_of(marks),
            keys=tuple(dict.fromkeys(key_of(uri, mark) for mark in marks)),
        )
