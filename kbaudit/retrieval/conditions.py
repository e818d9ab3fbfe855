"""The filter of rules.json: conditions on a point's metadata, read strictly and decided fail-closed."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from kbaudit.errors import UsageError
from kbaudit.retrieval.rules import NOW

Scalar = str | int | float | bool
Test = Callable[[Mapping[str, object], float], bool]  # of a point's metadata and `now` in epoch seconds
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

    def test(self) -> Test:
        """Whether the field is there, of the right type, and as asked. A missing or null field never is."""
        order = _ORDERS.get(self.operator)
        if order is None:
            return _equality(self.field, self.values)
        return _comparison(self.field, order, None if self.values[0] == NOW else number(self.values[0]))

    def __str__(self) -> str:
        return f"{self.field} {self.operator} {', '.join(str(value) for value in self.values)}"


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses of which all (AND) or any (OR) have to hold."""

    operator: str
    clauses: tuple[Condition | Group, ...]

    def test(self) -> Test:
        """Whether all of the clauses hold, or any."""
        tests = tuple(clause.test() for clause in self.clauses)
        if self.operator == "AND":
            return _all(tests)
        return lambda metadata, now: any(test(metadata, now) for test in tests)

    def __str__(self) -> str:
        return f" {self.operator} ".join(f"({clause})" for clause in self.clauses)


def number(value: object) -> float | None:
    """The value as a number; None for everything that is none. True and False are no numbers."""
    if type(value) is int or type(value) is float:  # asked of each hit: isinstance takes three times as long
        return value
    value = plain(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def plain(value: object) -> object:
    """The value; a scalar of numpy, as rows of data frames hold them, as Python's own."""
    item = getattr(value, "item", None)
    return item() if callable(item) and getattr(value, "shape", None) == () else value


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
    if NOW in (value if isinstance(value, list) else [value]):
        raise UsageError(f'rules: {where}.value: "{NOW}" is a moment, to be compared by >, >=, < or <=')
    if word == "==":
        return Condition(name, "==", _scalars([value], where))
    if word == "in" and isinstance(value, list) and value:
        return Condition(name, "in", _scalars(value, where))
    raise UsageError(f"rules: {where} has no known operator with a fitting value: {word}")


def _scalars(values: list[object], where: str) -> tuple[Scalar, ...]:
    scalars = tuple(value for value in values if isinstance(value, Scalar))
    endless = any(isinstance(value, float) and not math.isfinite(value) for value in scalars)
    if len(scalars) < len(values) or endless:
        raise UsageError(f"rules: {where}.value has to be text, a finite number or a truth value")
    return scalars


def _all(tests: tuple[Test, ...]) -> Test:
    def holds(metadata: Mapping[str, object], now: float) -> bool:
        for test in tests:  # noqa: SIM110 - asked of each hit: a generator takes twice as long
            if not test(metadata, now):
                return False
        return True

    return holds


def _equality(name: str, values: tuple[Scalar, ...]) -> Test:
    """Equal, and of one kind: text, truth value or number. True is not 1."""
    truths = [value for value in values if isinstance(value, bool)]
    others = frozenset(value for value in values if not isinstance(value, bool))

    def holds(metadata: Mapping[str, object], _now: float) -> bool:
        actual = metadata.get(name)
        if type(actual) is str:
            return actual in others
        actual = plain(actual)
        if isinstance(actual, bool):
            return actual in truths
        return isinstance(actual, str | int | float) and actual in others

    return holds


def _comparison(name: str, order: Callable[[float, float], bool], limit: float | None) -> Test:
    """A number against a limit, against `now` where there is none.

    An int or float is told here, as number() would: it's asked of each hit, and a call takes as long as all the rest.
    """

    def holds_now(metadata: Mapping[str, object], now: float) -> bool:
        value = metadata.get(name)
        if type(value) is int:
            return order(value, now)
        measured = number(value)
        return measured is not None and order(measured, now)

    if limit is None:
        return holds_now

    def holds(metadata: Mapping[str, object], _now: float) -> bool:
        value = metadata.get(name)
        if type(value) is float:
            return order(value, limit)
        measured = number(value)
        return measured is not None and order(measured, limit)

    return holds
