"""A Qdrant collection as a live index: on a server, or in the folder of the client's local mode.

A folder that holds one shard of qdrant-edge is opened by qdrant_shard.py.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.indexes.base import BATCH, Address, Index, Point, missing_client
from kbaudit.retrieval.indexes.payloads import Layout, alike
from kbaudit.retrieval.indexes.qdrant_shard import QdrantShard, is_shard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qdrant_client import QdrantClient
    from qdrant_client.http.models import ExtendedPointId

_KEY: Final = "QDRANT_API_KEY"
_NOT_FOUND: Final = 404
_PATIENCE: Final = 60  # seconds for one request


class QdrantIndex:
    """A collection. Its ids are numbers and UUIDs as text."""

    def __init__(self, client: QdrantClient, address: Address) -> None:
        self._client, self._collection = client, address.collection
        self._layout = Layout(address.match)
        self._local = bool(address.path)
        self._where = f"qdrant: {address.url or address.path}, collection {address.collection}"

    @classmethod
    def open(cls, address: Address) -> Index:
        if is_shard(address.path):
            return QdrantShard.open(address)
        opened = cls(_client(address), address)
        try:
            opened._check()
        except IndexFailure:
            opened.close()
            raise
        return opened

    def _check(self) -> None:
        with self._failing():
            there = self._client.collection_exists(self._collection)
        if not there:
            raise IndexFailure(f"{self._where}: there is no such collection; check --collection")

    def size(self) -> int:
        with self._failing():
            return self._client.count(self._collection, exact=True).count

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        wanted = self._layout.wanted(text=text)
        after: ExtendedPointId | None = None
        while True:
            with self._failing():
                found, after = self._client.scroll(
                    self._collection, limit=BATCH, offset=after, with_payload=wanted, with_vectors=False
                )
            yield [self._layout.point(one.id, one.payload, text=text) for one in found]
            if after is None:
                return

    def prepare(self) -> None:
        if self._local:  # it has no payload indexes, and says so each time
            return
        from qdrant_client.models import PayloadSchemaType  # noqa: PLC0415 - only where the client is there

        with self._failing():
            there = self._client.get_collection(self._collection).payload_schema
            for field, kind in self._layout.indexed.items():
                if field not in there:
                    self._client.create_payload_index(self._collection, field, PayloadSchemaType(kind), wait=True)

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        from qdrant_client.http.exceptions import UnexpectedResponse  # noqa: PLC0415 - only where the client is there

        for start in range(0, len(changes), BATCH):
            some = changes[start : start + BATCH]
            with self._failing():
                try:
                    self._set(some)
                except UnexpectedResponse as error:  # one that was deleted meanwhile makes all the others fail
                    there = self._there([id_ for id_, _ in some])
                    if error.status_code != _NOT_FOUND or len(there) == len(some):
                        raise
                    self._set([change for change in some if change[0] in there])

    def _set(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        from qdrant_client import models  # noqa: PLC0415 - only where the client is there

        sets = [
            models.SetPayload(
                payload=dict(fields), points=cast("list[ExtendedPointId]", ids), key=self._layout.below or None
            )
            for ids, fields in alike(changes)
        ]
        operations = [models.SetPayloadOperation(set_payload=one) for one in sets]
        if operations:
            self._client.batch_update_points(self._collection, operations, wait=True)

    def _there(self, ids: Sequence[object]) -> set[object]:
        asked = cast("Sequence[ExtendedPointId]", ids)
        return {one.id for one in self._client.retrieve(self._collection, asked, with_payload=False)}

    def close(self) -> None:
        self._client.close()

    @contextmanager
    def _failing(self) -> Iterator[None]:
        with failing(self._where):
            yield


def _client(address: Address) -> QdrantClient:
    try:
        from qdrant_client import QdrantClient  # noqa: PLC0415 - only where a Qdrant index is asked for
    except ImportError:
        raise missing_client("qdrant", "qdrant-client") from None
    if bool(address.url) == bool(address.path) or not address.collection:
        raise UsageError("qdrant: --collection and either --url or --path are needed")
    if address.path:
        # The client would make an empty one.
        if not (Path(address.path) / "meta.json").is_file():
            raise IndexFailure(f"qdrant: {address.path} is no folder of Qdrant's local mode; check --path")
        with failing(f"qdrant: {address.path}"):
            return QdrantClient(path=address.path)
    parts = urlsplit(address.url)
    if "@" in parts.netloc or parts.query:
        raise UsageError(f"qdrant: --url can't hold a credential; set {_KEY} instead")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("qdrant: --url has to begin with http:// or https:// and name a host")
    with failing(f"qdrant: {address.url}"):
        return QdrantClient(url=address.url, api_key=os.environ.get(_KEY), timeout=_PATIENCE, check_compatibility=False)


@contextmanager
def failing(where: str) -> Iterator[None]:
    """The client's errors as IndexFailure: where, what and what to do, on one line."""
    from qdrant_client.http.exceptions import ApiException, UnexpectedResponse  # noqa: PLC0415 - see _client

    try:
        yield
    except UnexpectedResponse as error:
        advice = f"; check {_KEY}" if error.status_code in (401, 403) else ""
        raise IndexFailure(f"{where}: the server answered {error.status_code} {error.reason_phrase}{advice}") from None
    except (ApiException, ValueError, RuntimeError, OSError) as error:
        raise IndexFailure(f"{where}: {_line(error)}; check --url or --path, and that Qdrant runs") from None


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
