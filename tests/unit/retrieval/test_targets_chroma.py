from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import chromadb
import drawn
import pytest
import random_rules
from chromadb.config import Settings
from hypothesis import given

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, Recency, RuleSettings, build_rules
from kbaudit.retrieval.targets.base import RECENCY, Asked
from kbaudit.retrieval.targets.chroma import Chroma

NOW = random_rules.NOW
POINTS = drawn.drawn(random_rules.points(typed=False, nulls=False), 400)


def filled(name: str, points: list[dict[str, Any]]) -> chromadb.Collection:
    client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
    collection = client.create_collection(name, embedding_function=None)
    ids = [str(number) for number in range(len(points))]
    collection.add(ids, [[float(number), 1.0] for number in range(len(points))], points)
    return collection


@pytest.fixture(scope="module")
def collection() -> chromadb.Collection:
    return filled("random", POINTS)


def kept(rules: Rules, now: float = NOW, release: str | None = None) -> set[str]:
    return {str(number) for number, point in enumerate(POINTS) if evaluate(rules, point, now, release).keep}


def some_rules(condition: dict[str, Any] | None = None, **said: Any) -> Rules:
    content = build_rules(RuleSettings(**said), datetime(2027, 1, 1, tzinfo=UTC))
    return Rules.from_json(content if condition is None else {**content, "filter": condition})


@given(random_rules.rule_sets())
def test_chroma_keeps_what_the_reference_keeps(collection: chromadb.Collection, rules: Rules):
    where = drawn.run(Chroma().compile(Asked(rules)).code)["kb_where"](NOW)
    assert where == Chroma().compile(Asked(rules, NOW)).filter
    assert set(collection.get(where=where, include=[])["ids"]) == kept(rules)


@pytest.mark.parametrize("word", [">", ">=", "<", "<=", "==", "in"])
@pytest.mark.parametrize("limit", [-2.5, -0.5, 0.5, 2.5, -1, 0, 2, 2.0])
def test_a_limit_with_a_fraction_is_compared_whole(word: str, limit: float):
    values = (-3, -2.5, -2, -1, -0.5, 0, 0.0, 0.5, 1, 2, 2.0, 2.5, 3, True, "2")
    points = [{"n": value, **random_rules.NEEDED} for value in values]
    collection = filled(f"limits-{uuid4()}", points)
    rules = some_rules({"field": "n", "operator": word, "value": [limit, "2"] if word == "in" else limit})
    found = collection.get(where=Chroma().compile(Asked(rules, NOW)).filter)["ids"]
    assert set(found) == {str(n) for n, point in enumerate(points) if evaluate(rules, point, NOW).keep}


def test_the_printed_query_finds_what_may_be_served(collection: chromadb.Collection):
    rules = some_rules()
    open_, fixed = (drawn.run(Chroma().compile(Asked(rules, now)).code)["kb_query"] for now in (None, NOW))
    wanted = kept(rules)
    assert 0 < len(wanted) < len(POINTS)
    assert set(open_(collection, [0.0, 1.0], NOW, limit=400)["ids"][0]) == wanted
    assert set(fixed(collection, [0.0, 1.0], limit=400)["ids"][0]) == wanted


@pytest.mark.parametrize("release", ["1.0", "latest", "none of them", 'it\'s "1"\\'])
def test_the_release_asked_for(collection: chromadb.Collection, release: str):
    rules = some_rules()
    where = Chroma().compile(Asked(rules, NOW, release)).filter
    assert set(collection.get(where=where)["ids"]) == kept(rules, release=release)


def test_fields_beside_a_nested_match_field():
    rules = some_rules(match=Match(field="metadata.source"))
    points = [{f"metadata.{name}": value for name, value in random_rules.NEEDED.items()}, random_rules.NEEDED]
    where = Chroma().compile(Asked(rules, NOW)).filter
    assert filled("nested", points).get(where=where)["ids"] == ["0"]


def test_what_chroma_cannot_express():
    for field in ("$and", "chroma:document", "#id"):
        with pytest.raises(Uncompilable, match="chroma can't express"):
            Chroma().compile(Asked(some_rules({"field": field, "operator": "==", "value": "x"}), NOW))
    with pytest.raises(Uncompilable, match="2\\^53"):
        Chroma().compile(Asked(some_rules({"field": "n", "operator": ">", "value": 2**60}), NOW))
    with pytest.raises(Uncompilable, match="unknown_documents"):
        Chroma().compile(Asked(some_rules(unknown_documents="serve"), NOW))


def test_age_is_left_to_the_adapter():
    assert RECENCY in Chroma().compile(Asked(some_rules(recency=(Recency("hr", 180),)), NOW)).left
