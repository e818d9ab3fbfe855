"""Chroma: its `where` dict. Chroma can't weigh by age: recency and demotion are left to the adapter."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import number
from kbaudit.retrieval.targets.base import Asked, Compiled, fold, known_only, left_to_adapter, moment
from kbaudit.retrieval.targets.expressions import fill, places
from kbaudit.retrieval.targets.operators import ORDERS, join, uncut
from kbaudit.retrieval.targets.python_code import as_python

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.retrieval.conditions import Condition, Scalar

Where = dict[str, object]

_CODE: Final = '''\
# pip install chromadb
# collection = chromadb.HttpClient("localhost", 8000).get_collection({collection})
# found = kb_query(collection, embedding{call})
{imported}

def kb_where({parameter}) -> dict:
    """What may be served{when}."""
    return {filter}


def kb_query(collection, embedding, {first}limit: int = 10) -> dict:
    """The nearest points that may be served. embedding is that of the question."""
    return collection.query(query_embeddings=[embedding], n_results=limit, where=kb_where({argument}))
'''
_SETUP: Final = (
    "Nothing has to be created: `kbaudit rules apply --target chroma` writes the kb_ fields into each record's "
    "metadata. Dates are epoch seconds, lists JSON text."
)


class Chroma:
    """Chroma 1: `where=` of query and get."""

    name = "chroma"
    title = "Chroma"

    def compile(self, asked: Asked) -> Compiled:
        known_only(self.name, asked.rules)

        def leaf(condition: Condition) -> Where:
            name = asked.prefix + condition.field
            if name.startswith(("$", "#", "chroma:")):
                raise Uncompilable(self.name, condition, "Chroma keeps such names for itself")
            values = [moment(value, asked.now) for value in condition.values]
            if condition.operator in ORDERS:
                return uncut(name, condition.operator, values[0])
            return _equal(name, values)

        where = fold(self.name, asked.clause, leaf, join)
        return Compiled(
            target=self.name,
            filter=where,
            code=_code(asked, where),
            setup=_SETUP,
            left=left_to_adapter(asked.rules, decays=False),
        )


def _code(asked: Asked, where: Where) -> str:
    # Whole seconds: Chroma cuts fractions off before it compares (see operators.uncut).
    return fill(_CODE, {**places(asked, "int", "int(time.time())"), "filter": as_python(where, indent=4)})


def _equal(name: str, values: Sequence[Scalar]) -> Where:
    """Equal to one of the values; a list of Chroma's has to be of one type."""
    texts = [value for value in values if isinstance(value, str)]
    truths = [value for value in values if isinstance(value, bool)]
    numbers = [measured for value in values if (measured := number(value)) is not None]
    wholes = [int(value) for value in numbers if value == int(value)]
    parts = [_among(name, some) for some in (texts, truths, wholes) if some]
    for value in numbers:
        if value != int(value):
            over: Where = {name: {"$gt": math.floor(value)}}
            under: Where = {name: {"$lt": math.ceil(value)}}
            parts.append(join("AND", [{name: {"$eq": value}}, over, under]))
    return join("OR", parts)


def _among(name: str, values: Sequence[Scalar]) -> Where:
    return {name: {"$eq": values[0]}} if len(values) == 1 else {name: {"$in": list(values)}}
