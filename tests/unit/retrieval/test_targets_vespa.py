"""No server: condition and rank expression are read back by their grammars, and worked out for random points."""

from __future__ import annotations

import json
import math
from typing import Any

import drawn
import pytest
import random_rules
from expressions import Reader
from hypothesis import assume, given, reject
from hypothesis import strategies as st
from random_recency import rules_with, scores, weighing_rules

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, Recency, RuleSettings, build_rules
from kbaudit.retrieval.targets.base import RECENCY, Asked, Compiled
from kbaudit.retrieval.targets.vespa import Vespa

NOW = random_rules.NOW
POINTS = drawn.drawn(random_rules.points(typed=True), 100)
SIGNS = {"=": "=", ">": ">", ">=": ">=", "<": "<", "<=": "<="}
YQL = Reader(r'"(?:[^"\\\n\r]|\\[\\"nrtf])*"', lambda text: json.loads(text, strict=False), SIGNS)


def compiled(rules: Rules, now: float | None = NOW) -> Compiled:
    """Of the latest release: others need "", which Vespa can't tell from a text that's missing."""
    try:
        return Vespa().compile(Asked(rules, now, "latest"))
    except Uncompilable:
        reject()


def weight(expression: str, point: dict[str, Any], now: float) -> float:
    """A rank expression's value. What a point hasn't is NaN, and "" where it's a text."""
    names = {
        "if_": lambda holds, then, otherwise: then if holds else otherwise,
        "attribute": lambda name: math.nan if point.get(name) is None else point[name],
        "query": lambda name: {"kb_now": now}[name],
        "kb_now": "kb_now",
        "max": max,
        "pow": math.pow,
        **{name: name for name in ("kb_document_set", "kb_effective_ts", "kb_status", "kb_demote_ts")},
    }
    return eval(expression.replace("if (", "if_("), {"__builtins__": {}}, names)  # noqa: S307 - compiled just now


@given(random_rules.rule_sets())
def test_vespa_keeps_what_the_reference_keeps(rules: Rules):
    fixed = compiled(rules)
    test = YQL.read(str(fixed.filter))
    assert [test(point) for point in POINTS] == [evaluate(rules, point, NOW, "latest").keep for point in POINTS]
    assert drawn.run(compiled(rules, None).code)["kb_where"](NOW) == fixed.filter
    assert drawn.run(fixed.code)["kb_where"]() == fixed.filter


@given(
    weighing_rules(),
    st.fixed_dictionaries(
        {
            "kb_document_set": st.sampled_from(["hr", "it", 'it\'s "5%" \\ 😀', None]),
            "kb_effective_ts": st.sampled_from([None, 0, 1, NOW - 30 * 86_400, NOW - 400 * 86_400.5, NOW, NOW + 5]),
            "kb_demote_ts": st.sampled_from([None, NOW - 1, NOW, NOW + 1]),
            "kb_status": st.sampled_from(["serve", "demote"]),
        }
    ),
)
def test_the_rank_expression_is_the_weight_of_the_reference(rules: Rules, point: dict[str, Any]):
    assume(all(entry.document_set for entry in rules.recency))
    fixed = compiled(rules)
    assert RECENCY not in fixed.left
    assert f"firstPhase * ({fixed.decay})" in fixed.setup
    wanted = scores(rules, {0: {**random_rules.NEEDED, **point}}, {0: 1.0}, NOW)[0]
    assert weight(str(fixed.decay), {**random_rules.NEEDED, **point}, NOW) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("text", [text for text in random_rules.HOSTILE if text])
def test_a_text_is_itself_when_it_is_read_back(text: str):
    rules = rules_with(Condition("kb_status", "==", ("serve",)), Condition("kb_owner", "==", (text,)))
    test = YQL.read(str(Vespa().compile(Asked(rules, NOW)).filter))
    found = [owner for owner in random_rules.HOSTILE if test({**random_rules.NEEDED, "kb_owner": owner})]
    assert found == [text]


def test_the_printed_query_filters_beside_the_search():
    asked: list[dict[str, Any]] = []

    class App:
        hits: tuple[str, ...] = ("hit",)

        def query(self, body: dict[str, Any]) -> App:
            asked.append(body)
            return self

    rules = rules_with(recency=(Recency("hr", 30),))
    assert drawn.run(Vespa().compile(Asked(rules)).code)["kb_query"](App(), [0.5], NOW, limit=3) == ["hit"]
    assert drawn.run(Vespa().compile(Asked(rules, NOW, inner=50)).code)["kb_query"](App(), [0.5]) == ["hit"]
    head = "select * from sources * where {targetHits: %d}nearestNeighbor(embedding, kb_vector) and ((kb_status"
    assert asked[0]["yql"].startswith(head % 100)
    assert asked[1]["yql"].startswith(head % 50)
    assert all(body["ranking"] == "kb_governed" and body["input.query(kb_now)"] == NOW for body in asked)


def test_what_vespa_cannot_express():
    for name, values in (("page", ("x",)), ("kb_reasons", ("x",)), ("kb_owner", ("",)), ("kb_owner", ("a\x01",))):
        with pytest.raises(Uncompilable, match="vespa can't express"):
            Vespa().compile(Asked(rules_with(Condition(name, "in", values)), NOW))
    with pytest.raises(Uncompilable, match="missing is false"):
        Vespa().compile(Asked(rules_with(Condition("kb_has_owner", "==", (False,))), NOW))
    with pytest.raises(Uncompilable, match='missing is ""'):
        Vespa().compile(Asked(rules_with(recency=(Recency("", 30),)), NOW))
    for settings in (RuleSettings(unknown_documents="serve"), RuleSettings(match=Match(field="metadata.source"))):
        with pytest.raises(Uncompilable, match="vespa can't express"):
            Vespa().compile(Asked(Rules.from_json(build_rules(settings, random_rules.AS_OF)), NOW))
    with pytest.raises(Uncompilable, match="no name of a schema"):
        Vespa().compile(Asked(rules_with(), NOW, collection="a b"))
