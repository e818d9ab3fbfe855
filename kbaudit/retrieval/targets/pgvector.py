"""PostgreSQL with pgvector: one statement over typed columns; the vector search inside, weights and order outside."""

from __future__ import annotations

from typing import Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.targets.base import Asked, Compiled, left_to_adapter
from kbaudit.retrieval.targets.sql import Bound, Written, add_columns, query, quoted, table_of, weight, where

_CLOCK: Final = "EXTRACT(EPOCH FROM statement_timestamp())"
_LIMIT: Final = 10
_NAME_BYTES: Final = 63  # longer identifiers PostgreSQL cuts off

_HEAD: Final = """\
-- $1 is the query's vector: bind it, or put '[0.1, ...]' in its place. "embedding" is the column of the vectors.
-- <=> is the cosine distance; for another one change it (and what makes a similarity of it) to that of your index.
-- Instead of * name the columns that you want: the vectors are long.
"""

_SETUP: Final = """\
{columns};
{index};

-- In the session that queries, from pgvector 0.8 on: a filter that lets few rows through would else leave fewer than
-- asked for. The order of the nearest doesn't matter inside, they are ordered again outside.
-- SET hnsw.iterative_scan = relaxed_order;  -- with an IVFFlat index: SET ivfflat.iterative_scan = relaxed_order;
"""


class Pgvector:
    """PostgreSQL: code is the statement with its values written in, statement the one for psycopg."""

    name = "pgvector"
    title = "PostgreSQL with pgvector"

    def compile(self, asked: Asked) -> Compiled:
        _check_names(asked.collection)
        bound = _bound(asked)
        statement = _query(asked, bound, "%(query)s", "%(limit)s")
        alone = _bound(asked)  # the same names in the same order
        condition, decay = where(self.name, asked, alone), weight(self.name, asked, alone)
        written = Written(literal, asked.now, _CLOCK)
        table = table_of(asked.collection)
        return Compiled(
            target=self.name,
            filter=condition,
            code=f"{_HEAD}{_query(asked, written, '$1', str(_LIMIT))};\n",
            setup=_SETUP.replace("{columns}", ";\n".join(add_columns(table))).replace(
                "{index}", add_index(asked.collection)
            ),
            parameters=bound.parameters | {"limit": _LIMIT},
            decay=decay,
            left=left_to_adapter(asked.rules, decays=True),
            comment="--",
            statement=statement,
        )


def literal(text: str) -> str:
    """A text as PostgreSQL writes it, whatever standard_conforming_strings says."""
    doubled = text.replace("'", "''")
    return "E'" + doubled.replace("\\", "\\\\") + "'" if "\\" in doubled else f"'{doubled}'"


def add_index(collection: str, namespace: str = "") -> str:
    """The statement that makes an index on what the filter asks of every row."""
    table = collection if namespace else collection.rpartition(".")[2]
    name = f"kb_served_{table}".encode()[:_NAME_BYTES].decode(errors="ignore")
    columns = '("kb_status", "kb_is_latest", "kb_expires_ts")'
    return f"CREATE INDEX IF NOT EXISTS {quoted(name)} ON {table_of(collection, namespace)} {columns}"


def _bound(asked: Asked) -> Bound:
    return Bound(lambda name: f"%({name})s", asked.now, percent="%%")


def _query(asked: Asked, values: Bound | Written, vector: str, limit: str) -> str:
    distance = f'"embedding" <=> CAST({vector} AS vector)'
    return query(Pgvector.name, asked, values, f"1 - ({distance})", distance, limit)


def _check_names(collection: str) -> None:
    for name in collection.split(".", 1):
        if not name or "\0" in name or len(name.encode(errors="replace")) > _NAME_BYTES:
            raise Uncompilable(Pgvector.name, f"--collection {name!a}", "it's no name of a table")
