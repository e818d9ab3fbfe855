from __future__ import annotations

from typing import Any

import drawn
import osmem
import pytest
import random_rules
from hypothesis import given
from hypothesis import strategies as st
from random_recency import rules_with, scores, weighing_rules

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, Recency, RuleSettings, build_rules
from kbaudit.retrieval.targets.base import RECENCY, Asked
from kbaudit.retrieval.targets.elasticsearch import Elasticsearch, OpenSearch

NOW = random_rules.NOW
SETS = st.sampled_from(["hr", "it", 'it\'s "5%" \\ 😀', "", None])
DATES = st.sampled_from([None, 0, NOW - 30 * 86_400, NOW - 400 * 86_400.5, NOW, NOW + 5, 1])
POINTS = drawn.drawn(random_rules.points(typed=True), 300)
AGED: list[dict[str, Any]] = drawn.drawn(
    st.fixed_dictionaries(
        {
            "kb_document_set": SETS,
            "kb_effective_ts": DATES,
            "kb_demote_ts": st.sampled_from([None, NOW - 1, NOW, NOW + 1, random_rules.NEVER]),
            "kb_status": st.sampled_from(["serve", "serve", "demote"]),
            "raw": st.sampled_from([0.0, 0.1, 0.5, 1.0]),
        }
    ),
    150,
)


class Store:
    """The client; in place of a search for the nearest, which the emulator hasn't, each point has its raw score."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def fill(self, name: str, points: list[dict[str, Any]], rules: Rules | None = None) -> None:
        self.client.indices.create(index=name, body={"mappings": {"properties": {"raw": {"type": "double"}}}})
        setup = OpenSearch().compile(Asked(rules or rules_with(), NOW, collection=name)).setup
        exec(setup, {"client": self.client})  # noqa: S102 - what a reader would paste
        lines: list[Any] = []
        for number, point in enumerate(points):
            lines += [{"index": {"_index": name, "_id": str(number)}}, point]
        assert not self.client.bulk(body=lines, refresh=True)["errors"]

    def search(self, name: str, query: dict[str, Any]) -> dict[int, float]:
        found = self.client.search(index=name, body={"size": 1_000, "query": query, "_source": False})
        return {int(hit["_id"]): hit["_score"] for hit in found["hits"]["hits"]}


@pytest.fixture(scope="module")
def store():
    with osmem.server() as (_, client):
        made = Store(client)
        made.fill("documents", POINTS)
        made.fill("aged", [{**random_rules.NEEDED, **point} for point in AGED])
        yield made


@given(random_rules.rule_sets())
def test_opensearch_keeps_what_the_reference_keeps(store: Store, rules: Rules):
    names = drawn.run(OpenSearch().compile(Asked(rules)).code)
    fixed = OpenSearch().compile(Asked(rules, NOW)).filter
    assert names["kb_filter"](NOW) == fixed == Elasticsearch().compile(Asked(rules, NOW)).filter
    wanted = {number for number, point in enumerate(POINTS) if evaluate(rules, point, NOW).keep}
    assert store.search("documents", fixed).keys() == wanted


@given(weighing_rules())
def test_scores_are_those_of_the_reference(store: Store, rules: Rules):
    names = drawn.run(OpenSearch().compile(Asked(rules, release="latest")).code)
    script = names["kb_script"](NOW)
    assert script == OpenSearch().compile(Asked(rules, NOW)).decay == Elasticsearch().compile(Asked(rules, NOW)).decay
    raw = {"script_score": {"query": names["kb_filter"](NOW), "script": {"source": "doc['raw'].value"}}}
    found = store.search("aged", {"script_score": {"query": raw, "script": script}})
    points = dict(enumerate({**random_rules.NEEDED, **point} for point in AGED))
    wanted = scores(rules, points, {number: point["raw"] for number, point in points.items()}, NOW)
    assert found == pytest.approx(wanted, rel=1e-6, abs=1e-9)  # scores are floats of 32 bits


@pytest.mark.parametrize(("target", "where"), [(OpenSearch(), "embedding"), (Elasticsearch(), None)])
def test_the_printed_query_filters_inside_the_search_and_weighs_outside(target: Any, where: str | None):
    asked: list[dict[str, Any]] = []

    class Client:
        def search(self, index: str, body: dict[str, Any]) -> dict[str, Any]:
            asked.append({"index": index, **body})
            return {"hits": {"hits": ["hit"]}}

    rules = rules_with(recency=(Recency("hr", 30),))
    for compiled, moment in ((target.compile(Asked(rules)), (NOW,)), (target.compile(Asked(rules, NOW)), ())):
        assert drawn.run(compiled.code)["kb_search"](Client(), [0.5, 0.25], *moment, limit=3) == ["hit"]
        assert RECENCY not in compiled.left
    fixed = target.compile(Asked(rules, NOW))
    for sent in asked:
        assert (sent["index"], sent["size"]) == ("documents", 3)
        outer = sent["query"]["script_score"]
        assert outer["script"] == fixed.decay
        nearest = outer["query"]["knn"][where] if where else outer["query"]["knn"]
        assert (nearest["filter"], nearest["k"]) == (fixed.filter, 100)
        assert nearest.get("vector", nearest.get("query_vector")) == [0.5, 0.25]


@pytest.mark.parametrize("release", ["1.0", "latest", 'it\'s "1"\\'])
def test_the_release_asked_for(store: Store, release: str):
    rules = rules_with(Condition("kb_status", "in", ("serve", "demote")))
    wanted = {number for number, point in enumerate(POINTS) if evaluate(rules, point, NOW, release).keep}
    assert store.search("documents", OpenSearch().compile(Asked(rules, NOW, release)).filter).keys() == wanted  # type: ignore[arg-type]


def test_fields_beside_a_nested_match_field(store: Store):
    rules = rules_with(match=Match(field="metadata.source"), recency=(Recency("hr", 30, 0.5),), demote_weight=0.5)
    old = {**random_rules.NEEDED, "kb_document_set": "hr", "kb_status": "demote"}
    store.fill("nested", [{"metadata": old}, old], rules)
    compiled = OpenSearch().compile(Asked(rules, NOW))
    scored = {"script_score": {"query": {"constant_score": {"filter": compiled.filter}}, "script": compiled.decay}}
    assert store.search("nested", scored) == {0: 0.25}


def test_what_they_cannot_express():
    for target in (Elasticsearch(), OpenSearch()):
        for name, why in (("page", "no kb_ field"), ("kb_reasons", "a list")):
            with pytest.raises(Uncompilable, match=f"{target.name} can't express .*{why}"):
                target.compile(Asked(rules_with(Condition(name, "==", ("x",))), NOW))
        served = Rules.from_json(build_rules(RuleSettings(unknown_documents="serve"), random_rules.AS_OF))
        with pytest.raises(Uncompilable, match="unknown_documents"):
            target.compile(Asked(served, NOW))
