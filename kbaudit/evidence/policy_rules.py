"""Are the rules those that the policy asks for? They are made again from policy.json."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kbaudit.evidence.checking import Contradiction
from kbaudit.evidence.names import POLICY
from kbaudit.evidence.reading import Malformed, listed, mapping, text
from kbaudit.retrieval.rules import Match, Recency, RuleSettings, build_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.evidence.reading import Bundle


def rules_of_policy(bundle: Bundle, rules: Mapping[str, object]) -> str:
    """Whether rules.json is what this kbaudit makes of the policy. Contradiction names what differs."""
    policy = bundle.page(POLICY)
    made = build_rules(_settings(policy), datetime.fromisoformat(text(rules, "as_of", "rules.json")))
    other = sorted(name for name in made.keys() | rules.keys() if made.get(name) != rules.get(name))
    if other:
        raise Contradiction(f"rules.json isn't what {POLICY} asks for: {', '.join(other)}")
    return f"rules.json is what {POLICY} asks for"


def _settings(policy: Mapping[str, object]) -> RuleSettings:
    said = mapping(policy, "retrieval", POLICY)
    match = mapping(said, "match", POLICY)
    rest = {name: value for name, value in said.items() if name != "match"}
    entries = listed(policy, "recency", POLICY)
    if not all(isinstance(entry, dict) for entry in entries):
        raise Malformed(f"{POLICY}: an entry of recency is no object")
    recency = tuple(Recency(**entry) for entry in entries if isinstance(entry, dict))
    return RuleSettings(match=Match(**match), recency=recency, **rest)  # type: ignore[arg-type] # a wrong type makes other rules
