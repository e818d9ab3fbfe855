"""DuckDB: one statement over typed kb_ columns; the vector search inside, weights and order outside."""

from __future__ import annotations

from typing import Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.targets.base import Asked, Compiled, left_to_adapter
from kbaudit.retrieval.targets.sql import Bound, Written, add_columns, query, table_of, weight, where

_CLOCK: Final = "EPOCH(now())"
_LIMIT: Final = 10

_HEAD: Final = """\
-- $query is the query's vector: bind it, or put [0.1, ...] in its place. "embedding" is the column of the vectors.
-- Instead of * name the columns that you want: the vectors are long.
"""


class Duckdb:
    """DuckDB: code is the statement with its values written in, statement the one with parameters."""

    name = "duckdb"
    title = "DuckDB"

    def compile(self, asked: Asked) -> Compiled:
        if not all(asked.collection.split(".", 1)) or "\0" in asked.collection:
            raise Uncompilable(self.name, f"--collection {asked.collection!a}", "it's no name of a table")
        bound = _bound(asked)
        statement = _query(asked, bound, "$limit")
        alone = _bound(asked)  # the same names in the same order
        condition, decay = where(self.name, asked, alone), weight(self.name, asked, alone)
        written = Written(literal, asked.now, _CLOCK)
        return Compiled(
            target=self.name,
            filter=condition,
            code=f"{_HEAD}{_query(asked, written, str(_LIMIT))};\n",
            setup=";\n".join(add_columns(table_of(asked.collection))) + ";\n",
            parameters=bound.parameters | {"limit": _LIMIT},
            decay=decay,
            left=left_to_adapter(asked.rules, decays=True),
            comment="--",
            statement=statement,
        )


def literal(text: str) -> str:
    """A text as DuckDB writes it: a backslash is nothing special."""
    return "'" + text.replace("'", "''") + "'"


def _bound(asked: Asked) -> Bound:
    return Bound(lambda name: f"${name}", asked.now)


def _query(asked: Asked, values: Bound | Written, limit: str) -> str:
    vectors = '("embedding", $query)'
    return query(
        Duckdb.name, asked, values, f"list_cosine_similarity{vectors}", f"list_cosine_distance{vectors}", limit
    )
