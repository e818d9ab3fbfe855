"""relations.jsonl: a line a relation, `a` the older or lesser side (docs/schemas/relations.schema.json).

Differences are bounded: 20 a relation, and of a sentence the 1,000 characters around its value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.reports.encoding import json_line, ratio
from kbaudit.reports.word_changes import excerpt

if TYPE_CHECKING:
    from kbaudit.model import Difference, Relation, Report

DIFFERENCES: Final = 20

_SENTENCE: Final = 1_000
_VALUE: Final = 200


class Relations:
    """Renders relations.jsonl, sorted by kind, then by both sides."""

    name = "relations"
    filename = "relations.jsonl"

    def render(self, report: Report) -> str:
        ordered = sorted(report.corpus.relations, key=lambda relation: (relation.kind, relation.a, relation.b))
        return "".join(json_line(_line(relation)) for relation in ordered)


def _line(relation: Relation) -> dict[str, object]:
    evidence = {"evidence": relation.evidence} if relation.evidence else {}
    said = [_difference(one) for one in relation.differences[:DIFFERENCES]]
    return {
        "kind": str(relation.kind),
        "a": relation.a,
        "b": relation.b,
        "jaccard": ratio(relation.jaccard),
        "masked_jaccard": ratio(relation.masked_jaccard),
        "containment": ratio(relation.containment),
        **evidence,
        **({"differences": said} if said else {}),
    }


def _difference(one: Difference) -> dict[str, object]:
    return {
        "kind": one.kind,
        "value_a": excerpt(one.value_a, limit=_VALUE),
        "value_b": excerpt(one.value_b, limit=_VALUE),
        "sentence_a": excerpt(one.sentence_a, one.value_a, _SENTENCE),
        "sentence_b": excerpt(one.sentence_b, one.value_b, _SENTENCE),
    }
