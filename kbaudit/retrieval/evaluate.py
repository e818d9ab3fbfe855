"""The reference evaluator: what rules.json means for a point of an index. Every compiled form is held against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.retrieval.columns import listed
from kbaudit.retrieval.conditions import number, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.retrieval.rule_file import Rules
    from kbaudit.retrieval.rules import Recency

UNKNOWN: Final = "unknown document"
STATUSES: Final = ("serve", "demote", "exclude")
_new: Final = tuple.__new__  # what a named tuple's constructor calls: of each hit the detour would be felt
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

    release asks for one release of documents that have releases; None for the default of the rules. A document outside
    all release lines belongs to every one. Reasons are the check codes of the stamp, after the clause of the filter
    that doesn't hold.
    """
    status = metadata.get("kb_status")
    if status is None:
        served = rules.unknown_documents == "serve"
        return Decision(served, (UNKNOWN,), float(served))
    if status not in STATUSES:
        return Decision(False, ("kb_status is none that an audit gives",), 0.0)
    for holds, words in rules.tests:
        if not holds(metadata, now):
            return Decision(False, (words, *_codes(metadata)), 0.0)
    asked = rules.release if release is None else release
    if not (asked == LATEST and metadata.get("kb_is_latest") is True) and not _of_release(metadata, asked):
        return Decision(False, (OTHER_RELEASE, *_codes(metadata)), 0.0)
    codes = metadata.get("kb_reasons")
    return _new(Decision, (True, listed(codes) if codes else (), _weight(rules, metadata, now)))


def _of_release(metadata: Mapping[str, object], asked: str) -> bool:
    if asked == LATEST:
        latest = metadata.get("kb_is_latest")
        return latest is True or plain(latest) is True
    return metadata.get("kb_release") in ("", asked)


def _weight(rules: Rules, metadata: Mapping[str, object], now: float) -> float:
    weight = 1.0
    if rules.recency:
        name = metadata.get("kb_document_set")
        entry = rules.recency_of.get(name) if isinstance(name, str) else None
        if entry is not None:
            effective = metadata.get("kb_effective_ts")
            weight = _fresh(effective if type(effective) is int else number(effective), now, entry)
    demoted_from = metadata.get("kb_demote_ts")
    if type(demoted_from) is not int:  # an int mostly: number() is asked only where it's none
        demoted_from = number(demoted_from)
    if metadata["kb_status"] == "demote" or (demoted_from is not None and demoted_from <= now):
        return weight * rules.demote_weight
    return weight


def _fresh(effective: float | None, now: float, entry: Recency) -> float:
    if effective is None or not effective > 0:  # unknown
        return entry.floor
    if effective >= now:  # from the future: new, no more
        return 1.0
    days = (now - effective) / _SECONDS_A_DAY
    if entry.horizon_days is not None and days > entry.horizon_days:
        return entry.floor
    left: float = 0.5 ** (days / entry.half_life_days)
    return max(entry.floor, left)


def _codes(metadata: Mapping[str, object]) -> tuple[str, ...]:
    codes = metadata.get("kb_reasons")
    return listed(codes) if codes else ()
