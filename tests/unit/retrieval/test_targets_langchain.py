"""LangChain's stores hand the filter on: it's held against Chroma's engine and against PGVector's own SQL of it."""

from __future__ import annotations

from typing import Any

import chromadb
import drawn
import pytest
import random_rules
from chromadb.config import Settings
from hypothesis import given
from random_recency import rules_with

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, RuleSettings, build_rules
from kbaudit.retrieval.targets.base import RECENCY, Asked
from kbaudit.retrieval.targets.langchain import LangChain

NOW = random_rules.NOW
POINTS = drawn.drawn(random_rules.points(typed=False, nulls=False), 400)


class Store:
    """As langchain-chroma's store: the filter goes to Chroma's `where` as it is."""

    def __init__(self) -> None:
        client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
        self._collection = client.create_collection("langchain", embedding_function=None)
        ids = [str(number) for number in range(len(POINTS))]
        self._collection.add(ids, [[float(number), 1.0] for number in range(len(POINTS))], POINTS)

    def similarity_search(self, _: str, k: int, filter: dict[str, Any]) -> set[str]:  # noqa: A002 - its name
        return set(self._collection.get(where=filter, limit=k, include=[])["ids"])


@pytest.fixture(scope="module")
def store() -> Store:
    return Store()


@given(random_rules.rule_sets())
def test_langchain_keeps_what_the_reference_keeps(store: Store, rules: Rules):
    found = drawn.run(LangChain().compile(Asked(rules)).code)["kb_search"](store, "question", NOW, k=400)
    assert found == {str(n) for n, point in enumerate(POINTS) if evaluate(rules, point, NOW).keep}
    assert drawn.run(LangChain().compile(Asked(rules, NOW)).code)["kb_search"](store, "question", k=400) == found


@given(random_rules.rule_sets())
def test_only_operators_and_values_that_all_three_stores_take(rules: Rules):
    def check(where: dict[str, Any]) -> None:
        ((name, asked),) = where.items()
        if name.startswith("$"):
            assert name in ("$and", "$or")
            assert len(asked) > 1
            for part in asked:
                check(part)
            return
        ((word, value),) = asked.items()
        assert word in ("$eq", "$in", "$gt", "$gte", "$lt", "$lte")
        if word == "$in":  # PGVector compares them as texts
            assert all(type(one) is str for one in value)

    check(LangChain().compile(Asked(rules, NOW)).filter)  # type: ignore[arg-type]


def test_the_fields_are_those_of_the_documents_metadata():
    plain = rules_with()
    nested = rules_with(match=Match(field="metadata.source"))
    assert LangChain().compile(Asked(nested, NOW)).filter == LangChain().compile(Asked(plain, NOW)).filter
    assert RECENCY in LangChain().compile(Asked(rules_with(demote_weight=0.5))).left


def test_what_langchain_cannot_express():
    for name in ("a-b", "kb_conflicts", "$and"):
        with pytest.raises(Uncompilable, match="langchain can't express"):
            LangChain().compile(Asked(rules_with(Condition(name, "==", ("x",))), NOW))
    served = Rules.from_json(build_rules(RuleSettings(unknown_documents="serve"), random_rules.AS_OF))
    with pytest.raises(Uncompilable, match="unknown_documents"):
        LangChain().compile(Asked(served, NOW))
