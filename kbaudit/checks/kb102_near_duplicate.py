"""KB102: two documents that are nearly the same, and that no family explains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import names
from kbaudit.model import Affected, Effect, Evidence, Finding, RelationKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Relation

_SAYS_MORE: Final = frozenset({RelationKind.CONFLICTS_WITH, RelationKind.TEMPLATE_SIBLING})
"""A conflict is told by KB104; forms of one template are alike on purpose, also those that were never compared."""

_A_COPY: Final = 0.95  # so much alike even two that were made from one template are suspect


class NearDuplicate:
    """One finding a pair, filed under its lesser side. What is superseded already is KB103's."""

    code = "KB102"
    name = "near-duplicate"
    summary = "Nearly the same text as another document that it isn't a version of."
    of_many = "are nearly the same as another one"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        family_of = {member.uri: family.id for family in corpus.families for member in family.members}
        explained = {(r.a, r.b) for r in corpus.relations if r.kind in _SAYS_MORE}
        explained |= {(b, a) for a, b in explained}
        gone = {m.uri for family in corpus.families for m in family.members if m.superseded_by and not m.superseded_at}
        forms = _forms(corpus)
        for relation in corpus.relations:
            if relation.kind is not RelationKind.NEAR_DUPLICATE or (relation.a, relation.b) in explained:
                continue
            of_one_form = forms.get(relation.a, "") == forms.get(relation.b)
            if {relation.a, relation.b} & gone or (of_one_form and relation.jaccard < _A_COPY):
                continue
            family = family_of.get(relation.a)
            if family is None or family != family_of.get(relation.b):
                yield Finding(
                    code=self.code,
                    uri=relation.a,
                    message=_message(relation),
                    remedy="Merge the two, or say in each what it's for that the other isn't.",
                    affects=(Affected(relation.a),),
                    evidence=(Evidence("near duplicate of", relation.evidence or "nearly the same text", relation.b),),
                )


def _forms(corpus: Corpus) -> dict[str, str]:
    """For each document made from a template one name for all that are made from it, however they are tied to it."""
    beside: dict[str, list[str]] = {}
    for relation in corpus.relations:
        if relation.kind is RelationKind.TEMPLATE_SIBLING:
            beside.setdefault(relation.a, []).append(relation.b)
            beside.setdefault(relation.b, []).append(relation.a)
    named: dict[str, str] = {}
    for first in beside:
        waiting = [first]
        while waiting:
            uri = waiting.pop()
            if uri not in named:
                named[uri] = first
                waiting += beside[uri]
    return named


def _message(relation: Relation) -> str:
    """Equal words may still differ in case, punctuation and markup, which the similarity doesn't see."""
    other = names([relation.b])
    if relation.jaccard >= 1:
        return f"The same words as {other}; only case, punctuation or markup differ."
    return f"Nearly the same text as {other}: Jaccard {min(relation.jaccard, 0.99):.2f}."
