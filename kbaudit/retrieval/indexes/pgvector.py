"""A table of PostgreSQL as a live index, by psycopg: read by ranges of its key, written in transactions."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.indexes.base import BATCH, READ, Address, Index, Point, missing_client
from kbaudit.retrieval.indexes.rows import batches_of_alike, point_of_row
from kbaudit.retrieval.targets.pgvector import add_index
from kbaudit.retrieval.targets.sql import COLUMNS, add_columns, quoted, table_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import psycopg

_OF_TABLE: Final = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull AND EXISTS (
    SELECT FROM pg_index AS i
    WHERE i.indrelid = a.attrelid AND i.indisunique AND i.indpred IS NULL
        AND i.indnkeyatts = 1 AND i.indkey[0] = a.attnum)
FROM pg_attribute AS a
WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
"""
"""The columns of a table, their types, and whether each alone tells its rows apart."""


_INDEXED: Final = """
SELECT EXISTS (
    SELECT FROM pg_index AS i
    WHERE i.indrelid = to_regclass($1) AND i.indpred IS NULL
        AND ARRAY['kb_status', 'kb_is_latest', 'kb_expires_ts'] = ARRAY(
            SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
            JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
            ORDER BY k.place
        )
)
"""
"""Whether a table has the index that add_index makes, by whatever name."""


