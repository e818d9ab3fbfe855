"""rules.json read strictly: what isn't understood is refused, for it might be stricter than what is."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kbaudit.errors import UsageError
from kbaudit.retrieval.conditions import Group, Test, number, read_clause
from kbaudit.retrieval.rules import NOW, SCHEMA, Match, Recency

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kbaudit.retrieval.conditions import Condition

_KEYS: Final = frozenset(
    {"schema", "ruleset", "as_of", "unknown_documents", "match", "filter", "release"}
    | {"recency", "demote_weight", "relevance", "on_empty"}
)
_OF_RECENCY: Final = frozenset({"document_set", "half_life_days", "floor"})  # horizon_days may be left out
_OF_MATCH: Final = frozenset({"field", "strip_prefix", "add_prefix", "text_field"})
_OF_RELEVANCE: Final = frozenset({"max_documents_per_family", "conflicts", "min_score"})


@dataclass(frozen=True)  # without slots: what follows from it is worked out once
class Rules:
    """What rules.json says. clause is its filter; docs/rules.md tells what each part means.

    as_of is the moment of the audit (ISO 8601). release is the one that a query asks for that names none, mostly
    "latest". one_side says that of each conflict at most one side is returned. Without max_documents_per_family (None)
    there is no such limit; likewise min_score.
    """

    digest: str
    as_of: str
    match: Match
    clause: Condition | Group
    unknown_documents: str
    release: str
    recency: tuple[Recency, ...]
    demote_weight: float
    max_documents_per_family: int | None
    one_side: bool
    min_score: float | None

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> Rules:
        """The rules out of the parsed rules.json. UsageError says what can't be understood."""
        if content.get("schema") != SCHEMA:
            raise UsageError(f"rules: the schema is {content.get('schema')}, not {SCHEMA}")
        if content.keys() != _KEYS:
            raise UsageError(f"rules: unknown or missing: {', '.join(sorted(_KEYS ^ content.keys()))}")
        _one_of(content, "on_empty", ("nothing",))
        relevance = _mapping(content, "relevance", _OF_RELEVANCE)
        return cls(
            digest=_text(content, "ruleset"),
            as_of=_text(content, "as_of"),
            match=_read_match(_mapping(content, "match", _OF_MATCH)),
            clause=read_clause(content["filter"]),
            unknown_documents=_one_of(content, "unknown_documents", ("serve", "exclude")),
            release=_name(_mapping(content, "release", frozenset({"default"})), "default"),
            recency=_read_recency(content["recency"]),
            demote_weight=_share(content, "demote_weight"),
            max_documents_per_family=_read_limit(relevance["max_documents_per_family"]),
            one_side=_one_of(relevance, "conflicts", ("one_side", "both")) == "one_side",
            min_score=_read_least(relevance["min_score"]),
        )

    @classmethod
    def load(cls, path: Path | str) -> Rules:
        """The rules out of a file. UsageError for a file that can't be read or isn't JSON."""
        try:
            content = json.loads(Path(path).read_bytes())
        except FileNotFoundError:
            raise UsageError(
                f"rules: there is no {path}: run `kbaudit audit SOURCE` first, or name it by --rules"
            ) from None
        except (OSError, ValueError, RecursionError) as error:
            raise UsageError(f"rules: {path} can't be read: {error}") from error
        if not isinstance(content, dict):
            raise UsageError(f"rules: {path} holds no JSON object")
        return cls.from_json(content)

    @cached_property
    def tests(self) -> tuple[tuple[Test, str], ...]:
        """All that has to hold: each as a function of metadata and `now`, and what is said where it doesn't."""
        return tuple((clause.test(), f"not {clause}") for clause in _joined(self.clause))

    @cached_property
    def recency_of(self) -> Mapping[object, Recency]:
        """The first entry of recency for each document set."""
        return {entry.document_set: entry for entry in reversed(self.recency)}


def _joined(clause: Condition | Group) -> Iterator[Condition | Group]:
    """The clauses that AND joins, groups within groups too; or the one clause itself."""
    if isinstance(clause, Group) and clause.operator == "AND":
        for part in clause.clauses:
            yield from _joined(part)
    else:
        yield clause


def _read_match(content: Mapping[str, object]) -> Match:
    text_field = content["text_field"]
    if not _text(content, "field") or not (text_field is None or (isinstance(text_field, str) and text_field)):
        raise UsageError("rules: match.field has to be a name, match.text_field a name or null")
    prefixes = _text(content, "strip_prefix"), _text(content, "add_prefix")
    return Match(_text(content, "field"), *prefixes, text_field if isinstance(text_field, str) else None)


def _read_recency(content: object) -> tuple[Recency, ...]:
    if not isinstance(content, list):
        raise UsageError("rules: recency is no list")
    entries = []
    for entry in content:
        if not isinstance(entry, dict) or entry.keys() - {"horizon_days"} != _OF_RECENCY:
            raise UsageError("rules: each entry of recency has to have document_set, half_life_days and floor")
        horizon = _days(entry, "horizon_days") if "horizon_days" in entry else None
        half_life = _days(entry, "half_life_days")
        entries.append(Recency(_name(entry, "document_set"), half_life, _share(entry, "floor"), horizon))
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


def _read_least(content: object) -> float | None:
    least = number(content)
    if content is not None and (least is None or not math.isfinite(least)):
        raise UsageError("rules: min_score has to be a number or null")
    return least


def _mapping(content: Mapping[str, object], key: str, keys: frozenset[str]) -> Mapping[str, object]:
    value = content.get(key)
    if not isinstance(value, dict) or value.keys() != keys:
        raise UsageError(f"rules: {key} has to be an object with {', '.join(sorted(keys))}")
    return value


def _text(content: Mapping[str, object], key: str) -> str:
    value = content.get(key)
    if not isinstance(value, str):
        raise UsageError(f"rules: {key} is no text")
    return value


def _name(content: Mapping[str, object], key: str) -> str:
    """A text that isn't "$now": in compiled rules that stands for the moment of the query."""
    value = _text(content, key)
    if value == NOW:
        raise UsageError(f'rules: {key} can\'t be "{NOW}"')
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
