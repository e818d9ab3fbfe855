"""KB105: a document, or most of it, stands inside another one too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.wording import names, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, RelationKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus


class PartialCopy:
    """One finding a part, filed under it; the whole isn't affected."""

    code = "KB105"
    name = "partial-copy"
    summary = "Most of it stands in a longer document too, where it can change without this one."
    of_many = "stand in other documents too"
    severity = Severity.NOTE
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for relation in corpus.relations:
            if relation.kind is RelationKind.PART_OF:
                yield Finding(
                    code=self.code,
                    uri=relation.a,
                    message=f"{relation.containment:.0%}".replace("%", " %")
                    + f" of it stands in {names([relation.b])} too.",
                    remedy="Keep the text in one of the two, and let the other one link to it.",
                    affects=(Affected(relation.a),),
                    evidence=(Evidence("part of", shortened(relation.evidence) or "the same words", relation.b),),
                )
