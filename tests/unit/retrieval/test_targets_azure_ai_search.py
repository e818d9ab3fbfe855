"""No server: the OData filter is read back by its grammar, and holds for the points that the reference keeps."""

from __future__ import annotations

from typing import Any

import drawn
import pytest
import random_rules
from expressions import Reader
from hypothesis import given
from random_recency import rules_with

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, RuleSettings, build_rules
from kbaudit.retrieval.targets.azure_ai_search import AzureAiSearch
from kbaudit.retrieval.targets.base import RECENCY, Asked

NOW = random_rules.NOW
POINTS = drawn.drawn(random_rules.points(typed=True), 200)
WORDS = {"eq": "=", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
ODATA = Reader(r"'(?:[^']|'')*'", lambda text: text[1:-1].replace("''", "'"), WORDS, r"[A-Za-z][A-Za-z0-9_/]*")


def printed(rules: Rules, now: float | None = None) -> dict[str, Any]:
    """The printed code without its import: the client isn't installed here."""
    code = AzureAiSearch().compile(Asked(rules, now)).code
    wanted = "from azure.search.documents.models import VectorFilterMode, VectorizedQuery\n"
    assert wanted in code
    return drawn.run(code.replace(wanted, ""))


@given(random_rules.rule_sets())
def test_azure_keeps_what_the_reference_keeps(rules: Rules):
    fixed = AzureAiSearch().compile(Asked(rules, NOW)).filter
    assert printed(rules)["kb_filter"](NOW) == printed(rules, NOW)["kb_filter"]() == fixed
    test = ODATA.read(str(fixed))
    assert [test(point) for point in POINTS] == [evaluate(rules, point, NOW).keep for point in POINTS]


@pytest.mark.parametrize("text", random_rules.HOSTILE)
def test_a_text_is_itself_when_it_is_read_back(text: str):
    rules = rules_with(Condition("kb_status", "==", ("serve",)), Condition("kb_owner", "==", (text,)))
    test = ODATA.read(str(AzureAiSearch().compile(Asked(rules, NOW)).filter))
    found = [owner for owner in random_rules.HOSTILE if test({**random_rules.NEEDED, "kb_owner": owner})]
    assert found == [text]


def test_fields_of_a_complex_field_and_what_is_left():
    compiled = AzureAiSearch().compile(Asked(rules_with(match=Match(field="metadata.source"), demote_weight=0.5), NOW))
    test = ODATA.read(str(compiled.filter))
    assert test({f"metadata/{name}": value for name, value in random_rules.NEEDED.items()})
    assert not test(dict(random_rules.NEEDED))
    assert RECENCY in compiled.left
    assert compiled.decay is None


def test_what_azure_cannot_express():
    for name, why in (("page", "no kb_ field"), ("kb_reasons", "a list")):
        with pytest.raises(Uncompilable, match=f"azure-ai-search can't express .*{why}"):
            AzureAiSearch().compile(Asked(rules_with(Condition(name, "==", ("x",))), NOW))
    with pytest.raises(Uncompilable, match="no field can have this name"):
        AzureAiSearch().compile(Asked(rules_with(match=Match(field="meta data.source")), NOW))
    served = Rules.from_json(build_rules(RuleSettings(unknown_documents="serve"), random_rules.AS_OF))
    with pytest.raises(Uncompilable, match="unknown_documents"):
        AzureAiSearch().compile(Asked(served, NOW))