class PgvectorIndex:
    """A table whose rows are points. Ids are the text of the key column; the kb_ fields are columns of their own."""

    def __init__(self, connection: psycopg.Connection, address: Address) -> None:
        self._connection, self._address = connection, address
        self._table = table_of(address.collection, address.namespace)
        self._where = f"pgvector: {_place(connection)}, table {self._table}"
        with self._failing():
            rows = connection.execute(_OF_TABLE, [self._table]).fetchall()
        self._types = {str(name): str(kind) for name, kind, _ in rows}
        if not self._types:
            raise IndexFailure(f"{self._where}: there is no such table; check --collection and --namespace")
        if address.key not in {name for name, _, unique in rows if unique}:
            raise UsageError(f"{self._where}: --key has to name its primary key, or a column that is UNIQUE NOT NULL")
        self._key, self._key_type = quoted(address.key), self._types[address.key]
        self._value = self._expression(address.match.field)
        self._text = self._expression(address.match.text_field) if address.match.text_field else None

    @classmethod
    def open(cls, address: Address) -> Index:
        if not address.collection:
            raise UsageError("pgvector: --collection has to name a table")
        if address.path:
            raise UsageError("pgvector: there is no --path; use --url, or PGHOST and the other variables of libpq")
        connection = _connect(address.url)
        try:
            return cls(connection, address)
        except BaseException:
            connection.close()
            raise

    def size(self) -> int:
        with self._failing():
            [[count]] = self._rows(f"SELECT count(*) FROM {self._table}")
        return cast("int", count)

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        names = [name for name in READ if name in self._columns()]
        texts = [self._text if text and self._text else "NULL", *map(quoted, names)]
        # Ordered by "t", or ORDER BY would take the text that is selected for the key itself, and 10 comes before 9.
        columns = ", ".join([f"{self._key}::text", self._value, *texts])
        after: list[object] = []
        while True:
            beyond = f"WHERE {self._key} > $1::text::{self._key_type}" if after else ""
            statement = f"SELECT {columns} FROM {self._table} AS t {beyond} ORDER BY t.{self._key} LIMIT {BATCH}"
            with self._failing():
                rows = self._rows(statement, after)
            if not rows:
                return
            yield [point_of_row(names, row) for row in rows]
            after = [rows[-1][0]]

    def prepare(self) -> None:
        """The columns, and in a transaction of its own the index: while that is made, the table can be read."""
        there = self._columns()
        with self._failing(), self._connection.transaction():
            for name, statement in zip(COLUMNS, add_columns(self._table), strict=True):
                if name not in there:  # else PostgreSQL locks the table to find that there's nothing to do
                    self._rows(statement)
        with self._failing():
            [[indexed]] = self._rows(_INDEXED, [self._table])
            if not indexed:  # it asks for the table's owner and a lock also where the index is there
                self._rows(add_index(self._address.collection, self._address.namespace))

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        for alike in batches_of_alike(changes):
            with self._failing(), self._connection.transaction():
                for names, group in alike.items():
                    self._update(names, group)

    def _update(self, names: Sequence[str], changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        """Sets columns of many rows by one statement; the stamp that many rows share is sent once."""
        numbers: dict[str, int] = {}
        which = [numbers.setdefault(json.dumps(fields, sort_keys=True), len(numbers)) for _, fields in changes]
        stamps = ",".join(f'{{"n":{number},"fields":{fields}}}' for fields, number in numbers.items())
        columns = ", ".join(f"{quoted(name)} {COLUMNS[name]}" for name in names)
        statement = f"""
            UPDATE {self._table} AS t SET {", ".join(f"{quoted(name)} = s.{quoted(name)}" for name in names)}
            FROM unnest($1::text[]::{self._key_type}[], $2::int[]) AS k("key", "n")
            JOIN (SELECT r."n", f.* FROM jsonb_to_recordset($3::jsonb) AS r("n" int, "fields" jsonb)
                  CROSS JOIN LATERAL jsonb_to_record(r."fields") AS f({columns})) AS s USING ("n")
            WHERE t.{self._key} = k."key"
        """
        self._rows(statement, [[str(id_) for id_, _ in changes], which, f"[{stamps}]"])

    def close(self) -> None:
        self._connection.close()

    def _columns(self) -> set[str]:
        with self._failing():
            return {str(row[0]) for row in self._rows(_OF_TABLE, [self._table])}

    def _expression(self, field: str) -> str:
        """The SQL for a field's text: of a column, or of what is below a JSON column ("cmetadata.source")."""
        if field in self._types:
            return f"{quoted(field)}::text"
        column, *below = field.split(".")
        if not below or not self._types.get(column, "").startswith("json"):
            raise UsageError(
                f"{self._where}: {field} is neither a column nor in one of type json or jsonb; see match in the policy"
            )
        path = ", ".join("'" + name.replace("'", "''") + "'" for name in below)
        return f"jsonb_extract_path_text({quoted(column)}::jsonb, {path})"

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        # Identifiers are quoted where they're put in; the raw cursor takes $1, so a "%" in a name is just that.
        cursor = self._connection.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []

    @contextmanager
    def _failing(self) -> Iterator[None]:
        with _failing(self._where):
            yield


def _connect(url: str) -> psycopg.Connection:
    """A connection by --url or, without one, by libpq's own variables and files."""
    try:
        import psycopg  # noqa: PLC0415 - only where a PostgreSQL index is asked for
        from psycopg.conninfo import conninfo_to_dict  # noqa: PLC0415 - as before
    except ImportError:
        raise missing_client("pgvector", "psycopg") from None
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        raise UsageError("pgvector: --url is no connection string of PostgreSQL") from None  # may hold a password
    if parts.get("password"):
        raise UsageError("pgvector: --url can't hold a password; use PGPASSWORD, PGPASSFILE or a service file")
    with _failing(f"pgvector: {parts.get('host') or 'the host of the environment'}"):
        return psycopg.connect(url, autocommit=True, connect_timeout=10, cursor_factory=psycopg.RawCursor)


def _place(connection: psycopg.Connection) -> str:
    return f"{connection.info.host}/{connection.info.dbname}"


@contextmanager
def _failing(where: str) -> Iterator[None]:
    """PostgreSQL's errors as IndexFailure: where, what and what to do, on one line."""
    import psycopg  # noqa: PLC0415 - see _connect

    try:
        yield
    except psycopg.OperationalError as error:
        raise IndexFailure(f"{where}: {_line(error)}; check --url, or PGHOST, PGUSER and PGPASSWORD") from None
    except psycopg.Error as error:
        raise IndexFailure(f"{where}: {_line(error)}") from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
