"""KB401: a file is something else than its name says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, Severity, SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Document, Skipped

PROBLEM: Final = "file_type"  # the code under which extractors note it
_NAMED, _REALLY = "named as ", ", but it is "
"""How they say it (extractors.kinds.misnamed): "named as plain text, but it is HTML"."""


class WrongFileType:
    """The content is of another type than the ending of the name. kbaudit goes by what it is; others won't."""

    code = "KB401"
    name = "wrong-file-type"
    summary = "The content is of another type than the file's name says."
    of_many = "are of another type than their names say"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            if said := _of_document(subject.document):
                yield self._finding(subject.uri, said)
        for skipped in corpus.skipped:
            if said := _of_picture(skipped):
                yield self._finding(skipped.uri, said)

    def _finding(self, uri: str, said: str) -> Finding:
        named, _, really = said.removeprefix(_NAMED).partition(_REALLY)
        return Finding(
            code=self.code,
            uri=uri,
            message=f"The file is {shortened(said)}.",
            remedy="Rename it to what it is, or export it again in the type that its name promises.",
            affects=(Affected(uri),),
            evidence=(Evidence("content", shortened(really)), Evidence("name", shortened(named))),
        )


def _of_document(document: Document) -> str:
    return next((detail for code, detail in document.problems if code == PROBLEM), "")


def _of_picture(skipped: Skipped) -> str:
    """What is said of a picture under a wrong name; what can't be read for that reason is KB502's."""
    is_misnamed = skipped.reason is SkipReason.IMAGE and skipped.detail.startswith(_NAMED)
    return skipped.detail if is_misnamed else ""
