"""KB303: no document set of the policy governs a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.model import Affected, Effect, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus


class Ungoverned:
    """A document under the policy's defaults alone, where the policy has document sets."""

    code = "KB303"
    name = "ungoverned"
    summary = "No document set of the policy governs it."
    of_many = "are governed by no document set"
    severity = Severity.NOTE
    effect = Effect.NONE
    roll_up = True

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            if subject.governance.ungoverned:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message="No document set of the policy governs it.",
                    remedy="Add it to the match of a document set, or keep it out with crawl.exclude.",
                    affects=(Affected(subject.uri),),
                )
