"""KB401: a file is something else than its name says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus

PROBLEM: Final = "file_type"  # the code under which extractors note it


class WrongFileType:
    """The content is of another type than the ending of the name. kbaudit read it as what it is; others won't."""

    code = "KB401"
    name = "wrong-file-type"
    summary = "The content is of another type than the file's name says."
    of_many = "are of another type than their names say"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            said = next((detail for code, detail in subject.document.problems if code == PROBLEM), "")
            if said:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"The file is {shortened(said)}.",
                    remedy="Rename it to what it is, or export it again in the type that its name promises.",
                    affects=(Affected(subject.uri),),
                    evidence=(Evidence("content", subject.document.kind),),
                )
