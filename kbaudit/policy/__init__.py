"""YAML to Policy: how documents are governed, which of their claims win. Refuses what it doesn't know, by its line."""

from kbaudit.policy.describe import describe
from kbaudit.policy.json_schema import policy_schema
from kbaudit.policy.load import find_policy, load_pack, load_policy, pack_text, packs, read_policy
from kbaudit.policy.policy import Policy, Recency
from kbaudit.policy.quantities import Allowance
from kbaudit.policy.schema import FailOn, Retrieval

__all__ = [
    "Allowance",
    "FailOn",
    "Policy",
    "Recency",
    "Retrieval",
    "describe",
    "find_policy",
    "load_pack",
    "load_policy",
    "pack_text",
    "packs",
    "policy_schema",
    "read_policy",
]
