from __future__ import annotations

from typing import Any

import drawn
import pinecone as client
import pytest
import random_rules
from hypothesis import given
from pinecone_stub import pinecone
from random_recency import rules_with

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, RuleSettings, build_rules
from kbaudit.retrieval.targets.base import RECENCY, Asked
from kbaudit.retrieval.targets.pinecone import Pinecone

NOW = random_rules.NOW
POINTS = drawn.drawn(random_rules.points(typed=False, nulls=False), 150)
ORDERS = {"$gt": float.__gt__, "$gte": float.__ge__, "$lt": float.__lt__, "$lte": float.__le__}


class Stub:
    """The real client, and what it asked: of few words when a test fails."""

    def __init__(self, url: str, seen: list[Any]) -> None:
        self.index, self.seen = client.Pinecone(api_key="k").index(host=url), seen


@pytest.fixture(scope="module")
def stub():
    with pinecone({}) as (url, seen):
        yield Stub(url, seen)


def passes(where: dict[str, Any], point: dict[str, Any]) -> bool:
    """Pinecone's documented filter language, as far as it's used; an operator or a type that it hasn't is an error."""
    ((name, asked),) = where.items()
    if name in ("$and", "$or"):
        assert isinstance(asked, list)
        assert len(asked) > 1
        return (all if name == "$and" else any)([passes(part, point) for part in asked])
    assert not name.startswith("$")
    ((word, value),) = asked.items()
    held = point.get(name)
    if word in ORDERS:
        assert type(value) in (int, float)
        return type(held) in (int, float) and ORDERS[word](float(held), float(value))
    if word == "$in":
        assert value
        assert all(type(one) is str for one in value)
    else:
        assert word == "$eq"
        assert type(value) in (str, int, float, bool)
    kinds = [type(one) for one in ([value] if word == "$eq" else value)]
    same = isinstance(held, bool) == (bool in kinds)
    return same and held in ([value] if word == "$eq" else value)


@given(random_rules.rule_sets())
def test_pinecone_keeps_what_the_reference_keeps(rules: Rules):
    where = drawn.run(Pinecone().compile(Asked(rules)).code)["kb_filter"](NOW)
    assert where == Pinecone().compile(Asked(rules, NOW)).filter
    assert [passes(where, point) for point in POINTS] == [evaluate(rules, point, NOW).keep for point in POINTS]


@given(random_rules.rule_sets())
def test_the_client_sends_the_filter_as_it_is(stub: Stub, rules: Rules):
    index, seen = stub.index, stub.seen
    fixed = Pinecone().compile(Asked(rules, NOW))
    drawn.run(fixed.code)["kb_query"](index, [0.5, 0.25])
    drawn.run(Pinecone().compile(Asked(rules)).code)["kb_query"](index, [0.5, 0.25], NOW, limit=3, namespace="n")
    for sent, limit in zip(seen[-2:], (10, 3), strict=True):
        assert (sent.method, sent.path, sent.body["filter"]) == ("POST", "/query", fixed.filter)
        assert (sent.body["topK"], sent.body["includeMetadata"]) == (limit, True)
    assert seen[-1].body["namespace"] == "n"


def test_what_pinecone_cannot_express():
    for field in ("$and", "kb_conflicts"):
        with pytest.raises(Uncompilable, match="pinecone can't express"):
            Pinecone().compile(Asked(rules_with(Condition(field, "==", ("x",))), NOW))
    served = Rules.from_json(build_rules(RuleSettings(unknown_documents="serve"), random_rules.AS_OF))
    with pytest.raises(Uncompilable, match="unknown_documents"):
        Pinecone().compile(Asked(served, NOW))
    with pytest.raises(Uncompilable, match="stands for the moment"):
        Pinecone().compile(Asked(rules_with(Condition("kb_owner", "==", ("$now",))), NOW))


def test_fields_beside_a_nested_match_field_and_what_is_left():
    rules = Rules.from_json(build_rules(RuleSettings(match=Match(field="metadata.source")), random_rules.AS_OF))
    compiled = Pinecone().compile(Asked(rules, NOW))
    assert passes(compiled.filter, {f"metadata.{name}": value for name, value in random_rules.NEEDED.items()})  # type: ignore[arg-type]
    assert not passes(compiled.filter, dict(random_rules.NEEDED))  # type: ignore[arg-type]
    assert RECENCY in compiled.left
