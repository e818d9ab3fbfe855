"""Vespa: the condition of a YQL query, and the weight as an expression of a rank profile's global phase."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.rules import NOW
from kbaudit.retrieval.targets.base import Asked, Compiled, fold, known_only, left_to_adapter
from kbaudit.retrieval.targets.expressions import as_code, as_text, checked, fill, moment_literal
from kbaudit.retrieval.targets.printed import parts
from kbaudit.retrieval.targets.typed import ORDERS, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.retrieval.conditions import Condition, Scalar
    from kbaudit.retrieval.rules import Recency

_CODE: Final = '''\
# pip install pyvespa
# app = Vespa("http://localhost:8080")
# hits = kb_query(app, embedding{call})
{imported}

def kb_where({parameter}) -> str:
    """What may be served{when}, as the condition of a YQL query."""
{coerced}    return {filter}


def kb_query(app, embedding, {first}limit: int = 10) -> list:
    """Of the nearest documents that may be served, the best by weight. "embedding" is the field of the vectors."""
    most = max({inner}, limit)
    nearest = f"{{targetHits: {most}}}nearestNeighbor(embedding, kb_vector)"
    found = app.query(
        body={
            "yql": f"select * from sources * where {nearest} and ({kb_where({argument})})",
            "hits": limit,
            "ranking": "kb_governed",
            "input.query(kb_vector)": embedding,
            "input.query(kb_now)": {moment},
        }
    )
    return list(found.hits)
'''
_SETUP: Final = """\
# In the schema {collection}: the fields, and a rank profile. Put in the dimension of the vectors.
# Texts are matched as they are (cased): Vespa's attributes ignore case else.
document {collection} {
{fields}
}
rank-profile kb_governed {
    inputs {
        query(kb_vector) tensor<float>(x[384])
        query(kb_now) double
    }
    first-phase {
        expression: max(0, closeness(field, embedding))
    }
    global-phase {
        rerank-count: {inner}
        expression: firstPhase * ({weight})
    }
}"""
_TYPES: Final = {str: "string", float: "double", bool: "bool"}
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f"})
_NOW: Final = "query(kb_now)"
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


class Vespa:
    """Vespa 8: the where of a YQL query over attributes."""

    name = "vespa"
    title = "Vespa"

    def compile(self, asked: Asked) -> Compiled:
        known_only(self.name, asked.rules)
        if asked.prefix:
            raise Uncompilable(
                self.name, f"match.field {asked.rules.match.field}", "a field within another is no attribute"
            )
        if not _NAME.match(asked.collection):
            raise Uncompilable(self.name, f"--collection {asked.collection!a}", "it's no name of a schema")
        where = fold(self.name, asked.clause, lambda condition: self._leaf(asked, condition), _join)
        weight = _weight(asked)
        coerced = (
            "    now = float(now)  # a whole number would be read as one of 32 bits\n" if asked.now is None else ""
        )
        filled = {
            **parts(asked),
            "coerced": coerced,
            "moment": "now" if asked.now is None else repr(asked.now),
            "filter": as_code(where),
        }
        return Compiled(
            target=self.name,
            filter=as_text(where),
            code=fill(_CODE, filled),
            setup=_setup(asked, weight),
            decay=weight,
            left=left_to_adapter(asked.rules, decays=True),
        )

    def _leaf(self, asked: Asked, condition: Condition) -> str:
        kind, values = typed(self.name, condition)
        name = condition.field
        if not values:
            return "false"
        if condition.operator in ORDERS:
            return f"{name} {condition.operator} {_number(values[0], asked.now)}"
        if kind is str:
            return f"{name} in ({', '.join(_quoted(condition, str(value)) for value in values)})"
        if kind is float:
            return _join("OR", [f"{name} = {_number(value, asked.now)}" for value in values])
        if False in values:
            raise Uncompilable(self.name, condition, "a truth value that's missing is false in Vespa")
        return f"{name} = true"


def _quoted(clause: object, text: str) -> str:
    if not text:
        raise Uncompilable(Vespa.name, clause, 'a text that\'s missing is "" in Vespa')
    if _CONTROL.search(text):
        raise Uncompilable(Vespa.name, clause, "the text has control characters in it")
    return f'"{checked(Vespa.name, clause, text).translate(_ESCAPES)}"'


def _number(value: Scalar, now: float | None) -> str:
    """With a point always: a whole number without one is read as one of 32 bits."""
    if value == NOW:
        return moment_literal(now) if now is None else _number(now, now)
    text = format(Decimal(repr(float(value))), "f")
    return text if "." in text else f"{text}.0"


def _join(word: str, joined: Sequence[str]) -> str:
    return joined[0] if len(joined) == 1 else f"({f' {word.lower()} '.join(joined)})"


def _weight(asked: Asked) -> str:
    """The weight of docs/rules.md, items 4 and 5. A number that's missing is NaN, and compares to nothing."""
    weight = "1"
    for entry in asked.rules.recency_of.values():
        name = _quoted(f"recency of {entry.document_set!a}", entry.document_set)
        weight = f"if (attribute(kb_document_set) == {name}, {_of_age(entry)}, {weight})"
    if asked.rules.demote_weight < 1:
        share = _number(asked.rules.demote_weight, None)
        begun = f"if (attribute(kb_demote_ts) <= {_NOW}, {share}, 1)"
        weight += f' * if (attribute(kb_status) == "demote", {share}, {begun})'
    return weight


def _of_age(entry: Recency) -> str:
    floor = _number(entry.floor, None)
    days = f"max(0, {_NOW} - attribute(kb_effective_ts)) / 86400"
    left = f"max({floor}, pow(0.5, {days} / {_number(entry.half_life_days, None)}))"
    if entry.horizon_days is not None:
        left = f"if ({days} <= {_number(entry.horizon_days, None)}, {left}, {floor})"
    return f"if (attribute(kb_effective_ts) > 0, {left}, {floor})"


def _setup(asked: Asked, weight: str) -> str:
    fields = []
    for name, kind in COLUMNS.items():
        matching = "\n        match: cased" if kind is str else ""
        fields.append(
            f"    field {name} type {_TYPES[kind]} {{\n        indexing: attribute | summary{matching}\n    }}"
        )
    values = {"collection": asked.collection, "inner": str(asked.inner), "weight": weight, "fields": "\n".join(fields)}
    return fill(_SETUP, values)
