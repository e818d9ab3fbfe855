"""Haystack: a component to stand behind the retriever. Needs haystack-ai."""

from __future__ import annotations

from copy import copy
from typing import Any

from kbaudit.retrieval.adapters.base import needing, read_rules, score_of, tell, with_citation
from kbaudit.retrieval.select import Hit

with needing("haystack-ai", "haystack"):
    from haystack import Document, component, default_from_dict, default_to_dict


@component
class GovernedDocuments:
    """Keeps of the documents that were found those that an audit lets through, best first, with their new scores.

    rules_path and stamps_path are the files of an audit; they're read anew when they change. top_k cuts what is kept.
    """

    def __init__(
        self, rules_path: str, stamps_path: str | None = None, release: str | None = None, top_k: int | None = None
    ) -> None:
        self.rules_path, self.stamps_path, self.release, self.top_k = rules_path, stamps_path, release, top_k
        self._rules = read_rules(rules_path, stamps_path)

    @component.output_types(documents=list[Document], dropped=list[Document])
    def run(
        self, documents: list[Document], now: float | None = None, release: str | None = None
    ) -> dict[str, list[Document]]:
        """The documents are those that may be used at `now` (epoch seconds; None: this moment).

        Dropped are the others, with the reasons in meta["kb_dropped_for"].
        """
        count = len(documents)
        hits = [
            Hit(each.meta, score_of(each.score, rank, count), each.content or "", each)
            for rank, each in enumerate(documents)
        ]
        selection = self._rules.apply(hits, now, self.release if release is None else release)
        tell(selection)
        kept = [_again(one.hit.item, with_citation(one), one.score) for one in selection.kept]
        dropped = [
            _again(one.hit.item, {**one.metadata, "kb_dropped_for": list(one.reasons)}, 0.0)
            for one in selection.dropped
        ]
        return {"documents": kept[: self.top_k], "dropped": dropped}

    def to_dict(self) -> dict[str, Any]:
        """The component as a pipeline's YAML holds it."""
        return default_to_dict(
            self,
            rules_path=self.rules_path,
            stamps_path=self.stamps_path,
            release=self.release,
            top_k=self.top_k,
        )

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> GovernedDocuments:
        """The component out of a pipeline's YAML."""
        made: GovernedDocuments = default_from_dict(cls, data)
        return made


def _again(item: object, meta: dict[str, object], score: float) -> Document:
    if not isinstance(item, Document):
        raise TypeError("a hit of this adapter is a Document")
    again = copy(item)
    vars(again).update(meta=meta, score=score)  # replace() would work out the document's hash anew
    return again
