"""The reference evaluator: what rules.json means for a point of an index. Every compiled form is held against it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.retrieval.conditions import Group, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.retrieval.conditions import Condition
    from kbaudit.retrieval.rule_file import Rules

UNKNOWN: Final = "unknown document"
STATUSES: Final = ("serve", "demote", "exclude")
OTHER_RELEASE: Final = "not of the release asked for"
LATEST: Final = "latest"
_SECONDS_A_DAY: Final = 86_400


class Decision(NamedTuple):
    """Whether a point may be retrieved, why (not), and what its score is multiplied by: 0 when it's dropped."""

    keep: bool
    reasons: tuple[str, ...]
    weight: float


def evaluate(rules: Rules, metadata: Mapping[str, object], now: float, release: str | None = None) -> Decision:
    """What the rules say of a point with this metadata at `now` (epoch seconds).

    release asks for one release of documents that have releases; None for the default of the rules. Reasons are
    the check codes of the stamp, after the clause of the filter that doesn't hold.
    """
    if metadata.get("kb_status") is None:
        served = rules.unknown_documents == "serve"
        return Decision(keep=served, reasons=(UNKNOWN,), weight=float(served))
    if metadata["kb_status"] not in STATUSES:
        return Decision(keep=False, reasons=("kb_status is none that an audit gives",), weight=0.0)
    if not rules.passes(metadata, now):
        return Decision(keep=False, reasons=(_failed(rules.clause, metadata, now), *_codes(metadata)), weight=0.0)
    if not of_release(metadata, rules.release if release is None else release):
        return Decision(keep=False, reasons=(OTHER_RELEASE, *_codes(metadata)), weight=0.0)
    return Decision(keep=True, reasons=_codes(metadata), weight=_weight(rules, metadata, now))


def of_release(metadata: Mapping[str, object], asked: str) -> bool:
    """Whether a point is of a release. A document outside all release lines belongs to every one."""
    if asked == LATEST:
        return metadata.get("kb_is_latest") is True
    return metadata.get("kb_release") in ("", asked)


def _failed(clause: Condition | Group, metadata: Mapping[str, object], now: float) -> str:
    """The first clause that doesn't hold, in words."""
    if isinstance(clause, Group) and clause.operator == "AND":
        return next(_failed(part, metadata, now) for part in clause.clauses if not part.test()(metadata, now))
    return f"not {clause}"


def _weight(rules: Rules, metadata: Mapping[str, object], now: float) -> float:
    weight = _recency_weight(rules, metadata, now) if rules.recency else 1.0
    demoted_from = number(metadata.get("kb_demote_ts"))
    if metadata.get("kb_status") == "demote" or (demoted_from is not None and demoted_from <= now):
        return weight * rules.demote_weight
    return weight


def _recency_weight(rules: Rules, metadata: Mapping[str, object], now: float) -> float:
    name = metadata.get("kb_document_set")
    entry = rules.recency_of.get(name) if isinstance(name, str) else None
    if entry is None:
        return 1.0
    effective = number(metadata.get("kb_effective_ts"))
    if effective is None or not effective > 0:  # unknown
        return entry.floor
    days = max(0.0, now - effective) / _SECONDS_A_DAY
    if entry.horizon_days is not None and days > entry.horizon_days:
        return entry.floor
    return max(entry.floor, math.pow(0.5, days / entry.half_life_days))


def _codes(metadata: Mapping[str, object]) -> tuple[str, ...]:
    codes = metadata.get("kb_reasons")
    return tuple(map(str, codes)) if isinstance(codes, list | tuple) else ()
