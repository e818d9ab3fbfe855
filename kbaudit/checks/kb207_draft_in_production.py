"""KB207: a document calls itself a draft and is live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.wording import quote
from kbaudit.model import Affected, Effect, Finding, Severity, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus


class DraftInProduction:
    """A draft by the document's own words."""

    code = "KB207"
    name = "draft-in-production"
    summary = "Says of itself that it is a draft, and is live."
    of_many = "are drafts"
    severity = Severity.WARNING
    effect = Effect.EXCLUDE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            claims = [claim for claim in subject.document.states if claim.state is State.DRAFT]
            if claims:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message="Declares itself a draft.",
                    remedy="Have it approved and remove the mark, or keep it out of the knowledge base until then.",
                    affects=(Affected(subject.uri),),
                    evidence=tuple(quote(claim, "") for claim in claims),
                    keys=tuple((subject.uri, claim.state.value, claim.where) for claim in claims),
                )
