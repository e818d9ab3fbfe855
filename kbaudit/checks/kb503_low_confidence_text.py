"""KB503: a text, or passages of it, aren't what their author wrote: garbled by a wrong decoding or recognition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.exposed_marks import marks_of
from kbaudit.checks.faulty_stretches import first_quote, others_as_evidence, passage_of
from kbaudit.checks.fingerprints import by_mark
from kbaudit.checks.wording import shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, MarkKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kbaudit.model import Corpus, Document, Mark

TRUSTED: Final = 0.8
"""The confidence from which on a document is trusted as a whole: what is garbled in it is the passage's matter."""


class LowConfidenceText:
    """The effect is on the document where its confidence is low, and always on the passages that are spoiled."""

    code = "KB503"
    name = "low-confidence-text"
    summary = "Holds garbled text: not what its author wrote."
    of_many = "hold garbled text"
    severity = Severity.WARNING
    effect = Effect.DEMOTE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            document = subject.document
            marks = marks_of(document, MarkKind.GARBLED)
            low = document.words > 0 and document.reasons != ("no text",) and document.confidence < TRUSTED
            if marks or low:
                spoiled = tuple(mark for mark in marks if mark.text_sha256)
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=_message(document, marks, low=low),
                    remedy="Export it anew from its source, as UTF-8 or with a better text layer, or correct it there.",
                    affects=(Affected(subject.uri),),
                    evidence=(*_reasons(document), *others_as_evidence(marks)),
                    keys=(*([(subject.uri, "not trusted")] if low else ()), *by_mark(subject.uri, marks)),
                    passage=passage_of(spoiled or marks) if marks else None,
                    spoiled=spoiled,
                    passages_only=not low,
                )


def _message(document: Document, marks: Sequence[Mark], *, low: bool) -> str:
    if low:
        quoted = f": {first_quote(marks)}" if marks else ""
        return f"The text can't be trusted (confidence {document.confidence:.2f}){quoted}."
    spoiled = sum(bool(mark.text_sha256) for mark in marks)
    if not spoiled:
        return f"{shortened(marks[0].label).capitalize()}: {first_quote(marks)}."
    said = f"{spoiled:,} passages are garbled, the first" if spoiled > 1 else "A passage is garbled"
    return f"{said}: {first_quote([mark for mark in marks if mark.text_sha256])}."


def _reasons(document: Document) -> Iterator[Evidence]:
    return (Evidence("because", shortened(reason)) for reason in document.reasons)
