"""The compiled filter and formula on Qdrant's engine (qdrant-edge) and on its client's local mode."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
import qdrant_shard
import random_rules
from drawn import drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from qdrant_client import QdrantClient, models
from random_recency import rules_with, scores, weighing_rules
from random_rows import NOW, dated

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match
from kbaudit.retrieval.targets.base import FAMILIES, RECENCY, Asked
from kbaudit.retrieval.targets.qdrant import INDEXED, Qdrant

QUERY = [1.0, 0.5]
COMPILE = Qdrant().compile


POINTS = [dated(point, 0.4) for point in drawn(random_rules.points(typed=False), 500)]
CHANCE = random.Random(6)  # noqa: S311 - the same vectors every time
VECTORS = [[CHANCE.uniform(-1, 1), CHANCE.uniform(-1, 1)] for _ in POINTS]
BY_ID: dict[int, dict[str, Any]] = dict(enumerate(POINTS))
RAW = {n: QUERY[0] * x + QUERY[1] * y for n, (x, y) in enumerate(VECTORS)}


@pytest.fixture(scope="module", params=["without indexes", "with indexes"])
def shard(request, tmp_path_factory):
    made = qdrant_shard.shard(tmp_path_factory.mktemp("qdrant") / "shard", POINTS, VECTORS)
    if request.param == "with indexes":
        qdrant_shard.add_indexes(made, INDEXED)
    yield made
    made.close()


@given(rules=random_rules.rule_sets(), release=st.none() | st.sampled_from(["latest", "1.0", "o'x"]))
def test_the_engine_keeps_what_the_reference_keeps(shard, rules: Rules, release):
    built = COMPILE(Asked(rules, NOW, release)).filter
    expected = {n for n, point in BY_ID.items() if evaluate(rules, point, NOW, release).keep}
    assert qdrant_shard.kept(shard, built) == expected


@given(rules=weighing_rules())
def test_the_engine_scores_as_the_reference_does(shard, rules: Rules):
    compiled = COMPILE(Asked(rules, NOW))
    assert RECENCY not in compiled.left
    if compiled.decay is None:
        assert rules.demote_weight == 1
        assert not rules.recency
        return
    hits = qdrant_shard.weighed(shard, QUERY, compiled.filter, compiled.decay, len(POINTS))
    expected = scores(rules, BY_ID, RAW, NOW)
    assert {hit.id: hit.score for hit in hits} == pytest.approx(expected, rel=1e-4, abs=1e-6)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def client_with(points: list[dict[str, Any]], wrap=lambda point: point) -> QdrantClient:
    client = QdrantClient(":memory:")
    client.create_collection("documents", models.VectorParams(size=2, distance=models.Distance.DOT))
    records = zip(points, VECTORS, strict=False)
    client.upsert(
        "documents", [models.PointStruct(id=n, vector=v, payload=wrap(p)) for n, (p, v) in enumerate(records)]
    )
    return client


def pasted(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(code, "pasted", "exec"), names)  # noqa: S102 - what users do with it
    return names


@settings(max_examples=40)
@given(random_rules.rule_sets(), st.lists(random_rules.points(typed=False), min_size=1, max_size=20))
def test_the_printed_filter_in_local_mode_keeps_what_the_reference_keeps(rules: Rules, points):
    client = client_with(points)
    later, fixed = (pasted(COMPILE(Asked(rules, now)).code) for now in (None, NOW))
    found, _ = client.scroll("documents", later["kb_filter"](NOW), limit=100)
    assert {one.id for one in found} == {n for n, point in enumerate(points) if evaluate(rules, point, NOW).keep}
    assert fixed["kb_filter"]() == later["kb_filter"](NOW)


@settings(max_examples=40)
@given(weighing_rules(Match("metadata.source")), st.lists(st.sampled_from(POINTS), min_size=1, max_size=30))
def test_the_printed_query_in_local_mode_ranks_as_the_reference_does(rules: Rules, points):
    client = client_with(points, lambda point: {"page_content": "x", "metadata": point})
    expected = scores(rules, dict(enumerate(points)), RAW, NOW)
    for now, code in ((NOW,), COMPILE(Asked(rules, None)).code), ((), COMPILE(Asked(rules, NOW)).code):
        hits = pasted(code)["kb_query"](client, QUERY, *now, limit=100)
        if not rules.recency and rules.demote_weight == 1:  # the engine's own scores, below 0 too
            assert {hit.id for hit in hits} == expected.keys()
        else:
            assert {hit.id: hit.score for hit in hits} == pytest.approx(expected, rel=1e-4, abs=1e-6)
            assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_names_with_dots_and_spaces_are_names_and_no_paths(tmp_path):
    names = ("a.b", "a b", "ä", "a[0]", "$score", "a\nb", "'")
    points = [{**random_rules.NEEDED, name: "x"} for name in names] + [{**random_rules.NEEDED, "a": {"b": "x"}}]
    shard = qdrant_shard.shard(tmp_path / "shard", points)
    client = client_with(points)
    for n, name in enumerate(names):
        rules = rules_with(Condition(name, "==", ("x",)))
        compiled = COMPILE(Asked(rules, NOW))
        assert qdrant_shard.kept(shard, compiled.filter) == {n}
        assert {one.id for one in client.scroll("documents", models.Filter(**compiled.filter))[0]} == {n}


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (rules_with(Condition('a"b', "==", ("x",))), "quotation marks"),
        (rules_with(Condition("a\\b", "==", ("x",))), "backslashes"),
        (rules_with(Condition("kb_reasons", "in", ("KB201",))), "a list passes"),
        (rules_with(Condition("kb_owner", "==", ("\ud800",))), "no Unicode"),
        (rules_with(Condition("kb_confidence", ">", (2**60,))), "2\\^53"),
        (rules_with(Condition("kb_confidence", ">", (0,)), unknown_documents="serve"), "stamped points only"),
        (rules_with(Condition("kb_confidence", ">", (0,)), release="$now"), "stands for the moment"),
    ],
)
def test_what_it_cannot_express_is_refused_by_name(rules, why):
    with pytest.raises(Uncompilable, match=why):
        COMPILE(Asked(rules, NOW))


def test_filter_and_formula_are_json_and_the_rest_is_left_to_the_adapter():
    compiled = COMPILE(Asked(drawn(weighing_rules(), 40)[-1], None, collection="it's"))
    assert "$now" in json.dumps([compiled.filter, compiled.decay])
    assert FAMILIES in compiled.left
    assert "kb_expires_ts" in compiled.setup
    client = QdrantClient(":memory:")
    client.create_collection("it's", models.VectorParams(size=2, distance=models.Distance.DOT))
    with pytest.warns(UserWarning, match="no effect in the local"):
        exec(compiled.setup, {"client": client})  # noqa: S102 - what users do with it
