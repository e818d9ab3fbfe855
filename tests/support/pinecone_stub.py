"""What kbaudit asks of Pinecone's data plane, answered from memory in the forms of its REST API."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from http_stub import Answer, Asked, serving

NAMESPACE = "docs"


@contextmanager
def pinecone(records: dict[str, dict[str, Any]], page: int = 3) -> Iterator[tuple[str, list[Asked]]]:
    """The index's host, and the requests; records are the metadata by id, and are changed by updates.

    page is shorter than Pinecone's 100, so that there are several.
    """
    lock = threading.Lock()

    def answer(asked: Asked) -> Answer:
        with lock:
            if asked.path == "/describe_index_stats":
                namespaces = {NAMESPACE: {"vectorCount": len(records)}}
                return 200, {"namespaces": namespaces, "dimension": 2, "totalVectorCount": len(records)}
            if asked.path == "/vectors/list":
                return 200, _page(list(records), int(asked.query.get("paginationToken", ["0"])[0]), page)
            if asked.path == "/vectors/fetch":
                found = {id_: records[id_] for id_ in asked.query["ids"] if id_ in records}
                vectors = {id_: {"id": id_, "values": [0.1, 0.2], "metadata": kept} for id_, kept in found.items()}
                return 200, {"vectors": vectors, "namespace": NAMESPACE}
            if asked.path == "/vectors/update":
                if asked.body["id"] in records:
                    records[asked.body["id"]].update(asked.body["setMetadata"])
                return 200, {}
            if asked.path == "/query":
                return 200, {"matches": [{"id": "a", "score": 0.5}], "namespace": NAMESPACE}
            return 404, {"code": 5, "message": "there is no such path"}

    with serving(answer) as served:
        yield served


def _page(ids: list[str], start: int, length: int) -> dict[str, Any]:
    found: dict[str, Any] = {"vectors": [{"id": id_} for id_ in ids[start : start + length]], "namespace": NAMESPACE}
    if start + length < len(ids):
        found["pagination"] = {"next": str(start + length)}
    return found
