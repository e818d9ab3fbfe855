"""A live index of OpenSearch or Elasticsearch: both by the REST API that they have in common, with opensearch-py."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.indexes.base import BATCH, READ, Point, missing_client
from kbaudit.retrieval.indexes.failures import failing, shown
from kbaudit.retrieval.targets.elasticsearch import mapping

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from opensearchpy import OpenSearch

    from kbaudit.retrieval.indexes.base import Address

_OPEN: Final = "2m"  # how long a scroll waits for its next page
_GONE: Final = 404  # of a point that was deleted since it was read
_ADVICE: Final = (
    "check --url and --collection; credentials come from {0}_API_KEY, or {0}_USERNAME and {0}_PASSWORD, and a "
    "certificate of one's own from SSL_CERT_FILE"
)


class OpenSearchIndex:
    """An index, or an alias of one. match.field may lead into objects: the kb_ fields stand beside it.

    An id is the pair of _id and _routing, which a document that was routed is written by.
    """

    _name, _variables = "opensearch", "OPENSEARCH"

    def __init__(self, client: OpenSearch, address: Address) -> None:
        self._client, self._address = client, address
        self._advice = _ADVICE.format(self._variables)
        self._nest = tuple(address.match.field.split(".")[:-1])

    @classmethod
    def open(cls, address: Address) -> OpenSearchIndex:
        try:
            from opensearchpy import OpenSearch  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise missing_client(cls._name, "opensearch-py") from error
        parts = urlsplit(address.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not address.collection:
            raise UsageError(f"{cls._name} needs --url, such as https://localhost:9200, and --collection, the index")
        if parts.username or parts.password:
            raise UsageError(f"{cls._name}: --url can't hold a credential; set {cls._variables}_API_KEY instead")
        opened = cls(OpenSearch(address.url, timeout=60, **cls._credentials()), address)
        opened.size()
        return opened

    def size(self) -> int:
        with failing("counting the documents of", self._address, self._advice):
            self._client.indices.refresh(index=self._address.collection)
            return int(self._client.count(index=self._address.collection)["count"])

    def points(self, *, text: bool) -> Iterator[Sequence[Point]]:
        match = self._address.match
        wanted = [match.field, *(".".join((*self._nest, name)) for name in READ)]
        if text and match.text_field:
            wanted.append(match.text_field)
        body = {"size": BATCH, "sort": ["_doc"], "_source": wanted}
        with failing("reading", self._address, self._advice):
            self._client.indices.refresh(index=self._address.collection)
            page: Any = self._client.search(index=self._address.collection, body=body, params={"scroll": _OPEN})
        try:
            while page["hits"]["hits"]:
                yield [self._point(hit, text=text) for hit in page["hits"]["hits"]]
                with failing("reading", self._address, self._advice):
                    page = self._client.scroll(body={"scroll_id": page["_scroll_id"], "scroll": _OPEN})
        finally:
            with failing("reading", self._address, self._advice):
                self._client.clear_scroll(body={"scroll_id": [page["_scroll_id"]]}, params={"ignore": _GONE})

    def prepare(self) -> None:
        """Adds the fields to the mapping, before the first stamp makes analysed text of them."""
        prefix = "".join(f"{name}." for name in self._nest)
        advice = "index into a new one whose mapping has the kb_ fields as `rules compile` prints them"
        with failing("adding fields to", self._address, advice):
            self._client.indices.put_mapping(index=self._address.collection, body=mapping(prefix))

    def write(self, changes: Sequence[tuple[object, Mapping[str, object]]]) -> None:
        lines: list[object] = []
        for id_, fields in changes:
            key, routing = id_ if isinstance(id_, tuple) else (id_, None)
            lines.append({"update": {"_id": key, **({"routing": routing} if routing else {})}})
            lines.append({"doc": self._below(fields)})
        if not lines:
            return
        with failing("writing to", self._address, "run it again: what is written stays"):
            done = self._client.bulk(index=self._address.collection, body=lines)
        refused = (item["update"] for item in done["items"] if item["update"]["status"] >= 400)
        error = next((item["error"] for item in refused if item["status"] != _GONE), None)
        if error is not None:
            raise IndexFailure(
                f"writing to {shown(self._address)} failed: {error.get('reason')}; run it again: what is written stays"
            )

    def close(self) -> None:
        self._client.close()

    @classmethod
    def _credentials(cls) -> dict[str, Any]:
        key, user, password = (
            os.environ.get(f"{cls._variables}_{name}") for name in ("API_KEY", "USERNAME", "PASSWORD")
        )
        if key:
            return {"headers": {"authorization": f"ApiKey {key}"}}
        return {"http_auth": (user, password)} if user and password else {}

    def _below(self, fields: Mapping[str, object]) -> object:
        """The fields in the objects that match.field is in: an update merges them with what is there."""
        below: object = dict(fields)
        for name in reversed(self._nest):
            below = {name: below}
        return below

    def _point(self, hit: Mapping[str, Any], *, text: bool) -> Point:
        source, match = hit.get("_source") or {}, self._address.match
        beside = _at(source, self._nest)
        held = beside if isinstance(beside, dict) else {}
        fields = {name: held[name] for name in READ if held.get(name) is not None}
        words = _at(source, match.text_field.split(".")) if text and match.text_field else None
        value = held.get(match.field.rpartition(".")[2])
        return Point((hit["_id"], hit.get("_routing")), value, fields, words if isinstance(words, str) else "")


class ElasticsearchIndex(OpenSearchIndex):
    """The same for Elasticsearch, with its own variables for credentials."""

    _name, _variables = "elasticsearch", "ELASTICSEARCH"


def _at(source: object, path: Sequence[str]) -> object:
    for key in path:
        source = source.get(key) if isinstance(source, dict) else None
    return source
