"""rules.json: constant and small. What it means is in evaluate.py, and for people in docs/rules.md."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

SCHEMA: Final = "kbaudit.rules/1"
_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)
_BESIDE: Final = frozenset({"ruleset", "as_of"})  # what the digest is not made of
NOW: Final = "$now"  # stands for the moment of the query in the filter's conditions


@dataclass(frozen=True, slots=True)
class Match:
    """How a point of an index is tied to its document: the field, and what to take off and put before its value.

    text_field names the field with the chunk's text, None where the index holds none.
    """

    field: str = "source"
    strip_prefix: str = ""
    add_prefix: str = ""
    text_field: str | None = None


@dataclass(frozen=True, slots=True)
class Recency:
    """How the documents of one set lose weight with age: half of it every half_life_days, never below floor.

    Beyond horizon_days only the floor is left; None where there is no such age.
    """

    document_set: str
    half_life_days: float
    floor: float = 0.0
    horizon_days: float | None = None


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """What a policy says about retrieval. max_documents_per_family None means no limit."""

    unknown_documents: str = "exclude"
    match: Match = field(default_factory=Match)
    min_confidence: float = 0.5
    release: str = "latest"
    recency: tuple[Recency, ...] = ()
    demote_weight: float = 0.5
    max_documents_per_family: int | None = 1
    conflicts: str = "one_side"
    min_score: float | None = None
    on_empty: str = "nothing"


def build_rules(settings: RuleSettings, as_of: datetime) -> dict[str, object]:
    """The rules as rules.json has them (docs/rules.md). `ruleset` is the digest of all but as_of."""
    rules: dict[str, object] = {
        "schema": SCHEMA,
        "unknown_documents": settings.unknown_documents,
        "match": {
            "field": settings.match.field,
            "strip_prefix": settings.match.strip_prefix,
            "add_prefix": settings.match.add_prefix,
            "text_field": settings.match.text_field,
        },
        "filter": {"operator": "AND", "conditions": _conditions(settings.min_confidence)},
        "release": {"default": settings.release},
        "recency": [_recency(entry) for entry in settings.recency],
        "demote_weight": settings.demote_weight,
        "relevance": {
            "max_documents_per_family": settings.max_documents_per_family,
            "conflicts": settings.conflicts,
            "min_score": settings.min_score,
        },
        "on_empty": settings.on_empty,
    }
    # Written in the order of the contract: schema and digest first, for the reader.
    head = {"schema": SCHEMA, "ruleset": digest(rules), "as_of": as_of.isoformat().replace("+00:00", "Z")}
    return head | rules


def _recency(entry: Recency) -> dict[str, object]:
    said = {"document_set": entry.document_set, "half_life_days": entry.half_life_days, "floor": entry.floor}
    return said if entry.horizon_days is None else {**said, "horizon_days": entry.horizon_days}


def is_as_written(content: Mapping[str, object]) -> bool:
    """Whether the rules of a rules.json are those that its digest was made of."""
    return content["ruleset"] == digest({name: said for name, said in content.items() if name not in _BESIDE})


def digest(content: Mapping[str, object]) -> str:
    """The digest of a JSON object, whatever the order of its keys: "sha256:" and 64 hex digits."""
    return f"sha256:{hashlib.sha256(_CANONICAL.encode(content).encode()).hexdigest()}"


def _conditions(min_confidence: float) -> list[dict[str, object]]:
    """Positive predicates only: negative ones let points without the field through in several engines."""
    return [
        {"field": "kb_status", "operator": "in", "value": ["serve", "demote"]},
        {"field": "kb_valid_from_ts", "operator": "<=", "value": NOW},
        {"field": "kb_expires_ts", "operator": ">", "value": NOW},
        {"field": "kb_confidence", "operator": ">=", "value": min_confidence},
    ]
