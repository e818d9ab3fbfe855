"""KB501: a document without a single word to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import names, shortened
from kbaudit.model import Affected, Effect, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Document


_NO_TEXT: Final = ("no text",)
"""What the quality signal says of a text that shows nothing, such as a mere comment in Markdown."""
_REDIRECTS: Final = frozenset(
    {"redirect", "redirects", "redirectto", "redirecturl", "redirecturi", "redirecttarget", "redirectlink"}
)
_NO: Final = frozenset({"", "true", "false", "yes", "no", "none", "null"})


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
    target = next((field.value.strip() for field in document.fields if _key(field.name) in _REDIRECTS), "")
    if target.lower() in _NO:
        return "Fill it or remove it."
    return f"It redirects to {names([shortened(target)])}: remove it, or leave redirects out of the source."


def _key(name: str) -> str:
    """A field's name without what it's nested in: "redirectto" of "metadata.redirect_to"."""
    return name.rpartition(".")[2].lower().replace("_", "").replace("-", "")
