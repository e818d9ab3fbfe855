from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import drawn
import pytest
import random_rules
from hypothesis import given
from llama_index.core.schema import TextNode
from llama_index.core.vector_stores.simple import SimpleVectorStore
from llama_index.core.vector_stores.types import MetadataFilters, VectorStoreQuery
from llama_index.core.vector_stores.utils import build_metadata_filter_fn
from random_recency import rules_with

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition, Group
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import RuleSettings, build_rules
from kbaudit.retrieval.targets.base import RECENCY, Asked
from kbaudit.retrieval.targets.llamaindex import LlamaIndex

NOW = random_rules.NOW
POINTS = drawn.drawn(random_rules.points(typed=True), 100)


def passes(filters: MetadataFilters, point: dict[str, Any]) -> bool:
    """By LlamaIndex's own evaluator, which takes one level at a time: the nested ones are asked one by one."""
    found = []
    for part in filters.filters:
        if isinstance(part, MetadataFilters):
            found.append(passes(part, point))
        else:
            alone = MetadataFilters.model_construct(filters=[part], condition=filters.condition)
            found.append(build_metadata_filter_fn(lambda _: point, alone)("x"))
    return (all if filters.condition == "and" else any)(found)


@given(random_rules.rule_sets())
def test_llamaindex_keeps_what_the_reference_keeps(rules: Rules):
    filters = drawn.run(LlamaIndex().compile(Asked(rules)).code)["kb_filters"](NOW)
    assert [passes(filters, point) for point in POINTS] == [evaluate(rules, point, NOW).keep for point in POINTS]
    assert drawn.run(LlamaIndex().compile(Asked(rules, NOW)).code)["kb_filters"]() == filters
    plain = MetadataFilters.model_validate(LlamaIndex().compile(Asked(rules, NOW)).filter)
    assert [passes(plain, point) for point in POINTS[:20]] == [passes(filters, point) for point in POINTS[:20]]


@pytest.mark.parametrize("release", ["latest", "1.0", 'it\'s "1"\\'])
def test_a_simple_vector_store_finds_what_may_be_served(release: str):
    rules = Rules.from_json(build_rules(RuleSettings(), random_rules.AS_OF))
    points = [{name: value for name, value in point.items() if value is not None} for point in POINTS]
    nodes = [TextNode(id_=str(n), embedding=[1.0, n / 200], metadata=point) for n, point in enumerate(points)]
    store = SimpleVectorStore()
    store.add(nodes)
    names = drawn.run(LlamaIndex().compile(Asked(rules, release=release)).code)
    filters = names["kb_retriever"](SimpleNamespace(as_retriever=lambda **named: named["filters"]), NOW)
    found = store.query(VectorStoreQuery(query_embedding=[1.0, 0.5], similarity_top_k=len(nodes), filters=filters))
    wanted = {str(n) for n, point in enumerate(points) if evaluate(rules, point, NOW, release).keep}
    assert set(found.ids or ()) == wanted
    assert 0 < len(wanted) < len(nodes)


def test_truth_values_are_truth_values_in_the_end():
    filters = drawn.run(LlamaIndex().compile(Asked(rules_with(), NOW)).code)["kb_filters"]()
    assert [part.value for part in filters.filters if part.key == "kb_is_latest"] == [True]
    assert filters.filters[-1].value is True  # what Qdrant and Chroma tell from 1


def test_what_llamaindex_cannot_express():
    both = Group("OR", (Condition("n", "==", (True,)), Condition("n", ">", (1,))))
    for clause in (Condition("kb_reasons", "==", ("x",)), both, Condition("n", "in", (True, "x"))):
        with pytest.raises(Uncompilable, match="llamaindex can't express"):
            LlamaIndex().compile(Asked(rules_with(clause), NOW))
    served = Rules.from_json(build_rules(RuleSettings(unknown_documents="serve"), random_rules.AS_OF))
    with pytest.raises(Uncompilable, match="unknown_documents"):
        LlamaIndex().compile(Asked(served, NOW))


def test_age_is_left_to_the_adapter():
    rules = Rules.from_json(build_rules(RuleSettings(), random_rules.AS_OF))
    assert RECENCY in LlamaIndex().compile(Asked(rules)).left
