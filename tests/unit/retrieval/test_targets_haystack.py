from __future__ import annotations

from typing import Any

import pytest
import random_rules
from haystack import Document
from haystack.utils.filters import document_matches_filter
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.errors import Uncompilable, UsageError
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import RuleSettings, build_rules
from kbaudit.retrieval.targets.base import Asked
from kbaudit.retrieval.targets.haystack import Haystack, haystack_filter


@given(random_rules.rule_sets(), st.lists(random_rules.points(typed=True), min_size=1, max_size=20))
def test_haystack_keeps_what_the_reference_keeps(rules: Rules, points):
    built = haystack_filter(rules, random_rules.NOW)
    kept = [document_matches_filter(built, Document(content="x", meta=point)) for point in points]
    assert kept == [evaluate(rules, point, random_rules.NOW).keep for point in points]


@given(random_rules.rule_sets())
def test_the_printed_code_gives_the_same_filter(rules: Rules):
    names: dict[str, Any] = {}
    exec(Haystack().compile(Asked(rules)).code, names)  # noqa: S102 - what a reader would paste
    assert names["kb_filter"](random_rules.NOW) == haystack_filter(rules, random_rules.NOW)


def test_points_of_no_audit_cannot_be_asked_for():
    rules = Rules.from_json(build_rules(RuleSettings(unknown_documents="serve"), random_rules.AS_OF))
    with pytest.raises(Uncompilable, match="haystack can't express unknown_documents: serve"):
        Haystack().compile(Asked(rules))


def test_nothing_but_a_moment_is_called_now():
    content = build_rules(RuleSettings(), random_rules.AS_OF)
    with pytest.raises(UsageError, match="a release can't be called"):
        Asked(Rules.from_json(content), release="$now")
    for change in (
        {"release": {"default": "$now"}},
        {"recency": [{"document_set": "$now", "half_life_days": 9, "floor": 0}]},
    ):
        with pytest.raises(UsageError, match="can't be"):
            Rules.from_json({**content, **change})
