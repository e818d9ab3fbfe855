"""KB504: a document that says hardly anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.file_names import stem
from kbaudit.checks.redirects import redirect_of
from kbaudit.model import Affected, Effect, Finding, Severity, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Subject

_TABLES: Final = frozenset({"csv", "xlsx", "xlsb", "xls", "ods", "json", "xml"})
_CONTENTS: Final = frozenset({"index", "contents", "content", "toc", "sidebar", "summary", "nav", "navigation", "home"})
_GONE: Final = frozenset(State) - {State.DRAFT}


class Thin:
    """Fewer words than the policy asks for. Tables, pages of links and stubs that say where a page has gone aren't."""

    code = "KB504"
    name = "thin"
    summary = "Holds too few words to answer anything."
    of_many = "hold too few words to answer anything"
    severity = Severity.NOTE
    effect = Effect.NONE
    roll_up = True

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            least = subject.governance.min_words
            if 0 < subject.document.words < least and _is_to_be_read(subject):
                words = subject.document.words
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"Holds {words} word{'s' * (words != 1)}, fewer than {least}.",
                    remedy="Write what a reader would look for here, merge it into another document, or leave it out.",
                    affects=(Affected(subject.uri),),
                )


def _is_to_be_read(subject: Subject) -> bool:
    document = subject.document
    if document.kind in _TABLES or document.reasons == ("no text",) or redirect_of(document):
        return False
    name = stem(subject.uri).lower()
    if name.startswith("_") or name in _CONTENTS:  # parts of pages and landing pages
        return False
    return not any(claim.state in _GONE for claim in document.states)
