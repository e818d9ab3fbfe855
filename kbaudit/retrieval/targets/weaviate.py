"""Weaviate: its client's Filter. Age is weighed approximately at most: its boost (1.38) adds, it doesn't multiply."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.columns import COLUMNS, Kind
from kbaudit.retrieval.rules import NOW
from kbaudit.retrieval.targets.base import Asked, Compiled, fold, known_only, left_to_adapter, moment
from kbaudit.retrieval.targets.expressions import fill
from kbaudit.retrieval.targets.printed import parts
from kbaudit.retrieval.targets.python_code import as_python
from kbaudit.retrieval.targets.typed import LISTS, ORDERS, typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.retrieval.conditions import Condition, Scalar

Json = dict[str, object]

_CODE: Final = '''\
# pip install weaviate-client
# collection = weaviate.connect_to_local().collections.get({collection})
# objects = kb_query(collection, embedding{call})
from weaviate.classes.query import {names}
{imported}

def kb_filter({parameter}):
    """What may be served{when}."""
    return {filter}

{boost}
def kb_query(collection, embedding, {first}limit: int = 10) -> list:
    """The nearest objects that may be served. embedding is that of the question."""
    found = collection.query.near_vector(
        embedding,
        limit=limit,
        filters=kb_filter({argument}),{boosted}
        return_metadata=MetadataQuery(distance=True),
    )
    return found.objects
'''
_BOOST: Final = '''
def kb_boost({parameter}):
    """About the weight by age and demotion, for servers from 1.38 on.

    It's added to the score, not multiplied; every document set ages alike, by the longest half-life; there is no
    horizon; and what has no date counts as very old.
    """
    return Boost.blend(
        [
{boosts}        ],
        weight={weight},
        depth={inner},
    )

'''
_SETUP: Final = """\
# `kbaudit rules apply --target weaviate` adds these properties itself. Texts are kept whole (FIELD), or "equal" would
# mean "has these words in it"; and the kb_ fields take no part in the vector.
# from weaviate.classes.config import DataType, Property, Tokenization
types = {
{types}}
for name, kind in types.items():
    text = {"tokenization": Tokenization.FIELD} if kind in (DataType.TEXT, DataType.TEXT_ARRAY) else {}
    client.collections.get({collection}).config.add_property(
        Property(name=name, data_type=kind, index_searchable=False, skip_vectorization=True, **text)
    )"""
_WORDS: Final = {
    "==": "Equal",
    "in": "ContainsAny",
    ">": "GreaterThan",
    ">=": "GreaterThanEqual",
    "<": "LessThan",
    "<=": "LessThanEqual",
}
_METHODS: Final = {
    "Equal": "equal",
    "ContainsAny": "contains_any",
    "GreaterThan": "greater_than",
    "GreaterThanEqual": "greater_or_equal",
    "LessThan": "less_than",
    "LessThanEqual": "less_or_equal",
    "And": "all_of",
    "Or": "any_of",
}
_VALUES: Final[Mapping[Kind, str]] = {str: "valueText", float: "valueNumber", bool: "valueBoolean"}
_SECONDS_A_DAY: Final = 86_400
_NOW: Final = "float(now)"  # a whole number isn't what a number property is compared with


class Weaviate:
    """Weaviate, through its Python client. filter is the same one as the JSON of its other APIs."""

    name = "weaviate"
    title = "Weaviate"

    def compile(self, asked: Asked) -> Compiled:
        known_only(self.name, asked.rules)
        if asked.prefix:
            raise Uncompilable(self.name, f"match.field {asked.rules.match.field}", "it filters by no nested property")
        built = fold(self.name, asked.clause, lambda condition: _leaf(asked, condition), _join)
        boost = _boost(asked) if asked.approximate else None
        return Compiled(
            target=self.name,
            filter=built,
            code=_code(asked, built, boost),
            setup=_setup(asked),
            decay=boost,
            left=left_to_adapter(asked.rules, decays=boost is not None),
        )


def _leaf(asked: Asked, condition: Condition) -> Json:
    kind, values = typed(Weaviate.name, condition)
    if not values:  # no object is both
        return _join("AND", [_one("kb_has_owner", "==", bool, True), _one("kb_has_owner", "==", bool, False)])
    for value in values:
        if isinstance(value, str) and value != NOW and (not value or value != value.strip()):
            raise Uncompilable(Weaviate.name, condition, "it trims texts, and an empty one is none to it")
    if condition.operator in ORDERS:
        return _one(condition.field, condition.operator, kind, _value(moment(values[0], asked.now)))
    if len(values) == 1:
        return _one(condition.field, "==", kind, _value(values[0]))
    return _one(condition.field, "in", kind, [_value(value) for value in values])


def _value(value: Scalar) -> Scalar:
    return value if isinstance(value, str | bool) else float(value)


def _one(name: str, word: str, kind: Kind, value: object) -> Json:
    array = "Array" if isinstance(value, list) else ""
    return {"operator": _WORDS[word], "path": [name], f"{_VALUES[kind]}{array}": value}


def _join(word: str, joined: Sequence[Json]) -> Json:
    return joined[0] if len(joined) == 1 else {"operator": word.capitalize(), "operands": list(joined)}


def _boost(asked: Asked) -> Json | None:
    """The conditions of a boost, as its JSON has them; None where nothing weighs.

    For the best scores (1) the sum comes to the product: (1 - w) + w * b has the floor of the weights for b = 0.
    """
    now: Scalar = NOW if asked.now is None else float(asked.now)
    conditions: list[object] = []
    least = 1.0
    mildest = max(asked.rules.recency, key=lambda entry: entry.half_life_days, default=None)
    if mildest is not None and mildest.floor < 1:
        least *= mildest.floor
        decay = {"property": "kb_effective_ts", "origin": now, "scale": float(mildest.half_life_days * _SECONDS_A_DAY)}
        decay |= {"curve": "DECAY_CURVE_EXPONENTIAL", "decayValue": 0.5}
        conditions.append({"numericDecay": decay, "weight": 1 - mildest.floor})
    if asked.rules.demote_weight < 1:
        least *= asked.rules.demote_weight
        current = [_one("kb_status", "==", str, "serve"), _one("kb_demote_ts", ">", float, now)]
        conditions.append({"filter": _join("AND", current), "weight": 1 - asked.rules.demote_weight})
    return {"conditions": conditions, "weight": 1 - least, "depth": asked.inner} if conditions else None


def _python(clause: Json) -> str:
    """A filter as Python on lines of its own, by the client's methods."""
    word = str(clause["operator"])
    operands = clause.get("operands")
    if isinstance(operands, list):
        lines = "".join(f"{_python(part)},\n" for part in operands)
        return f"Filter.{_METHODS[word]}(\n    [\n{indent(lines, ' ' * 8)}    ]\n)"
    _, path, value = clause.values()
    name = path[0] if isinstance(path, list) else path
    return f"Filter.by_property({name!r}).{_METHODS[word]}({as_python(value, _NOW)})"


