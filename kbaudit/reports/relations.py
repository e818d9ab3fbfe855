"""relations.jsonl: a line a relation, `a` the older or lesser side (docs/schemas/relations.schema.json)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.reports.encoding import json_line, ratio

if TYPE_CHECKING:
    from kbaudit.model import Relation, Report


class Relations:
    """Renders relations.jsonl, sorted by kind, then by both sides."""

    name = "relations"
    filename = "relations.jsonl"

    def render(self, report: Report) -> str:
        ordered = sorted(report.corpus.relations, key=lambda relation: (relation.kind, relation.a, relation.b))
        return "".join(json_line(_line(relation)) for relation in ordered)


def _line(relation: Relation) -> dict[str, object]:
    evidence = {"evidence": relation.evidence} if relation.evidence else {}
    return {
        "kind": str(relation.kind),
        "a": relation.a,
        "b": relation.b,
        "jaccard": ratio(relation.jaccard),
        "masked_jaccard": ratio(relation.masked_jaccard),
        "containment": ratio(relation.containment),
        **evidence,
    }
