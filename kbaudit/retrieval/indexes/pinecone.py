"""A live Pinecone index: one namespace of it, through its REST API."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from kbaudit.errors import UsageError
from kbaudit.retrieval.columns import flat
from kbaudit.retrieval.indexes.base import READ, Point, missing_client
from kbaudit.retrieval.indexes.failures import failing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pinecone.index import Index as Client

    from kbaudit.retrieval.indexes.base import Address

_KEY: Final = "PINECONE_API_KEY"
_PAGE: Final = 100  # ids: the most that Pinecone lists at a time
_LONGEST: Final = 4_000  # characters of ids in one request: they stand in its URL
_AT_ONCE: Final = 8  # updates under way at a time: Pinecone takes one record each, and about 100 a second
_DEFAULT: Final = "__default__"
_ADVICE: Final = f"check --collection (or --url, the index's host), --namespace and {_KEY}"


class PineconeIndex:
    """A namespace of an index. match.field is a key of its flat metadata, dots and all.

    Pinecone gives metadata together with the vectors alone: they are thrown away. Only serverless indexes list ids.
    """

    def __init__(self, client: Client, address: Address) -> None:
        self._client, self._address = client, address
        head, dot, _ = address.match.field.rpartition(".")
        self._prefix = head + dot

    @classmethod
    def open(cls, address: Address) -> PineconeIndex:
        try:
            from pinecone import Pinecone  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise missing_client("pinecone", "pinecone") from error
        if address.path or not address.collection:
            raise UsageError("pinecone needs --collection, the index's name, and has no --path")
        if address.url and urlsplit(address.url).scheme not in ("http", "https"):
            raise UsageError("pinecone: --url has to be the index's host, such as https://docs-1a2b.svc.pinecone.io")
        if not os.environ.get(_KEY):
            raise UsageError(f"pinecone needs an API key in {_KEY}")
        with failing("opening", address, _ADVICE):
            client = Pinecone()
            # The host is asked for by the name where it isn't given.
            opened = cls(client.index(host=address.url) if address.url else client.index(address.collection), address)
        opened.size()
        return opened

    def size(self) -> int:
        with failing("counting the records of", self._address, _ADVICE):
            namespaces = self._client.describe_index_stats().namespaces
        own = [namespaces.get(name) for name in (self._address.namespace, *self._defaults())]
        return next((found.vector_count for found in own if found is not None), 0)

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        after: str | None = None
        while True:
            with failing("listing the records of", self._address, _ADVICE):
                page = self._client.list_paginated(
                    limit=_PAGE, pagination_token=after, namespace=self._address.namespace
                )
            for ids in _short([str(item.id) for item in page.vectors]):
                yield self._fetched(ids, text=text)
            after = page.pagination.next if page.pagination else None
            if not after:
                return

    def prepare(self) -> None:
        """Nothing has to be made: metadata has no schema."""

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        with (
            failing("writing to", self._address, "run it again: what is written stays"),
            ThreadPoolExecutor(_AT_ONCE) as pool,
        ):
            for done in [pool.submit(self._update, str(id_), fields) for id_, fields in changes]:
                done.result()

    def close(self) -> None:
        self._client.close()

    def _update(self, id_: str, fields: Mapping[str, object]) -> None:
        metadata = {self._prefix + name: flat(value) for name, value in fields.items()}
        self._client.update(id=id_, set_metadata=metadata, namespace=self._address.namespace)

    def _fetched(self, ids: Sequence[str], *, text: bool) -> list[Point]:
        with failing("reading", self._address, _ADVICE):
            found = self._client.fetch(ids=ids, namespace=self._address.namespace).vectors
        return [self._point(id_, found[id_].metadata, text=text) for id_ in ids if id_ in found]

    def _point(self, id_: str, metadata: Mapping[str, object] | None, *, text: bool) -> Point:
        held, match = metadata or {}, self._address.match
        fields = {name: held[key] for name in READ if held.get(key := self._prefix + name) is not None}
        words = held.get(match.text_field) if text and match.text_field else None
        return Point(id_, held.get(match.field), fields, words if isinstance(words, str) else "")

    def _defaults(self) -> tuple[str, ...]:
        return () if self._address.namespace else (_DEFAULT,)


def _short(ids: Sequence[str]) -> Iterator[list[str]]:
    """The ids in groups that a request's URL has room for."""
    group: list[str] = []
    length = 0
    for id_ in ids:
        if group and length + len(id_) > _LONGEST:
            yield group
            group, length = [], 0
        group.append(id_)
        length += len(id_)
    if group:
        yield group
