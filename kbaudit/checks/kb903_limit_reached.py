"""KB903: a document of which a part was not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus

PROBLEMS: Final = frozenset({"limit", "partial"})  # the codes under which extractors note it


class LimitReached:
    """What stands in the rest is judged by nobody. A file of which nothing was read is no document: that is KB502."""

    code = "KB903"
    name = "limit-reached"
    summary = "A part of it was not read: a limit was reached, or the part is damaged."
    of_many = "were read in part only"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            cuts = tuple(detail for code, detail in subject.document.problems if code in PROBLEMS)
            if cuts:
                more = f" (and {len(cuts) - 1} more)" if len(cuts) > 1 else ""
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"Was read in part only: {shortened(cuts[0]).rstrip('.')}{more}.",
                    remedy="Split it into smaller documents, or mend the part that is damaged.",
                    affects=(Affected(subject.uri),),
                    evidence=tuple(Evidence("not read", shortened(detail)) for detail in cuts),
                )
