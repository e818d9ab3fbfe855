"""A live Weaviate collection, or one tenant of it: read by gRPC, written by REST."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.indexes.base import BATCH, READ, Point, missing_client
from kbaudit.retrieval.indexes.failures import failing, shown
from kbaudit.retrieval.targets.weaviate import type_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from weaviate import WeaviateClient
    from weaviate.collections import Collection
    from weaviate.collections.classes.internal import Object
    from weaviate.types import UUID

    from kbaudit.retrieval.indexes.base import Address

Properties = dict[str, object]

_KEY, _GRPC = "WEAVIATE_API_KEY", "WEAVIATE_GRPC_URL"
_CLOUD: Final = (".weaviate.cloud", ".weaviate.network")
_PORT, _GRPC_PORT = 8080, 50051
_ADVICE: Final = (
    f"check --url, --collection and --namespace (the tenant); the API key comes from {_KEY}, the address of gRPC from "
    f"{_GRPC} if it isn't port {_GRPC_PORT} of the same host"
)


class WeaviateIndex:
    """A collection of Weaviate. Its ids are UUIDs; the kb_ fields are properties beside match.field."""

    def __init__(self, client: WeaviateClient, collection: Collection[Properties, None], address: Address) -> None:
        self._client, self._collection, self._address = client, collection, address
        self._there: frozenset[str] = frozenset()

    @classmethod
    def open(cls, address: Address) -> WeaviateIndex:
        try:
            import weaviate  # noqa: F401, PLC0415 - an extra
        except ImportError as error:
            raise missing_client("weaviate", "weaviate-client") from error
        if address.path or not address.collection:
            raise UsageError("weaviate needs --url, such as http://localhost:8080, and --collection")
        if "." in address.match.field:
            raise UsageError(
                f"weaviate: {address.match.field} is within another property, by which nothing is filtered"
            )
        with failing("opening", address, _ADVICE):
            client = _client(address)
        collection: Collection[Properties, None] = client.collections.get(address.collection)
        of_tenant = collection.with_tenant(address.namespace) if address.namespace else collection
        opened = cls(client, of_tenant, address)
        try:
            opened._look()
        except BaseException:
            client.close()
            raise
        return opened

    def size(self) -> int:
        with failing("counting the objects of", self._address, _ADVICE):
            return self._collection.aggregate.over_all(total_count=True).total_count or 0

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        match = self._address.match
        wanted = [match.field, *(name for name in READ if name in self._there)]
        if text and match.text_field in self._there and match.text_field:
            wanted.append(match.text_field)
        after: UUID | None = None
        while True:
            with failing("reading", self._address, _ADVICE):
                found = self._collection.query.fetch_objects(
                    limit=BATCH, after=after, include_vector=False, return_properties=wanted
                ).objects
            if not found:
                return
            yield [self._point(one, text=text) for one in found]
            after = found[-1].uuid

    def prepare(self) -> None:
        from weaviate.classes.config import DataType, Property, Tokenization  # noqa: PLC0415 - an extra

        with failing("adding properties to", self._address, _ADVICE):
            for name in COLUMNS:
                if name in self._there:
                    continue
                kind = DataType[type_of(name)]
                whole = Tokenization.FIELD if kind in (DataType.TEXT, DataType.TEXT_ARRAY) else None
                self._collection.config.add_property(
                    Property(
                        name=name, data_type=kind, tokenization=whole, index_searchable=False, skip_vectorization=True
                    )
                )
        self._look()

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        with failing("writing to", self._address, "run it again: what is written stays"):
            for id_, fields in changes:
                properties = {name: _typed(name, value) for name, value in fields.items()}
                self._collection.data.update(uuid=str(id_), properties=properties)

    def close(self) -> None:
        self._client.close()

    def _look(self) -> None:
        """Reads the collection's properties: a text that isn't kept whole would be filtered by its words."""
        with failing("opening", self._address, _ADVICE):
            found = self._collection.config.get(simple=True).properties
        self._there = frozenset(one.name for one in found)
        split = [one.name for one in found if one.name in COLUMNS and (one.tokenization or "field") != "field"]
        if split:
            raise IndexFailure(
                f"{shown(self._address)} takes {', '.join(split)} apart into words (tokenization): a filter would let "
                f"through what it shouldn't; make the collection anew without them"
            )
        if self._address.match.field not in self._there:
            raise IndexFailure(
                f"{shown(self._address)} has no property {self._address.match.field}; name the right one in the policy "
                f"under retrieval.match"
            )

    def _point(self, found: Object[Properties, None], *, text: bool) -> Point:
        held, match = found.properties, self._address.match
        fields = {name: held[name] for name in READ if held.get(name) is not None}
        words = held.get(match.text_field) if text and match.text_field else None
        return Point(str(found.uuid), held.get(match.field), fields, words if isinstance(words, str) else "")


def _typed(name: str, value: object) -> object:
    return float(value) if COLUMNS.get(name) is float and isinstance(value, int) else value


def _client(address: Address) -> WeaviateClient:
    import weaviate  # noqa: PLC0415 - an extra
    from weaviate.classes.init import AdditionalConfig, Auth, Timeout  # noqa: PLC0415 - an extra

    parts = urlsplit(address.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("weaviate: --url has to be like http://localhost:8080")
    key = os.environ.get(_KEY)
    patience = AdditionalConfig(timeout=Timeout(init=10, query=60, insert=60))
    if parts.hostname.endswith(_CLOUD):
        if not key:
            raise UsageError(f"weaviate: the cloud needs an API key in {_KEY}")
        return weaviate.connect_to_weaviate_cloud(
            address.url, Auth.api_key(key), additional_config=patience, skip_init_checks=True
        )
    secure = parts.scheme == "https"
    grpc = urlsplit(os.environ.get(_GRPC) or f"{parts.scheme}://{parts.hostname}:{443 if secure else _GRPC_PORT}")
    return weaviate.connect_to_custom(
        http_host=parts.hostname,
        http_port=parts.port or (443 if secure else _PORT),
        http_secure=secure,
        grpc_host=grpc.hostname or parts.hostname,
        grpc_port=grpc.port or _GRPC_PORT,
        grpc_secure=grpc.scheme == "https",
        auth_credentials=Auth.api_key(key) if key else None,
        additional_config=patience,
        skip_init_checks=True,  # they ask the package registry for the client's newest version
    )
