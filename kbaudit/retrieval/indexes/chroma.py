"""A live Chroma collection: local, on a server or in Chroma Cloud."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

from kbaudit.errors import UsageError
from kbaudit.retrieval.columns import flat
from kbaudit.retrieval.indexes.base import BATCH, READ, Point, missing_client
from kbaudit.retrieval.indexes.failures import failing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection
    from chromadb.api.types import Include, Metadata

    from kbaudit.retrieval.indexes.base import Address

_CLOUD: Final = "api.trychroma.com"
_CLOUD_BATCH: Final = 300  # Chroma Cloud's limit of records for one read or write
_ADVICE: Final = (
    "check --url or --path, --collection and --namespace (database, or tenant/database); credentials come from "
    "CHROMA_API_KEY or CHROMA_CLIENT_AUTH_CREDENTIALS with CHROMA_CLIENT_AUTH_PROVIDER"
)


class ChromaIndex:
    """A collection of Chroma. match.field is a key of its flat metadata, dots and all; the text is the document."""

    def __init__(self, collection: Collection, address: Address, batch: int) -> None:
        self._collection, self._address, self._batch = collection, address, batch
        head, dot, _ = address.match.field.rpartition(".")
        self._prefix = head + dot

    @classmethod
    def open(cls, address: Address) -> ChromaIndex:
        try:
            import chromadb  # noqa: F401, PLC0415 - an extra
        except ImportError as error:
            raise missing_client("chroma", "chromadb") from error
        if bool(address.url) == bool(address.path):
            raise UsageError("chroma needs --url of a server or --path of a folder that Chroma wrote")
        with failing("opening", address, _ADVICE):
            client = _server(address) if address.url else _local(address)
            collection = client.get_collection(address.collection, embedding_function=None)
            most = _CLOUD_BATCH if _CLOUD in address.url else min(BATCH, client.get_max_batch_size())
            return cls(collection, address, most)

    def size(self) -> int:
        with failing("counting the records of", self._address, _ADVICE):
            return self._collection.count()

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        include: Include = ["metadatas", "documents"] if text else ["metadatas"]
        start = 0
        while True:
            with failing("reading", self._address, _ADVICE):
                found = self._collection.get(include=include, limit=self._batch, offset=start)
            ids = found["ids"]
            if not ids:
                return
            start += len(ids)
            metadatas: Sequence[Metadata | None] = found["metadatas"] or [None] * len(ids)
            documents: Sequence[str | None] = found["documents"] or [None] * len(ids)
            yield [self._point(*each) for each in zip(ids, metadatas, documents, strict=True)]

    def prepare(self) -> None:
        """Nothing has to be made: metadata has no schema."""

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        for start in range(0, len(changes), self._batch):
            some = changes[start : start + self._batch]
            ids = [str(id_) for id_, _ in some]
            metadatas = [
                cast("Metadata", {self._prefix + name: flat(value) for name, value in fields.items()})
                for _, fields in some
            ]
            with failing("writing to", self._address, "run it again: what is written stays"):
                self._collection.update(ids=ids, metadatas=metadatas)

    def close(self) -> None:
        """Chroma's client has nothing to end: it belongs to the process."""

    def _point(self, id_: str, metadata: Mapping[str, object] | None, document: str | None) -> Point:
        held = metadata or {}
        fields = {name: held[key] for name in READ if held.get(key := self._prefix + name) is not None}
        return Point(id_, held.get(self._address.match.field), fields, document or "")


def _local(address: Address) -> ClientAPI:
    import chromadb  # noqa: PLC0415 - an extra
    from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings  # noqa: PLC0415 - an extra

    if not (Path(address.path) / "chroma.sqlite3").is_file():  # the client would make an empty one
        raise UsageError(f"chroma: {address.path} is no folder that Chroma wrote: it has no chroma.sqlite3")
    tenant, database = _namespace(address, DEFAULT_TENANT, DEFAULT_DATABASE)
    return chromadb.PersistentClient(address.path, Settings(anonymized_telemetry=False), tenant, database)


def _server(address: Address) -> ClientAPI:
    import chromadb  # noqa: PLC0415 - an extra
    from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings  # noqa: PLC0415 - an extra

    parts = urlsplit(address.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError("chroma: --url has to be like http://localhost:8000")
    settings = Settings(anonymized_telemetry=False)
    if parts.hostname == _CLOUD:
        tenant, database = _namespace(address, "", "")
        return chromadb.CloudClient(tenant or None, database or None, settings=settings)  # None: the environment's
    tenant, database = _namespace(address, DEFAULT_TENANT, DEFAULT_DATABASE)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 8000)
    return chromadb.HttpClient(parts.hostname, port, secure, None, settings, tenant, database)


def _namespace(address: Address, tenant: str, database: str) -> tuple[str, str]:
    """Tenant and database of "database" or "tenant/database"; what isn't named is the default that is given."""
    named, _, last = address.namespace.rpartition("/")
    return named or tenant, last or database
