"""Filters as dicts with $and, $in and $gte: what Pinecone takes, and LangChain's stores."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.rules import NOW
from kbaudit.retrieval.targets.base import fold, known_only, moment
from kbaudit.retrieval.targets.typed import LISTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kbaudit.retrieval.conditions import Condition, Scalar
    from kbaudit.retrieval.targets.base import Asked

Json = dict[str, object]

ORDERS: Final = {">": "$gt", ">=": "$gte", "<": "$lt", "<=": "$lte"}


def operators(target: str, asked: Asked, named: Callable[[Condition], str], *, cuts: bool = False) -> Json:
    """The whole filter; named gives the field's name in it, or raises Uncompilable.

    cuts makes up for engines that cut a limit's fraction off before they compare it to whole numbers.
    """
    known_only(target, asked.rules)

    def leaf(condition: Condition) -> Json:
        if condition.field in LISTS:
            raise Uncompilable(target, condition, "a list passes if any of its values does")
        name = named(condition)
        if condition.operator in ORDERS:
            limit = moment(condition.values[0], asked.now)
            return (uncut if cuts else _order)(name, condition.operator, limit)
        if NOW in condition.values:
            raise Uncompilable(target, condition, f'"{NOW}" stands for the moment')
        return _equal(name, condition.values, cuts)

    return fold(target, asked.clause, leaf, join)


def join(word: str, parts: Sequence[Json]) -> Json:
    """What AND or OR joins; one part is itself: some engines refuse a list of one."""
    return parts[0] if len(parts) == 1 else {f"${word.lower()}": list(parts)}


def _equal(name: str, values: Sequence[Scalar], cuts: bool) -> Json:
    """Equal to one of the values. Texts alone are asked for by $in: some stores know no truth values in it."""
    texts = [value for value in values if isinstance(value, str)]
    parts: list[Json] = []
    if texts:
        parts.append({name: {"$eq": texts[0]} if len(texts) == 1 else {"$in": texts}})
    others = [value for value in values if not isinstance(value, str)]
    parts += [_uncut_equal(name, value) if cuts else {name: {"$eq": value}} for value in others]
    return join("OR", parts)


def _uncut_equal(name: str, value: float) -> Json:
    if isinstance(value, bool):
        return {name: {"$eq": value}}
    if value == int(value):
        return {name: {"$eq": int(value)}}
    over: Json = {name: {"$gt": math.floor(value)}}
    return join("AND", [{name: {"$eq": value}}, over, {name: {"$lt": math.ceil(value)}}])


def _order(name: str, word: str, limit: Scalar) -> Json:
    return {name: {ORDERS[word]: limit}}


def uncut(name: str, word: str, limit: Scalar) -> Json:
    """A number against a limit, for engines that cut the limit's fraction off before they compare it to whole numbers.

    So does Chroma 1.5 (chroma-core/chroma issue 7491): 0 >= 0.5 there. A second condition with a whole limit makes up
    for it, and says nothing new of other numbers.
    """
    asked = _order(name, word, limit)
    if limit == NOW or limit == int(limit):
        return asked
    below, above = math.floor(float(limit)), math.ceil(float(limit))
    if word == ">=":
        return join("AND", [asked, {name: {"$gt": below}}])
    if word == "<=":
        return join("AND", [asked, {name: {"$lt": above}}])
    return join("OR", [asked, {name: {"$gte": above} if word == ">" else {"$lte": below}}])
