"""KB304: a document lacks metadata that its set requires, or its front matter can't be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import of_the_set, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, Severity, displayed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Subject

PROBLEM: Final = "front_matter"  # the code under which extractors note it


class MissingMetadata:
    """Fields that a policy requires by name. Front matter that can't be read loses them too; the text is kept."""

    code = "KB304"
    name = "missing-metadata"
    summary = "Lacks metadata that its set requires, or its front matter can't be read."
    of_many = "lack required metadata or have front matter that can't be read"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            bad = tuple(detail for code, detail in subject.document.problems if code == PROBLEM)
            if bad or subject.missing:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=" ".join((*_unread(bad), *_lacking(subject))),
                    remedy=_remedy(mend=bool(bad), add=bool(subject.missing)),
                    affects=(Affected(subject.uri),),
                    evidence=(
                        *(Evidence("front matter", shortened(detail)) for detail in bad),
                        *(Evidence("missing", displayed(name)) for name in subject.missing),
                    ),
                )


def _unread(bad: tuple[str, ...]) -> tuple[str, ...]:
    return (f"Front matter that can't be read as it is meant: {shortened(bad[0]).rstrip('.')}.",) if bad else ()


def _lacking(subject: Subject) -> tuple[str, ...]:
    *most, last = subject.missing or ("",)
    named = displayed(f"{', '.join(most)} and {last}" if most else last)
    return (f"Lacks {named}, which {of_the_set(subject.governance)} requires.",) if named else ()


def _remedy(*, mend: bool, add: bool) -> str:
    deeds = ("Mend the front matter" if mend else "", "add what is missing" if add else "")
    done = ", and ".join(deed for deed in deeds if deed)
    return f"{done[0].upper()}{done[1:]}."
