"""What kbaudit asks of Weaviate, by REST and by gRPC, answered from memory in the forms of its own protocol files."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import grpc
import weaviate
from http_stub import Answer, Asked, serving
from weaviate.proto.v1 import aggregate_pb2, properties_pb2, search_get_pb2, weaviate_pb2_grpc

CLASS = "Docs"
_SCHEMA = {
    "class": CLASS,
    "invertedIndexConfig": {
        "bm25": {"b": 0.75, "k1": 1.2},
        "cleanupIntervalSeconds": 60,
        "stopwords": {"preset": "en", "additions": None, "removals": None},
    },
    "multiTenancyConfig": {"enabled": False},
    "replicationConfig": {"factor": 1},
    "shardingConfig": {"virtualPerPhysical": 128},
    "vectorIndexType": "hnsw",
    "vectorIndexConfig": {"distance": "cosine"},
    "vectorizer": "none",
}
_PROPERTY = {"indexFilterable": True, "indexSearchable": True, "indexRangeFilters": False}


@dataclass(repr=False)
class Stub:
    """A collection: its properties as the schema has them, its objects by id. url and grpc_url are set once it runs.

    requests came by REST, searches by gRPC.
    """

    properties: list[dict[str, Any]]
    objects: dict[str, dict[str, Any]]
    url: str = ""
    grpc_url: str = ""
    requests: list[Asked] = field(default_factory=list)
    searches: list[Any] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"Stub of {len(self.objects)} objects"

    def connected(self) -> weaviate.WeaviateClient:
        """The real client, connected."""
        http, rpc = self.url.rpartition(":")[2], self.grpc_url.rpartition(":")[2]
        return weaviate.connect_to_custom(
            "127.0.0.1", int(http), False, "127.0.0.1", int(rpc), False, skip_init_checks=True
        )

    def answer(self, asked: Asked) -> Answer:
        """By REST."""
        found: Answer = (404, {"error": [{"message": "there is no such path"}]})
        if asked.path == "/v1/meta":
            found = 200, {"version": "1.38.0", "hostname": self.url, "modules": {}}
        elif asked.path == f"/v1/schema/{CLASS}":
            found = 200, {**_SCHEMA, "properties": [{**_PROPERTY, **one} for one in self.properties]}
        elif asked.path == f"/v1/schema/{CLASS}/properties":
            self.properties.append(asked.body)
            found = 200, asked.body
        elif asked.method == "PATCH" and asked.path.startswith(f"/v1/objects/{CLASS}/"):
            id_ = asked.path.rpartition("/")[2]
            found = (204, None) if id_ in self.objects else (404, None)
            self.objects.get(id_, {}).update(asked.body["properties"])
        return found


class _Service(weaviate_pb2_grpc.WeaviateServicer):
    def __init__(self, stub: Stub) -> None:
        self._stub = stub

    def Search(self, request: Any, _: Any) -> Any:  # noqa: N802 - the protocol's name
        self._stub.searches.append(request)
        ids = sorted(id_ for id_ in self._stub.objects if id_ > request.after)[: request.limit]
        wanted = request.properties.non_ref_properties
        results = []
        for id_ in ids:
            held = self._stub.objects[id_]
            fields = {name: _value(held[name]) for name in wanted if held.get(name) is not None}
            properties = search_get_pb2.PropertiesResult(non_ref_props=properties_pb2.Properties(fields=fields))
            metadata = search_get_pb2.MetadataResult(id=id_, id_as_bytes=UUID(id_).bytes)
            results.append(search_get_pb2.SearchResult(metadata=metadata, properties=properties))
        return search_get_pb2.SearchReply(results=results)

    def Aggregate(self, *_: Any) -> Any:  # noqa: N802 - the protocol's name
        single = aggregate_pb2.AggregateReply.Single(objects_count=len(self._stub.objects))
        return aggregate_pb2.AggregateReply(single_result=single)


def _value(value: Any) -> Any:
    if isinstance(value, bool):
        return properties_pb2.Value(bool_value=value)
    if isinstance(value, str):
        return properties_pb2.Value(text_value=value)
    return properties_pb2.Value(number_value=float(value))


@contextmanager
def weaviate_server(properties: list[dict[str, Any]], objects: dict[str, dict[str, Any]]) -> Iterator[Stub]:
    """A stub that runs."""
    stub = Stub(properties, objects)
    server = grpc.server(ThreadPoolExecutor(2))
    weaviate_pb2_grpc.add_WeaviateServicer_to_server(_Service(stub), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with serving(stub.answer) as (url, requests):
            stub.url, stub.grpc_url, stub.requests = url, f"http://127.0.0.1:{port}", requests
            yield stub
    finally:
        server.stop(0).wait()
