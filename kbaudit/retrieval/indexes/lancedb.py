"""A live LanceDB table: in a folder, in an object store or in LanceDB Cloud."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.columns import COLUMNS, flat
from kbaudit.retrieval.indexes.base import BATCH, READ, Point, missing_client
from kbaudit.retrieval.indexes.failures import failing, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa
    from lancedb.expr import Expr
    from lancedb.table import Table

    from kbaudit.retrieval.indexes.base import Address

_ADVICE: Final = (
    "check --path (or --url) and --collection; credentials come from the environment: LANCEDB_API_KEY, AWS_..."
)
_VALUE, _TEXT, _ID = (
    "kb__value",
    "kb__text",
    "kb__id",
)  # names of the read columns, whatever they're called in the table


class LanceDBIndex:
    """A table of LanceDB. The kb_ fields are columns of the table, also where match.field is in a struct.

    A struct that grows can't be searched with a filter any more (LanceDB 0.40), so none is ever touched.
    """

    def __init__(self, table: Table, address: Address) -> None:
        self._table, self._address = table, address

    @classmethod
    def open(cls, address: Address) -> LanceDBIndex:
        try:
            import lancedb  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise missing_client("lancedb", "lancedb") from error
        if bool(address.url) == bool(address.path):
            raise UsageError("lancedb needs --path of a database's folder, or --url of one elsewhere")
        if address.path and not Path(address.path).is_dir():  # the client would make an empty one
            raise UsageError(f"lancedb: {address.path} is no folder")
        with failing("opening", address, _ADVICE):
            table = lancedb.connect(address.url or address.path).open_table(address.collection)
            missing = {address.key, *_roots(address)} - set(table.schema.names)
        if missing:
            raise IndexFailure(
                f"{shown(address)} has no column {', '.join(sorted(missing))}; name the column with the rows' ids by "
                f"--key, the others in the policy under retrieval.match"
            )
        return cls(table, address)

    def size(self) -> int:
        with failing("counting the rows of", self._address, _ADVICE):
            return self._table.count_rows()

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        match = self._address.match
        columns: dict[str, str | Expr] = {_ID: _path(self._address.key), _VALUE: _path(match.field)}
        columns |= {name: _path(name) for name in READ if name in self._table.schema.names}
        if text and match.text_field is not None:
            columns[_TEXT] = _path(match.text_field)
        with failing("reading", self._address, _ADVICE):
            for batch in self._table.search().select(columns).to_batches(BATCH):
                yield [_point(row) for row in batch.to_pylist()]

    def prepare(self) -> None:
        import pyarrow as pa  # noqa: PLC0415 - comes with the client

        self._check_key()
        types = {str: pa.string(), float: pa.float64(), bool: pa.bool_()}
        there = set(self._table.schema.names)
        missing = [pa.field(name, types[kind]) for name, kind in COLUMNS.items() if name not in there]
        if missing:
            with failing("adding columns to", self._address, _ADVICE):
                self._table.add_columns(missing)

    def _check_key(self) -> None:
        """A merge writes all rows of a key: rows of several documents must not share one."""
        key = self._address.key
        with failing("reading", self._address, _ADVICE):
            keys = self._table.search().select({key: _path(key)}).to_arrow().column(key)
        repeats = len(keys) - len(keys.unique().drop_null())
        if repeats:
            raise UsageError(
                f"{shown(self._address)}: {key} is null or repeated in {repeats:,} rows; name another --key"
            )

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        alike: dict[tuple[str, ...], list[tuple[object, Mapping[str, object]]]] = {}
        for change in changes:  # of each row those columns are written that are given, so they go by what is given
            alike.setdefault(tuple(sorted(change[1])), []).append(change)
        for names, some in alike.items():
            with failing("writing to", self._address, "run it again: what is written stays"):
                rows = self._rows(names, some)
                self._table.merge_insert(self._address.key).when_matched_update_all().execute(rows)

    def close(self) -> None:
        """A table holds no connection."""

    def _rows(self, names: Sequence[str], changes: Sequence[tuple[object, Mapping[str, object]]]) -> pa.Table:
        """The key and these columns, in the types that the table has: all that a merge touches."""
        import pyarrow as pa  # noqa: PLC0415 - comes with the client

        schema = self._table.schema
        columns = {self._address.key: pa.array([id_ for id_, _ in changes], schema.field(self._address.key).type)}
        for name in names:
            kind = schema.field(name).type
            lists = pa.types.is_list(kind)
            values = [fields[name] if lists else flat(fields[name]) for _, fields in changes]
            columns[name] = pa.array(values, kind)
        return pa.table(columns)


def _roots(address: Address) -> set[str]:
    """The columns that match names, those outside of structs."""
    named = (address.match.field, address.match.text_field)
    return {name.partition(".")[0] for name in named if name}


def _path(name: str) -> str:
    return ".".join(f"`{part}`" for part in name.split("."))


def _point(row: Mapping[str, object]) -> Point:
    fields = {name: row[name] for name in READ if row.get(name) is not None}
    text = row.get(_TEXT)
    return Point(row[_ID], row[_VALUE], fields, text if isinstance(text, str) else "")
