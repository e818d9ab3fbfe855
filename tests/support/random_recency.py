"""Random rules about age and demotion, and what a point scores under them by the reference evaluator."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from kbaudit.retrieval.conditions import Condition, Group
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, Recency, RuleSettings, build_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

shares = st.sampled_from([0.0, 0.3, 1.0])
days = st.sampled_from([0.5, 30, 180.0, 4_000])


@st.composite
def weighing_rules(draw: st.DrawFn, match: Match = Match()) -> Rules:  # noqa: B008 - frozen
    """Rules with the usual filter that weigh: no document set or several, one twice at times; demotion or none."""
    names = draw(st.lists(st.sampled_from(["hr", "it", 'it\'s "5%" \\ 😀', ""]), max_size=3))
    recency = tuple(Recency(name, draw(days), draw(shares), draw(st.none() | days)) for name in names)
    settings = RuleSettings(match=match, recency=recency, demote_weight=draw(st.sampled_from([0.0, 0.5, 1.0])))
    return Rules.from_json(build_rules(settings, datetime(2027, 1, 1, tzinfo=UTC)))


def rules_with(*clauses: Condition | Group, **changes: Any) -> Rules:
    """Rules that weigh nothing, with these clauses as their filter."""
    rules = Rules.from_json(build_rules(RuleSettings(demote_weight=1.0), datetime(2027, 1, 1, tzinfo=UTC)))
    return replace(rules, **({"clause": Group("AND", clauses)} | changes))


def scores(
    rules: Rules, points: Mapping[Any, Mapping[str, Any]], raw: Mapping[Any, float], now: float
) -> dict[Any, float]:
    """What each point that's kept scores: its raw score, not below 0, times its weight."""
    decided = {id_: evaluate(rules, point, now) for id_, point in points.items()}
    return {id_: max(0.0, raw[id_]) * one.weight for id_, one in decided.items() if one.keep}
