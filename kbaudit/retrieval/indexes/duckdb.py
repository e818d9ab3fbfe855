"""A table in a DuckDB file as a live index: read by ranges of its key, written in batches, a transaction each."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.indexes.base import BATCH, READ, Address, Index, Point, missing_client
from kbaudit.retrieval.indexes.rows import batches_of_alike, point_of_row
from kbaudit.retrieval.targets.duckdb import literal
from kbaudit.retrieval.targets.sql import COLUMNS, add_columns, quoted, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

_OF_TABLE = "SELECT name, type FROM pragma_table_info($table)"
_NESTED = ("JSON", "STRUCT", "MAP")


class DuckdbIndex:
    """A table whose rows are points. Ids are the text of the key column; the kb_ fields are columns of their own."""

    def __init__(self, connection: DuckDBPyConnection, address: Address) -> None:
        self._connection = connection
        self._table = table_of(address.collection, address.namespace)
        self._where = f"duckdb: {address.path}, table {self._table}"
        self._types = self._columns()
        if address.key not in self._types:
            raise UsageError(f"{self._where}: there is no column {address.key}; --key has to name one without repeats")
        self._key, self._key_type = quoted(address.key), self._types[address.key]
        [[repeats]] = self._rows(f"SELECT count(*) - count(DISTINCT {self._key}) FROM {self._table}")
        if repeats:
            raise UsageError(
                f"{self._where}: {address.key} is null or repeated in {repeats} rows; --key has to be unique"
            )
        self._value = self._expression(address.match.field)
        self._text = self._expression(address.match.text_field) if address.match.text_field else None

    @classmethod
    def open(cls, address: Address) -> Index:
        try:
            import duckdb  # noqa: PLC0415 - only where a DuckDB index is asked for
        except ImportError:
            raise missing_client("duckdb", "duckdb") from None
        if not address.path or not address.collection or address.url:
            raise UsageError("duckdb: --path has to name the file and --collection the table")
        if not Path(address.path).is_file():  # DuckDB would make one
            raise IndexFailure(f"duckdb: {address.path}: there is no such file; check --path")
        with _failing(f"duckdb: {address.path}"):
            connection = duckdb.connect(address.path)
        try:
            return cls(connection, address)
        except BaseException:
            connection.close()
            raise

    def size(self) -> int:
        [[count]] = self._rows(f"SELECT count(*) FROM {self._table}")
        return int(str(count))

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        there = self._columns()
        names = [name for name in READ if name in there]
        texts = [self._text if text and self._text else "NULL", *map(quoted, names)]
        columns = ", ".join([f"{self._key}::VARCHAR", self._value, *texts])
        after: dict[str, object] = {}
        while True:
            beyond = f"WHERE {self._key} > CAST($after AS {self._key_type})" if after else ""
            rows = self._rows(
                f"SELECT {columns} FROM {self._table} AS t {beyond} ORDER BY t.{self._key} LIMIT {_READ_AT_ONCE}", after
            )
            if not rows:
                return
            yield [point_of_row(names, row) for row in rows]
            after = {"after": rows[-1][0]}

    def prepare(self) -> None:
        for statement in add_columns(self._table):
            self._rows(statement)

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        for alike in batches_of_alike(changes):
            with self._transaction():
                for names, group in alike.items():
                    self._update(names, group)

    def _update(self, names: Sequence[str], changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        """Sets columns of many rows by one statement, out of one JSON value."""
        shape = json.dumps([{"key": "VARCHAR", **{name: COLUMNS[name] for name in names}}])
        rows = json.dumps([{"key": str(id_), **fields} for id_, fields in changes])
        sets = ", ".join(f"{quoted(name)} = s.fields.{quoted(name)}" for name in names)
        self._rows(
            f"""
            UPDATE {self._table} AS t SET {sets}
            FROM (SELECT unnest(from_json_strict($rows, {literal(shape)})) AS fields) AS s
            WHERE t.{self._key} = CAST(s.fields."key" AS {self._key_type})
            """,
            {"rows": rows},
        )

    def close(self) -> None:
        self._connection.close()

    def _columns(self) -> Mapping[str, str]:
        return {str(name): str(kind) for name, kind in self._rows(_OF_TABLE, {"table": self._table})}

    def _expression(self, field: str) -> str:
        """The SQL for a field's text: of a column, or of what is below a JSON or STRUCT column ("metadata.source")."""
        if field in self._types:
            return f"{quoted(field)}::VARCHAR"
        column, *below = field.split(".")
        if not below or not self._types.get(column, "").startswith(_NESTED):
            raise UsageError(
                f"{self._where}: {field} is neither a column nor in one of type JSON, STRUCT or MAP;"
                " see match in the policy"
            )
        if self._types[column] == "JSON":
            path = "".join(f".{quoted(name)}" for name in below)
            return f"json_extract_string({quoted(column)}, {literal('$' + path)})"
        return quoted(column) + "".join(f"[{literal(name)}]" for name in below) + "::VARCHAR"

    def _rows(self, statement: str, values: Mapping[str, object] | None = None) -> list[tuple[object, ...]]:
        with _failing(self._where):
            return self._connection.execute(statement, values or None).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._rows("BEGIN")
        try:
            yield
        except BaseException:
            self._rows("ROLLBACK")
            raise
        self._rows("COMMIT")


_READ_AT_ONCE = 10 * BATCH  # each page is a scan: DuckDB's keys are seldom indexed


@contextmanager
def _failing(where: str) -> Iterator[None]:
    """DuckDB's errors as IndexFailure: where and what, on one line."""
    import duckdb  # noqa: PLC0415 - see open

    try:
        yield
    except duckdb.CatalogException as error:
        raise IndexFailure(f"{where}: {_line(error)}; check --collection and --namespace") from None
    except duckdb.Error as error:
        raise IndexFailure(f"{where}: {_line(error)}; check --path, and that nothing else has the file open") from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
