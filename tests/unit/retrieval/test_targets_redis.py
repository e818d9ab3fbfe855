from __future__ import annotations

import json
import struct
import time
from typing import Any

import drawn
import pytest
import random_rules
import redis_engine
from hypothesis import given, reject
from random_recency import rules_with

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, RuleSettings, build_rules
from kbaudit.retrieval.targets.base import RECENCY, Asked, Compiled
from kbaudit.retrieval.targets.redis import Redis

NOW = random_rules.NOW
POINTS = drawn.drawn(random_rules.points(typed=True), 300)
EMBEDDING = struct.pack("2f", 1.0, 0.5)


@pytest.fixture(scope="module")
def client():
    with redis_engine.server() as running:
        create(running, "documents", "doc:")
        for number, point in enumerate(POINTS):
            running.execute_command("JSON.SET", f"doc:{number}", "$", json.dumps({**point, "embedding": [1, number]}))
        settle(running, "documents", len(POINTS))
        yield running


def create(running: Any, name: str, prefix: str, rules: Rules | None = None) -> None:
    """The index as setup says, and with the field of the vectors."""
    compiled = Redis().compile(Asked(rules or rules_with(), NOW, collection=name))
    exec(compiled.setup.replace('"doc:"', repr(prefix)), {"client": running})  # noqa: S102 - what a reader would paste
    vector = ("VECTOR", "FLAT", "6", "TYPE", "FLOAT32", "DIM", "2", "DISTANCE_METRIC", "COSINE")
    running.execute_command("FT.ALTER", name, "SCHEMA", "ADD", "$.embedding", "AS", "embedding", *vector)


def settle(running: Any, name: str, count: int) -> None:
    """Until the index holds all of the documents."""
    for _ in range(500):
        if int(running.execute_command("FT.SEARCH", name, "*", "LIMIT", "0", "0", "DIALECT", "2")[0]) >= count:
            return
        time.sleep(0.01)
    raise AssertionError("the documents aren't indexed")


def found(running: Any, name: str, query: str) -> set[int]:
    answer = running.execute_command("FT.SEARCH", name, query, "NOCONTENT", "LIMIT", "0", "1000", "DIALECT", "2")
    return {int(key.rpartition(b":")[2]) for key in answer[1:]}


def compiled(asked: Asked) -> Compiled:
    try:
        return Redis().compile(asked)
    except Uncompilable:  # a text with control characters
        reject()


@given(random_rules.rule_sets())
def test_redis_keeps_what_the_reference_keeps(client: Any, rules: Rules):
    fixed = compiled(Asked(rules, NOW)).filter
    wanted = {number for number, point in enumerate(POINTS) if evaluate(rules, point, NOW).keep}
    assert found(client, "documents", str(fixed)) == wanted
    assert drawn.run(compiled(Asked(rules)).code)["kb_filter"](NOW) == fixed


def test_the_printed_query_finds_what_may_be_served(client: Any):
    rules = rules_with()
    wanted = {number for number, point in enumerate(POINTS) if evaluate(rules, point, NOW).keep}
    for asked, moment in ((Asked(rules), (NOW,)), (Asked(rules, NOW), ())):
        answer = drawn.run(Redis().compile(asked).code)["kb_search"](client, EMBEDDING, *moment, limit=300)
        assert {int(key.rpartition(b":")[2]) for key in answer[1::2]} == wanted
    assert 0 < len(wanted) < len(POINTS)


@pytest.mark.parametrize("text", [text for text in random_rules.HOSTILE if text.isprintable() or text == "\u202eabc"])
def test_a_text_is_found_by_itself_alone(client: Any, text: str):
    rules = rules_with(Condition("kb_status", "==", ("serve",)), Condition("kb_owner", "==", (text,)))
    name = f"texts-{random_rules.HOSTILE.index(text)}"
    create(client, name, f"{name}:")
    for number, owner in enumerate(random_rules.HOSTILE):
        point = {**random_rules.NEEDED, "kb_owner": owner}
        client.execute_command("JSON.SET", f"{name}:{number}", "$", json.dumps(point))
    settle(client, name, len(random_rules.HOSTILE))
    query = str(Redis().compile(Asked(rules, NOW)).filter)
    assert found(client, name, query) == {random_rules.HOSTILE.index(text)}


def test_fields_beside_a_nested_match_field(client: Any):
    rules = rules_with(match=Match(field="meta 'x' data.source"))
    create(client, "nested", "nested:", rules)
    nested = {"meta 'x' data": random_rules.NEEDED}
    for number, point in enumerate((nested, random_rules.NEEDED)):
        client.execute_command("JSON.SET", f"nested:{number}", "$", json.dumps(point))
    settle(client, "nested", 2)
    assert found(client, "nested", str(Redis().compile(Asked(rules, NOW)).filter)) == {0}


def test_what_redis_cannot_express():
    for name, value in (("kb_conflicts", "x"), ("page", "x"), ("kb_owner", "a\x1fb")):
        with pytest.raises(Uncompilable, match="redis can't express"):
            Redis().compile(Asked(rules_with(Condition(name, "==", (value,))), NOW))
    served = Rules.from_json(build_rules(RuleSettings(unknown_documents="serve"), random_rules.AS_OF))
    with pytest.raises(Uncompilable, match="unknown_documents"):
        Redis().compile(Asked(served, NOW))


def test_age_is_left_to_the_adapter():
    assert RECENCY in Redis().compile(Asked(rules_with(demote_weight=0.5))).left
