"""Conditions for engines whose fields have types: which values can be equal to what a field holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.conditions import number
from kbaudit.retrieval.rules import NOW
from kbaudit.retrieval.targets.expressions import checked

if TYPE_CHECKING:
    from kbaudit.retrieval.columns import Kind
    from kbaudit.retrieval.conditions import Condition, Scalar

LISTS: Final = frozenset({"kb_reasons", "kb_superseded_by", "kb_conflicts"})
ORDERS: Final = frozenset({">", ">=", "<", "<="})


class Typed(NamedTuple):
    """What a condition asks of a field of this kind. Without values it never holds."""

    kind: Kind
    values: tuple[Scalar, ...]


def typed(target: str, condition: Condition) -> Typed:
    """The condition without the values that a field of its type never equals; "$now" stays as it is.

    Raises Uncompilable for fields whose type isn't known, for lists and for texts that can't be asked for.
    """
    if condition.field in LISTS:
        raise Uncompilable(target, condition, "the field holds a list")
    kind = COLUMNS.get(condition.field)
    if kind is None:
        raise Uncompilable(target, condition, "it's no kb_ field: how it's indexed isn't known; filter by it yourself")
    if condition.operator in ORDERS:
        return Typed(kind, condition.values if kind is float else ())
    if NOW in condition.values:
        raise Uncompilable(target, condition, f'"{NOW}" stands for the moment')
    for value in condition.values:
        if isinstance(value, str):
            checked(target, condition, value)
    return Typed(kind, tuple(value for value in condition.values if _fits(value, kind)))


def _fits(value: Scalar, kind: Kind) -> bool:
    return number(value) is not None if kind is float else isinstance(value, kind)
