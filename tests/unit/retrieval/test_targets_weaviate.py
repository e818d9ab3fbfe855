from __future__ import annotations

from typing import Any

import drawn
import pytest
import random_rules
import weaviate_stub
from google.protobuf.json_format import MessageToDict
from hypothesis import given, reject
from random_recency import rules_with, weighing_rules
from weaviate.collections.filters import _FilterToREST

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, RuleSettings, build_rules
from kbaudit.retrieval.targets.base import RECENCY, Asked, Compiled
from kbaudit.retrieval.targets.weaviate import Weaviate

NOW = random_rules.NOW
POINTS = drawn.drawn(random_rules.points(typed=True), 200)
TESTS = {
    "OPERATOR_GREATER_THAN": lambda held, value: held > value,
    "OPERATOR_GREATER_THAN_EQUAL": lambda held, value: held >= value,
    "OPERATOR_LESS_THAN": lambda held, value: held < value,
    "OPERATOR_LESS_THAN_EQUAL": lambda held, value: held <= value,
    "OPERATOR_EQUAL": lambda held, value: held == value,
    "OPERATOR_CONTAINS_ANY": lambda held, value: held in value["values"],
}


@pytest.fixture(scope="module")
def stub():
    with weaviate_stub.weaviate_server([], {}) as running:
        client = running.connected()
        running.collection = client.collections.get(weaviate_stub.CLASS)  # type: ignore[attr-defined]
        yield running
        client.close()


def passes(sent: dict[str, Any], point: dict[str, Any]) -> bool:
    """The filter as it went over the wire, by Weaviate's documented meaning; texts are kept whole but trimmed."""
    word = sent["operator"]
    if "filters" in sent:
        assert word in ("OPERATOR_AND", "OPERATOR_OR")
        return (all if word == "OPERATOR_AND" else any)([passes(part, point) for part in sent["filters"]])
    ((kind, value),) = ((name, value) for name, value in sent.items() if name.startswith("value"))
    held = point.get(sent["target"]["property"])
    if held is None or held == "":
        return False
    if isinstance(held, str):
        assert kind in ("valueText", "valueTextArray")
        held = held.strip()
    elif isinstance(held, bool):
        assert kind in ("valueBoolean", "valueBooleanArray")
    else:
        assert kind in ("valueNumber", "valueNumberArray")  # never valueInt: the properties are numbers
    return TESTS[word](held, value)


def compiled(rules: Rules, now: float | None = NOW, **asked: Any) -> Compiled:
    """Of the latest release: others need "", which Weaviate can't ask for."""
    try:
        return Weaviate().compile(Asked(rules, now, "latest", weaviate_stub.CLASS, **asked))
    except Uncompilable:
        reject()


def trimmed(point: dict[str, Any]) -> dict[str, Any]:
    """A point without texts that Weaviate would trim: it can't tell them from others, and no audit writes them."""
    return {name: value for name, value in point.items() if not isinstance(value, str) or value == value.strip()}


@given(random_rules.rule_sets())
def test_what_goes_over_the_wire_keeps_what_the_reference_keeps(stub: Any, rules: Rules):
    names = drawn.run(compiled(rules, None).code)
    names["kb_query"](stub.collection, [0.5, 0.25], NOW, limit=3)
    request = stub.searches[-1]
    assert (request.collection, request.limit, request.HasField("boost")) == (weaviate_stub.CLASS, 3, False)
    sent = MessageToDict(request.filters)
    for point in map(trimmed, POINTS):
        assert passes(sent, point) == evaluate(rules, point, NOW, "latest").keep
    fixed = compiled(rules)
    drawn.run(fixed.code)["kb_query"](stub.collection, [0.5, 0.25])
    assert MessageToDict(stub.searches[-1].filters) == sent
    assert _FilterToREST.convert(names["kb_filter"](NOW)) == fixed.filter


@given(weighing_rules())
def test_the_boost_is_what_was_said_and_only_when_it_was_asked_for(stub: Any, rules: Rules):
    exact = compiled(rules)
    assert exact.decay is None
    assert (RECENCY in exact.left) == bool(rules.recency or rules.demote_weight < 1)
    near = compiled(rules, approximate=True)
    drawn.run(near.code)["kb_query"](stub.collection, [0.5, 0.25])
    request = stub.searches[-1]
    assert request.HasField("boost") == (near.decay is not None)
    if near.decay is None:
        return
    assert RECENCY not in near.left
    sent = MessageToDict(request.boost)
    assert sent["depth"] == 100
    assert sent["weight"] == pytest.approx(near.decay["weight"])  # type: ignore[index]
    for one in sent["conditions"]:
        assert 0 < one["weight"] <= 1
        if "filter" in one:
            assert passes(one["filter"], {"kb_status": "serve", "kb_demote_ts": NOW + 1})
            assert not passes(one["filter"], {"kb_status": "demote", "kb_demote_ts": NOW + 1})
            assert not passes(one["filter"], {"kb_status": "serve", "kb_demote_ts": NOW})
        else:
            decay = one["numericDecay"]
            assert (decay["property"], decay["origin"], decay["decayValue"]) == ("kb_effective_ts", NOW, 0.5)
            assert decay["scale"] == max(entry.half_life_days for entry in rules.recency) * 86_400


def test_what_weaviate_cannot_express():
    for values in (("",), (" a",), ("a\n",)):
        with pytest.raises(Uncompilable, match="trims"):
            Weaviate().compile(Asked(rules_with(Condition("kb_owner", "in", values)), NOW))
    for name, why in (("page", "no kb_ field"), ("kb_reasons", "a list")):
        with pytest.raises(Uncompilable, match=why):
            Weaviate().compile(Asked(rules_with(Condition(name, "==", ("x",))), NOW))
    with pytest.raises(Uncompilable, match="trims"):  # '"" or 1.0'
        Weaviate().compile(Asked(rules_with(Condition("kb_status", "==", ("serve",))), NOW, "1.0"))
    for settings in (RuleSettings(unknown_documents="serve"), RuleSettings(match=Match(field="metadata.source"))):
        with pytest.raises(Uncompilable, match="weaviate can't express"):
            Weaviate().compile(Asked(Rules.from_json(build_rules(settings, random_rules.AS_OF)), NOW))


def test_a_value_of_another_type_is_never_equal(stub: Any):
    rules = rules_with(Condition("kb_status", "in", ("serve", "demote")), Condition("kb_confidence", "==", ("1",)))
    drawn.run(compiled(rules).code)["kb_query"](stub.collection, [0.5, 0.25])
    assert not any(passes(MessageToDict(stub.searches[-1].filters), point) for point in POINTS)