def _boosts(condition: Json) -> str:
    share = condition["weight"]
    decay = condition.get("numericDecay")
    if isinstance(decay, dict):
        origin = as_python(decay["origin"], _NOW)
        first = f'    "kb_effective_ts",\n    origin={origin},\n    scale={decay["scale"]!r},\n'
        last = f"    curve=Boost.Curve.EXPONENTIAL,\n    decay=0.5,\n    weight={share!r},\n"
        return f"Boost.numeric_decay(\n{first}{last}),\n"
    inner = condition["filter"]
    lines = indent(_python(inner if isinstance(inner, dict) else {}), " " * 4)
    return f"Boost.filter(\n{lines},\n    weight={share!r},\n),\n"


def _code(asked: Asked, built: Json, boost: Json | None) -> str:
    shared = parts(asked)
    boosted = ""
    conditions = () if boost is None else boost["conditions"]
    if boost is not None and isinstance(conditions, list):
        boosts = indent("".join(_boosts(condition) for condition in conditions), " " * 12)
        boosted = fill(_BOOST, {**shared, "boosts": boosts, "weight": repr(boost["weight"])})
    return fill(
        _CODE,
        {
            **shared,
            "names": "Filter, MetadataQuery" if boost is None else "Boost, Filter, MetadataQuery",
            "filter": indent(_python(built), " " * 4).lstrip(),
            "boost": boosted,
            "boosted": "" if boost is None else f"\n        boost=kb_boost({shared['argument']}),",
        },
    )


def type_of(name: str) -> str:
    """The type of a property that holds a kb_ field."""
    return "TEXT_ARRAY" if name in LISTS else {str: "TEXT", float: "NUMBER", bool: "BOOL"}[COLUMNS[name]]


def _setup(asked: Asked) -> str:
    return _SETUP.replace("{collection}", repr(asked.collection)).replace(
        "{types}", "".join(f'    "{name}": DataType.{type_of(name)},\n' for name in COLUMNS)
    )
