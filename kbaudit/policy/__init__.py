"""YAML to Policy: how documents are governed, which of their claims win. Refuses what it doesn't know, by its line."""

from kbaudit.policy.attesting import attested
from kbaudit.policy.describe import describe
from kbaudit.policy.json_schema import policy_schema
from kbaudit.policy.load import find_policy, load_pack, load_policy, read_policy
from kbaudit.policy.packs import pack_text, packs
from kbaudit.policy.policy import Policy, Recency
from kbaudit.policy.quantities import Allowance
from kbaudit.policy.schema_parts import FailOn, Retrieval
from kbaudit.policy.waiver_text import append_entries
from kbaudit.policy.waivers import (
    NO_WAIVERS,
    AttestationEntry,
    WaiverEntry,
    Waivers,
    find_waivers,
    known_waivers,
    load_waivers,
    read_waivers,
    waiver_file,
    waiver_schema,
)

__all__ = [
    "NO_WAIVERS",
    "Allowance",
    "AttestationEntry",
    "FailOn",
    "Policy",
    "Recency",
    "Retrieval",
    "WaiverEntry",
    "Waivers",
    "append_entries",
    "attested",
    "describe",
    "find_policy",
    "find_waivers",
    "known_waivers",
    "load_pack",
    "load_policy",
    "load_waivers",
    "pack_text",
    "packs",
    "policy_schema",
    "read_policy",
    "read_waivers",
    "waiver_file",
    "waiver_schema",
]
