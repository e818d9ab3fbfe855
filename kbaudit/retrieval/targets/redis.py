"""Redis with its query engine (RediSearch): a query over TAG and NUMERIC fields; weights are left to the adapter."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.rules import NOW
from kbaudit.retrieval.targets.base import Asked, Compiled, fold, known_only, left_to_adapter
from kbaudit.retrieval.targets.expressions import as_code, as_text, fill, moment_literal
from kbaudit.retrieval.targets.printed import parts
from kbaudit.retrieval.targets.typed import ORDERS, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.retrieval.conditions import Condition, Scalar

_CODE: Final = '''\
# pip install redis
# found = kb_search(redis.Redis(), embedding{call})  # embedding: the vector's float32 as bytes
{imported}

def kb_filter({parameter}) -> str:
    """What may be served{when}, as a query of dialect 2."""
    return {filter}


def kb_search(client, embedding: bytes, {first}limit: int = 10):
    """The nearest documents that may be served. "embedding" is the index's field of the vectors."""
    query = f"({kb_filter({argument})})=>[KNN {limit} @embedding $vector AS kb_distance]"
    return client.execute_command(
        *("FT.SEARCH", {collection}, query, "PARAMS", "2", "vector", embedding),
        *("SORTBY", "kb_distance", "LIMIT", "0", limit, "DIALECT", "2"),
    )
'''
_SETUP: Final = """\
# For documents in JSON (Redis 7.4 or RediSearch 2.10 and later: INDEXEMPTY, without which "" is never found).
# An index that is there takes them by FT.ALTER ... SCHEMA ADD.
client.execute_command(
    "FT.CREATE", {collection}, "ON", "JSON", "PREFIX", "1", "doc:", "SCHEMA",
{fields}
)"""
_TEXT: Final = '"TAG", "CASESENSITIVE", "INDEXEMPTY"'
_TYPES: Final = {str: _TEXT, float: '"NUMERIC"', bool: '"TAG"'}
_SPECIAL: Final = re.compile(r"[^0-9A-Za-z_\x80-\U0010ffff]")
_UNFIT: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # no query can have these, escaped or not
_NEVER: Final = "@kb_confidence:[(0 (0]"
_BOUNDS: Final = {">": "[({limit} +inf]", ">=": "[{limit} +inf]", "<": "[-inf ({limit}]", "<=": "[-inf {limit}]"}


class Redis:
    """Redis 8, or Redis Stack from 7.4 on: FT.SEARCH over documents in JSON. The index names its fields itself."""

    name = "redis"
    title = "Redis"

    def compile(self, asked: Asked) -> Compiled:
        known_only(self.name, asked.rules)
        query = fold(self.name, asked.clause, lambda condition: self._leaf(asked, condition), _join)
        return Compiled(
            target=self.name,
            filter=as_text(query),
            code=fill(_CODE, {**parts(asked), "filter": as_code(query)}),
            setup=_setup(asked),
            left=left_to_adapter(asked.rules, decays=False),
        )

    def _leaf(self, asked: Asked, condition: Condition) -> str:
        kind, values = typed(self.name, condition)
        field = f"@{condition.field}:"
        if not values:
            return _NEVER
        if condition.operator in ORDERS:
            return field + _BOUNDS[condition.operator].replace("{limit}", _number(values[0], asked.now))
        if kind is float:
            return _join("OR", [f"{field}[{_number(value, None)} {_number(value, None)}]" for value in values])
        return f"{field}{{{' | '.join(_tag(condition, value) for value in values)}}}"


def _tag(condition: Condition, value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    if _UNFIT.search(text):
        raise Uncompilable(Redis.name, condition, "a query can't have control characters in it")
    return _SPECIAL.sub(r"\\\g<0>", text) if text else '""'


def _number(value: Scalar, now: float | None) -> str:
    return moment_literal(now) if value == NOW else repr(value)


def _join(word: str, joined: Sequence[str]) -> str:
    return joined[0] if len(joined) == 1 else f"({(' ' if word == 'AND' else ' | ').join(joined)})"


def _setup(asked: Asked) -> str:
    within = "".join(f"[{json.dumps(name)}]" for name in asked.prefix.split(".")[:-1])
    fields = (f'    {f"${within}.{name}"!r}, "AS", "{name}", {_TYPES[kind]},' for name, kind in COLUMNS.items())
    return fill(_SETUP, {"collection": repr(asked.collection), "fields": "\n".join(fields)})
