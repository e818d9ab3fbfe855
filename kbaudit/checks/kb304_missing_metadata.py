"""KB304: a document lacks metadata that its set requires, or has values or front matter that can't be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.fingerprints import without_figures
from kbaudit.checks.wording import of_the_set, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, Severity, displayed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Subject

PROBLEM: Final = "front_matter"  # the code under which extractors note it


class MissingMetadata:
    """Fields that a policy requires by name, or whose values it limits.

    Front matter that can't be read loses them too; the text is kept.
    """

    code = "KB304"
    name = "missing-metadata"
    summary = "Lacks metadata that its set requires, or has values or front matter that can't be used."
    of_many = "lack required metadata, or have some that can't be used"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            bad = tuple(detail for code, detail in subject.document.problems if code == PROBLEM)
            if bad or subject.missing or subject.unfit:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=" ".join((*_unread(bad), *_lacking(subject), *_breaking(subject))),
                    remedy=_remedy(mend=bool(bad), add=bool(subject.missing), correct=bool(subject.unfit)),
                    affects=(Affected(subject.uri),),
                    evidence=(
                        *(Evidence("front matter", shortened(detail)) for detail in bad),
                        *(Evidence("missing", displayed(name)) for name in subject.missing),
                        *(Evidence("not allowed", shortened(f"{name}: {wrong}")) for name, wrong in subject.unfit),
                    ),
                    keys=tuple(_keys(subject, bad)),
                )


def _keys(subject: Subject, bad: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield from ((subject.uri, "front matter", without_figures(detail)) for detail in bad)
    yield from ((subject.uri, "missing", name) for name in subject.missing)
    values = {field.name: field.value for field in subject.document.fields}
    yield from ((subject.uri, "not allowed", name, values.get(name, "")) for name, _ in subject.unfit)


def _unread(bad: tuple[str, ...]) -> tuple[str, ...]:
    return (f"Front matter that can't be read as it is meant: {shortened(bad[0]).rstrip('.')}.",) if bad else ()


def _lacking(subject: Subject) -> tuple[str, ...]:
    *most, last = subject.missing or ("",)
    named = displayed(f"{', '.join(most)} and {last}" if most else last)
    return (f"Lacks {named}, which {of_the_set(subject.governance)} requires.",) if named else ()


def _breaking(subject: Subject) -> tuple[str, ...]:
    """The first value that isn't allowed, with the rule that it breaks, and how many more there are."""
    if not subject.unfit:
        return ()
    (name, wrong), more = subject.unfit[0], len(subject.unfit) - 1
    others = f", and {more} more" if more else ""
    return (f"Its {displayed(name)} isn't what {of_the_set(subject.governance)} allows: {shortened(wrong)}{others}.",)


def _remedy(*, mend: bool, add: bool, correct: bool) -> str:
    deeds = (
        "mend the front matter" if mend else "",
        "add what is missing" if add else "",
        "correct the values" if correct else "",
    )
    *most, last = (deed for deed in deeds if deed)
    done = f"{', '.join(most)}, and {last}" if most else last
    return f"{done[0].upper()}{done[1:]}."
