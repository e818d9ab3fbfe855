"""LlamaIndex: a node postprocessor. Needs llama-index-core."""

from __future__ import annotations

from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kbaudit.retrieval.adapters.base import needing, read_rules, score_of, tell, with_citation
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.ruleset import RuleSet  # noqa: TC001 - pydantic reads the annotation
from kbaudit.retrieval.select import Hit

with needing("llama-index-core", "llamaindex"):
    from llama_index.core.postprocessor.types import BaseNodePostprocessor
    from llama_index.core.schema import MetadataMode, NodeWithScore
    from pydantic import ConfigDict, field_validator

if TYPE_CHECKING:
    from llama_index.core.schema import BaseNode, QueryBundle

_CITED: Final = frozenset({"kb_owner", "kb_effective_date", "kb_version"})
_HIDDEN: Final = (*sorted(COLUMNS.keys() - _CITED), "kb_weight", "kb_disputed_by")
"""Of the kb_ fields a model and an embedding see the cited ones alone: the others are for the program."""


class GovernedPostprocessor(BaseNodePostprocessor):
    """Keeps of the nodes that were found those that an audit lets through, best first, with their new scores.

    rules is a RuleSet or the path of a rules.json; release asks for one release, None for the default. A node without a
    score counts by its place in the ranking.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    rules: RuleSet
    release: str | None = None

    @field_validator("rules", mode="before")
    @classmethod
    def _read(cls, value: object) -> object:
        return read_rules(value) if isinstance(value, str | Path) else value

    @classmethod
    def class_name(cls) -> str:
        return "GovernedPostprocessor"

    def select(self, nodes: list[NodeWithScore], now: float | None = None) -> list[NodeWithScore]:
        """The nodes that may be used at `now` (epoch seconds; None: this moment)."""
        count = len(nodes)
        hits = [
            Hit(each.node.metadata, score_of(each.score, rank, count), each.node.get_content(MetadataMode.NONE), each)
            for rank, each in enumerate(nodes)
        ]
        selection = self.rules.apply(hits, now, self.release)
        tell(selection)
        return [
            NodeWithScore(node=_cited(each.node, with_citation(kept)), score=kept.score)
            for kept in selection.kept
            if isinstance(each := kept.hit.item, NodeWithScore)
        ]

    def _postprocess_nodes(
        self,
        nodes: list[NodeWithScore],
        query_bundle: QueryBundle | None = None,  # noqa: ARG002 - the framework's signature
    ) -> list[NodeWithScore]:
        return self.select(nodes)


def _cited(node: BaseNode, metadata: dict[str, object]) -> BaseNode:
    cited = copy(node)
    vars(cited).update(  # past the model's validation, which takes longer than all the rest: all three are of its types
        metadata=metadata,
        excluded_llm_metadata_keys=[*node.excluded_llm_metadata_keys, *_HIDDEN],
        excluded_embed_metadata_keys=[*node.excluded_embed_metadata_keys, *_HIDDEN],
    )
    return cited
