"""KB105: a document, or most of it, stands inside another one too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.wording import names, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, RelationKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Relation


class PartialCopy:
    """One finding a part, filed under it; the whole isn't affected. What is superseded already is KB103's."""

    code = "KB105"
    name = "partial-copy"
    summary = "Most of it stands in a longer document too, where it can change without this one."
    of_many = "stand in other documents too"
    severity = Severity.NOTE
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        gone = {m.uri for family in corpus.families for m in family.members if m.superseded_by and not m.superseded_at}
        for relation in corpus.relations:
            if relation.kind is RelationKind.PART_OF and not {relation.a, relation.b} & gone:
                yield Finding(
                    code=self.code,
                    uri=relation.a,
                    message=f"{_share(relation)} of it stands in {names([relation.b])} too.",
                    remedy="Keep the text in one of the two, and let the other one link to it.",
                    affects=(Affected(relation.a),),
                    evidence=(Evidence("part of", shortened(relation.evidence) or "the same words", relation.b),),
                    keys=((relation.a, relation.b),),
                )


def _share(relation: Relation) -> str:
    """Rounded down: "all" is said only of a text of which nothing is missing."""
    return "All" if relation.containment >= 1 else f"{int(relation.containment * 100)} %"
