"""The filter of rules.json: conditions on a point's metadata, read strictly and decided fail-closed."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.errors import UsageError
from kbaudit.retrieval.rules import NOW

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Scalar = str | int | float | bool
DEEPEST: Final = 16  # groups within groups: rules are small, and reading them must not exhaust the stack

_ORDERS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One predicate on one field. values has one value, for `in` any number of them."""

    field: str
    operator: str
    values: tuple[Scalar, ...]

    def holds(self, metadata: Mapping[str, object], now: float) -> bool:
        """Whether the field is there, of the right type, and as asked. A missing or null field never is."""
        actual = metadata.get(self.field)
        order = _ORDERS.get(self.operator)
        if order is None:
            return any(_same(actual, value) for value in self.values)
        limit = now if self.values[0] == NOW else number(self.values[0])
        measured = number(actual)
        return measured is not None and limit is not None and order(measured, limit)

    def __str__(self) -> str:
        return f"{self.field} {self.operator} {', '.join(str(value) for value in self.values)}"


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses of which all (AND) or any (OR) have to hold."""

    operator: str
    clauses: tuple[Condition | Group, ...]

    def holds(self, metadata: Mapping[str, object], now: float) -> bool:
        return (all if self.operator == "AND" else any)(clause.holds(metadata, now) for clause in self.clauses)

    def __str__(self) -> str:
        return f" {self.operator} ".join(f"({clause})" for clause in self.clauses)


def number(value: object) -> float | None:
    """The value as a number; None for everything that is none. True and False are no numbers."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def read_clause(content: object, where: str = "filter", depth: int = 0) -> Condition | Group:
    """A condition or a group of them out of JSON. UsageError names the place of what isn't understood."""
    if not isinstance(content, dict) or depth > DEEPEST:
        raise UsageError(f"rules: {where} is no condition")
    if content.keys() == {"operator", "conditions"}:
        return _read_group(content["operator"], content["conditions"], where, depth)
    if content.keys() == {"field", "operator", "value"}:
        return _read_condition(content["field"], content["operator"], content["value"], where)
    raise UsageError(f"rules: {where} has to have field, operator and value, or operator and conditions")


def _read_group(word: object, conditions: object, where: str, depth: int) -> Group:
    # An empty group would hold for every point: that is never what a filter is for.
    if word not in ("AND", "OR") or not isinstance(conditions, list) or not conditions:
        raise UsageError(f'rules: {where} has to join one condition or more by "AND" or "OR"')
    clauses = (read_clause(part, f"{where}.conditions[{n}]", depth + 1) for n, part in enumerate(conditions))
    return Group(str(word), tuple(clauses))


def _read_condition(name: object, word: object, value: object, where: str) -> Condition:
    if not isinstance(name, str) or not name:
        raise UsageError(f"rules: {where}.field is no name")
    if isinstance(word, str) and word in _ORDERS:
        if value == NOW or number(value) is not None:
            return Condition(name, word, _scalars([value], where))
        raise UsageError(f'rules: {where}.value has to be a number or "{NOW}"')
    if word == "==":
        return Condition(name, "==", _scalars([value], where))
    if word == "in" and isinstance(value, list) and value:
        return Condition(name, "in", _scalars(value, where))
    raise UsageError(f"rules: {where} has no known operator with a fitting value: {word}")


def _scalars(values: list[object], where: str) -> tuple[Scalar, ...]:
    scalars = tuple(value for value in values if isinstance(value, Scalar))
    if len(scalars) < len(values):
        raise UsageError(f"rules: {where}.value has to be text, a number or a truth value")
    return scalars


def _same(actual: object, value: Scalar) -> bool:
    """Equal, and of one kind: text, truth value or number. True is not 1."""
    if isinstance(actual, bool) or isinstance(value, bool):
        return actual is value
    return isinstance(actual, str | int | float) and actual == value
