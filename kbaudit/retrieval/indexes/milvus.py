"""A live Milvus collection: on a server or a file of Milvus Lite."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.columns import COLUMNS, flat
from kbaudit.retrieval.indexes.base import BATCH, READ, Point, missing_client
from kbaudit.retrieval.indexes.failures import failing, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pymilvus import MilvusClient

    from kbaudit.retrieval.indexes.base import Address

_READ_BATCH: Final = 5_000  # Milvus Lite evaluates the whole collection for each batch; a server allows 16,384
_LONGEST: Final = 65_535  # bytes: the most that a VARCHAR of Milvus may have
_TIMEOUT: Final = 60.0  # seconds for one call
_ADVICE: Final = (
    "check --url (or --path of a Milvus Lite file), --collection and --namespace (the database); the token, or "
    "user:password, comes from MILVUS_TOKEN"
)
_AGAIN: Final = "run it again: what is written stays (partial upserts need Milvus 2.6.2 or Milvus Lite 3)"


class MilvusIndex:
    """A collection of Milvus. The kb_ fields are dynamic ones, or typed where the collection has no dynamic ones.

    Where match.field is nested ("metadata.source"), they are keys of that JSON field, which is written as a whole.
    """

    def __init__(self, client: MilvusClient, address: Address, schema: _Schema) -> None:
        self._client, self._address, self._schema = client, address, schema
        self._nest = tuple(address.match.field.split(".")[:-1])

    @classmethod
    def open(cls, address: Address) -> MilvusIndex:
        try:
            from pymilvus import MilvusClient  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise missing_client("milvus", "pymilvus") from error
        if bool(address.url) == bool(address.path):
            raise UsageError("milvus needs --url of a server or --path of a file of Milvus Lite")
        if address.path and not Path(address.path).exists():  # the client would make an empty one
            raise UsageError(f"milvus: {address.path} isn't there")
        for name in ("pymilvus", "milvus_lite"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # they print each error with its traceback
        with failing("opening", address, _ADVICE):
            client = MilvusClient(
                address.url or address.path,
                token=os.environ.get("MILVUS_TOKEN", "") if address.url else "",
                db_name=address.namespace,
                timeout=_TIMEOUT,
            )
            if address.path:  # a file that another process wrote comes unloaded
                client.load_collection(address.collection)
            schema = _Schema.of(client.describe_collection(address.collection))
        lacking = sorted(root for root in _roots(address) if not schema.dynamic and root not in schema.names)
        if lacking:
            raise IndexFailure(
                f"{shown(address)} has no field {', '.join(lacking)}; name the right one in the policy under "
                f"retrieval.match"
            )
        return cls(client, address, schema)

    def size(self) -> int:
        with failing("counting the entities of", self._address, _ADVICE):
            counted = self._client.query(self._address.collection, filter="", output_fields=["count(*)"])
            return int(counted[0]["count(*)"])

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        match = self._address.match
        names = {self._schema.key, match.field.partition(".")[0], *([] if self._nest else self._there(READ))}
        if text and match.text_field is not None:
            names.add(match.text_field.partition(".")[0])
        with failing("reading", self._address, _ADVICE):
            found = self._client.query_iterator(
                self._address.collection,
                batch_size=_READ_BATCH,
                output_fields=sorted(names),
                consistency_level="Strong",  # what was just written is read
            )
        try:
            while True:
                with failing("reading", self._address, _ADVICE):
                    rows = found.next()
                if not rows:
                    return
                yield [self._point(row, text=text) for row in rows]
        finally:
            found.close()

    def prepare(self) -> None:
        if self._schema.renumbers and self._address.url:
            raise IndexFailure(
                f"{shown(self._address)} has auto_id: a server gives each written entity a new id. Nothing "
                f"was written; create the collection with ids of your own, or let an adapter read the stamps"
            )
        if self._schema.dynamic or self._nest:
            return
        missing = [name for name in COLUMNS if name not in self._schema.names]
        if missing:
            self._add(missing)

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        from pymilvus import MilvusException  # noqa: PLC0415 - an extra

        for start in range(0, len(changes), BATCH):
            some = changes[start : start + BATCH]
            with failing("writing to", self._address, _AGAIN):
                try:
                    self._upsert(some)
                except MilvusException:  # of an entity that was deleted meanwhile there is nothing to keep
                    there = self._held([id_ for id_, _ in some])
                    if len(there) == len(some):
                        raise
                    self._upsert([change for change in some if change[0] in there])

    def close(self) -> None:
        self._client.close()

    def _there(self, names: Sequence[str]) -> Sequence[str]:
        return [name for name in names if self._schema.dynamic or name in self._schema.names]

    def _add(self, names: Sequence[str]) -> None:
        from pymilvus import DataType  # noqa: PLC0415 - an extra

        types = {str: DataType.VARCHAR, float: DataType.DOUBLE, bool: DataType.BOOL}
        advice = "create the collection with enable_dynamic_field=True, or with the fields that `rules compile` prints"
        with failing("adding fields to", self._address, advice):
            for name in names:
                size = {"max_length": _LONGEST} if COLUMNS[name] is str else {}
                self._client.add_collection_field(
                    self._address.collection, name, types[COLUMNS[name]], nullable=True, **size
                )
            self._schema = _Schema.of(self._client.describe_collection(self._address.collection))

    def _upsert(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        rows = (
            self._nested(changes) if self._nest else [{self._schema.key: id_, **_flat(held)} for id_, held in changes]
        )
        if rows:
            self._client.upsert(self._address.collection, rows, partial_update=True)

    def _nested(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> list[dict[str, object]]:
        """The JSON field of each entity as it is, with the changes in it: Milvus writes such a field as a whole."""
        key, root = self._schema.key, self._nest[0]
        held = self._held([id_ for id_, _ in changes], root)
        return [
            {key: id_, root: _within(held[id_], self._nest[1:], _flat(fields))}
            for id_, fields in changes
            if id_ in held
        ]

    def _held(self, ids: Sequence[object], *fields: str) -> dict[object, object]:
        """What stands in a field of the entities that are there, by their ids."""
        key = self._schema.key
        found = self._client.get(self._address.collection, list(ids), output_fields=[key, *fields])
        return {row[key]: row.get(fields[0]) if fields else None for row in found}

    def _point(self, row: Mapping[str, object], *, text: bool) -> Point:
        match = self._address.match
        beside = _at(row, self._nest)
        held = beside if isinstance(beside, dict) else {}
        fields = {name: held[name] for name in READ if held.get(name) is not None}
        words = _at(row, match.text_field.split(".")) if text and match.text_field else None
        return Point(
            row[self._schema.key], _at(row, match.field.split(".")), fields, words if isinstance(words, str) else ""
        )


@dataclass(frozen=True, slots=True)
class _Schema:
    """What there is to know of a collection. renumbers says that the engine numbers the entities itself."""

    names: frozenset[str]
    key: str
    dynamic: bool
    renumbers: bool

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> _Schema:
        fields = described["fields"]
        return cls(
            names=frozenset(field["name"] for field in fields),
            key=next(field["name"] for field in fields if field.get("is_primary")),
            dynamic=bool(described.get("enable_dynamic_field")),
            renumbers=bool(described.get("auto_id")),
        )


def _roots(address: Address) -> set[str]:
    named = (address.match.field, address.match.text_field)
    return {name.partition(".")[0] for name in named if name}


def _flat(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: flat(value) for name, value in fields.items()}


def _at(row: object, path: Sequence[str]) -> object:
    """What a path of keys leads to; None where it leads nowhere."""
    for key in path:
        row = row.get(key) if isinstance(row, dict) else None
    return row


def _within(held: object, path: Sequence[str], fields: Mapping[str, object]) -> dict[str, object]:
    """The object with the fields set at the end of the path."""
    inner = held if isinstance(held, dict) else {}
    if not path:
        return {**inner, **fields}
    return {**inner, path[0]: _within(inner.get(path[0]), path[1:], fields)}
