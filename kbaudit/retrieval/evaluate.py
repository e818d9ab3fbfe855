"""The reference evaluator: what rules.json means for a point of an index. Every compiled form is held against it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from kbaudit.errors import UsageError
from kbaudit.retrieval.conditions import Group, number, read_clause
from kbaudit.retrieval.rules import SCHEMA, Recency

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kbaudit.retrieval.conditions import Condition

Point = TypeVar("Point")

_SECONDS_A_DAY: Final = 86_400
_KEYS: Final = frozenset(
    {"schema", "ruleset", "as_of", "unknown_documents", "match", "filter", "release"}
    | {"recency", "demote_weight", "relevance", "on_empty"}
)
_OF_RECENCY: Final = frozenset({"document_set", "half_life_days", "floor"})  # horizon_days may be left out


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules, read strictly: what isn't understood is refused, for it might be stricter than what is."""

    filter: Condition | Group
    unknown_documents: str
    release: str
    recency: tuple[Recency, ...]
    demote_weight: float
    max_documents_per_family: int | None

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> RuleSet:
        """The rules out of the parsed rules.json. UsageError says what can't be understood."""
        if content.get("schema") != SCHEMA:
            raise UsageError(f"rules: the schema is {content.get('schema')}, not {SCHEMA}")
        if content.keys() != _KEYS:
            raise UsageError(f"rules: unknown or missing: {', '.join(sorted(_KEYS ^ content.keys()))}")
        relevance = _mapping(content, "relevance")
        return cls(
            filter=read_clause(content["filter"]),
            unknown_documents=_one_of(content, "unknown_documents", ("serve", "exclude")),
            release=_text(_mapping(content, "release"), "default"),
            recency=_read_recency(content["recency"]),
            demote_weight=_share(content, "demote_weight"),
            max_documents_per_family=_read_limit(relevance.get("max_documents_per_family")),
        )

    @classmethod
    def load(cls, path: Path | str) -> RuleSet:
        """The rules out of a file. UsageError for a file that can't be read or isn't JSON."""
        try:
            content = json.loads(Path(path).read_bytes())
        except (OSError, ValueError, RecursionError) as error:
            raise UsageError(f"rules: {path} can't be read: {error}") from error
        if not isinstance(content, dict):
            raise UsageError(f"rules: {path} holds no JSON object")
        return cls.from_json(content)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a point may be retrieved, why (not), and what its score is multiplied by: 0 when it's dropped."""

    keep: bool
    reasons: tuple[str, ...]
    weight: float


def evaluate(rules: RuleSet, metadata: Mapping[str, object], now: float, release: str | None = None) -> Decision:
    """What the rules say of a point with this metadata at `now` (epoch seconds).

    release asks for one release of documents that have releases; None for the default of the rules. Reasons are
    the check codes of the stamp, after the clause of the filter that doesn't hold.
    """
    if metadata.get("kb_status") is None:
        served = rules.unknown_documents == "serve"
        return Decision(keep=served, reasons=("unknown document",), weight=float(served))
    codes = _codes(metadata)
    failed = _failed(rules.filter, metadata, now)
    if failed is None and not _of_release(rules, metadata, release):
        failed = "not of the release asked for"
    if failed is not None:
        return Decision(keep=False, reasons=(failed, *codes), weight=0.0)
    return Decision(keep=True, reasons=codes, weight=_weight(rules, metadata, now))


def limit_families(
    rules: RuleSet, ranked: Iterable[Point], metadata: Callable[[Point], Mapping[str, object]]
) -> list[Point]:
    """The ranked points, best first, without those of documents beyond the limit of their family and release.

    The limit counts documents, not passages. A document without a family is its own.
    """
    most = rules.max_documents_per_family
    seen: dict[tuple[object, object], set[object]] = {}
    kept = []
    for point in ranked:
        stamp = metadata(point)
        family = stamp.get("kb_family")
        if most is None or not isinstance(family, str) or not family:
            kept.append(point)
            continue
        documents = seen.setdefault((family, str(stamp.get("kb_release"))), set())
        document = str(stamp.get("doc_id"))
        if document in documents or len(documents) < most:
            documents.add(document)
            kept.append(point)
    return kept


def _failed(clause: Condition | Group, metadata: Mapping[str, object], now: float) -> str | None:
    """The first clause that doesn't hold, in words; None when the whole filter does."""
    if clause.holds(metadata, now):
        return None
    if isinstance(clause, Group) and clause.operator == "AND":
        return next(_failed(part, metadata, now) for part in clause.clauses if not part.holds(metadata, now))
    return f"not {clause}"


def _of_release(rules: RuleSet, metadata: Mapping[str, object], release: str | None) -> bool:
    """A document outside all release lines belongs to every release."""
    asked = release if release is not None else rules.release
    if asked == "latest":
        return metadata.get("kb_is_latest") is True
    return metadata.get("kb_release") in ("", asked)


def _weight(rules: RuleSet, metadata: Mapping[str, object], now: float) -> float:
    weight = _recency_weight(rules, metadata, now)
    demoted_from = number(metadata.get("kb_demote_ts"))
    if metadata.get("kb_status") == "demote" or (demoted_from is not None and demoted_from <= now):
        weight *= rules.demote_weight
    return weight


def _recency_weight(rules: RuleSet, metadata: Mapping[str, object], now: float) -> float:
    entry = next((e for e in rules.recency if e.document_set == metadata.get("kb_document_set")), None)
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
    return tuple(str(code) for code in codes) if isinstance(codes, list | tuple) else ()


def _read_recency(content: object) -> tuple[Recency, ...]:
    if not isinstance(content, list):
        raise UsageError("rules: recency is no list")
    entries = []
    for entry in content:
        if not isinstance(entry, dict) or entry.keys() - {"horizon_days"} != _OF_RECENCY:
            raise UsageError("rules: each entry of recency has to have document_set, half_life_days and floor")
        horizon = _days(entry, "horizon_days") if "horizon_days" in entry else None
        half_life = _days(entry, "half_life_days")
        entries.append(Recency(_text(entry, "document_set"), half_life, _share(entry, "floor"), horizon))
    return tuple(entries)


def _days(entry: Mapping[str, object], key: str) -> float:
    days = number(entry[key])
    if days is None or not 0 < days < math.inf:
        raise UsageError(f"rules: {key} has to be a number above 0")
    return days


def _read_limit(content: object) -> int | None:
    if content is None or (isinstance(content, int) and not isinstance(content, bool) and content >= 1):
        return content
    raise UsageError("rules: max_documents_per_family has to be a whole number from 1 up, or null")


def _mapping(content: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = content.get(key)
    if not isinstance(value, dict):
        raise UsageError(f"rules: {key} is no object")
    return value


def _text(content: Mapping[str, object], key: str) -> str:
    value = content.get(key)
    if not isinstance(value, str):
        raise UsageError(f"rules: {key} is no text")
    return value


def _one_of(content: Mapping[str, object], key: str, allowed: tuple[str, ...]) -> str:
    value = _text(content, key)
    if value not in allowed:
        raise UsageError(f"rules: {key} has to be one of {', '.join(allowed)}")
    return value


def _share(content: Mapping[str, object], key: str) -> float:
    value = number(content.get(key))
    if value is None or not 0 <= value <= 1:
        raise UsageError(f"rules: {key} has to be a number from 0 to 1")
    return value
