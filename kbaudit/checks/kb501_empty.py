"""KB501: a document without a single word to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.redirects import redirect_of
from kbaudit.checks.wording import names, shortened
from kbaudit.model import Affected, Effect, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Document

_NO_TEXT: Final = ("no text",)
"""What the quality signal says of a text that shows nothing, such as a mere comment in Markdown."""


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
            if subject.document.words == 0 or subject.document.reasons == _NO_TEXT:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=_message(subject.document),
                    remedy=_remedy(subject.document),
                    affects=(Affected(subject.uri),),
                )


def _message(document: Document) -> str:
    return f"Holds no text in {document.size:,} bytes." if document.size else "The file is empty (0 bytes)."


def _remedy(document: Document) -> str:
    target = redirect_of(document)
    if not target:
        return "Fill it or remove it."
    return f"It redirects to {names([shortened(target)])}: remove it, or leave redirects out of the source."
