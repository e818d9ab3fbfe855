"""KB501: a document without a single word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.model import Affected, Effect, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Document


class Empty:
    """A file that could be read, and had nothing in it."""

    code = "KB501"
    name = "empty"
    summary = "Holds no text at all."
    of_many = "are empty"
    severity = Severity.WARNING
    effect = Effect.EXCLUDE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            if subject.document.words == 0:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=_message(subject.document),
                    remedy="Fill it or remove it.",
                    affects=(Affected(subject.uri),),
                )


def _message(document: Document) -> str:
    return f"Holds no text in {document.size:,} bytes." if document.size else "The file is empty (0 bytes)."
