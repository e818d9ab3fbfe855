from __future__ import annotations

from pathlib import Path

import pytest
import qdrant_edge
import qdrant_shard
from http_stub import Asked, serving
from index_contract import FIELDS, check_index, read_all
from qdrant_client import QdrantClient, models

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.indexes.base import Address
from kbaudit.retrieval.rules import Match

FLAT = Match(field="source", text_field="text")
NESTED = Match(field="metadata.source", text_field="page_content")
ODD = Match(field="meta data.source", text_field="text")
LAYOUTS = {
    FLAT: lambda n: {"source": f"a{n}.md", "text": f"text {n}", "kept": [1, None]},
    NESTED: lambda n: {"page_content": f"text {n}", "metadata": {"source": f"a{n}.md", "kept": [1, None]}},
    ODD: lambda n: {"text": f"text {n}", "meta data": {"source": f"a{n}.md", "kept": [1, None]}},
}


def collection(path: Path, match: Match, count: int = 7) -> Address:
    client = QdrantClient(path=str(path))
    client.create_collection("docs", models.VectorParams(size=2, distance=models.Distance.DOT))
    points = [models.PointStruct(id=n, vector=[1.0, n], payload=LAYOUTS[match](n)) for n in range(count)]
    client.upsert("docs", points)
    client.close()
    return Address(path=str(path), collection="docs", match=match)


def shard(path: Path, match: Match, count: int = 7) -> Address:
    qdrant_shard.shard(path, [LAYOUTS[match](n) for n in range(count)]).close()
    return Address(path=str(path), match=match)


@pytest.mark.parametrize("match", LAYOUTS)
@pytest.mark.parametrize("make", [collection, shard])
def test_the_contract(tmp_path, make, match):
    address = make(tmp_path / "index", match)
    index = open_index("qdrant", address)
    check_index(index, 7)
    index.close()
    again = open_index("qdrant", address)  # it's on disk, for whoever opens it next
    assert sum(bool(point.fields) for point in read_all(again).values()) == 3
    again.close()


def test_more_points_than_a_batch_have_room_for(tmp_path):
    index = open_index("qdrant", shard(tmp_path / "index", NESTED, 2_500))
    ids = list(read_all(index))
    index.write([(id_, {**FIELDS, "kb_uri": f"{id_ // 3}"}) for id_ in ids])
    assert {id_: point.fields["kb_uri"] for id_, point in read_all(index).items()} == {n: f"{n // 3}" for n in ids}
    index.close()


def test_what_is_nested_stands_beside_the_source_and_the_rest_stays(tmp_path):
    address = collection(tmp_path / "index", NESTED)
    index = open_index("qdrant", address)
    index.write([(3, FIELDS)])
    index.close()
    client = QdrantClient(path=address.path)
    [record] = client.retrieve("docs", [3], with_vectors=True)
    assert record.payload == {"page_content": "text 3", "metadata": {"source": "a3.md", "kept": [1, None], **FIELDS}}
    assert record.vector == [1.0, 3.0]
    client.close()


def test_a_point_that_was_deleted_meanwhile_holds_up_nothing():
    """A server refuses a list of points of which one is gone; the others are written all the same."""
    written: list[object] = []

    def answer(asked: Asked) -> tuple[int, object]:
        if asked.path.endswith("/exists"):
            return 200, {"result": {"exists": True}, "status": "ok", "time": 0}
        if asked.path.endswith("/points/batch"):
            ids = [id_ for one in asked.body["operations"] for id_ in one["set_payload"]["points"]]
            if 99 in ids:
                return 404, {"status": {"error": "Not found: No point with id 99 found"}, "time": 0}
            written.extend(ids)
            return 200, {"result": [{"operation_id": 1, "status": "completed"}], "status": "ok", "time": 0}
        there = [{"id": id_, "payload": None} for id_ in asked.body["ids"] if id_ != 99]
        return 200, {"result": there, "status": "ok", "time": 0}

    with serving(answer) as (url, _):
        index = open_index("qdrant", Address(url=url, collection="docs"))
        index.write([(1, FIELDS), (99, FIELDS), (2, {**FIELDS, "kb_status": "exclude"})])
        index.close()
    assert written == [1, 2]


def test_a_shard_has_the_payload_indexes(tmp_path):
    address = shard(tmp_path / "index", NESTED)
    index = open_index("qdrant", address)
    index.prepare()
    index.close()
    schema = qdrant_edge.EdgeShard.load(address.path).info().payload_schema
    assert schema["metadata.kb_status"].data_type == qdrant_edge.PayloadSchemaType.Keyword
    assert schema["metadata.kb_expires_ts"].data_type == qdrant_edge.PayloadSchemaType.Float


def test_failures_say_where_and_hold_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("QDRANT_API_KEY", "hunter2")
    path = collection(tmp_path / "index", FLAT).path
    with pytest.raises(IndexFailure, match=r"collection nope: there is no such collection"):
        open_index("qdrant", Address(path=path, collection="nope"))
    with pytest.raises(IndexFailure, match="is no folder of Qdrant's local mode"):
        open_index("qdrant", Address(path=str(tmp_path / "none"), collection="docs"))
    assert not (tmp_path / "none").exists()
    with pytest.warns(UserWarning, match="insecure"), pytest.raises(IndexFailure) as failure:
        open_index("qdrant", Address(url="http://127.0.0.1:1", collection="docs"))
    assert "http://127.0.0.1:1" in str(failure.value)
    assert "hunter2" not in str(failure.value)
    assert "\n" not in str(failure.value)
    (tmp_path / "edge_config.json").write_text("{")
    with pytest.raises(IndexFailure, match="shard"):
        open_index("qdrant", Address(path=str(tmp_path)))


@pytest.mark.parametrize(
    "address",
    [
        Address(collection="docs"),
        Address(url="http://h", path="p", collection="docs"),
        Address(url="http://h"),
        Address(url="http://ann:hunter2@h", collection="docs"),
        Address(url="http://h?api_key=hunter2", collection="docs"),
        Address(url="h:6333", collection="docs"),
    ],
)
def test_addresses_that_cannot_be_right(address):
    with pytest.raises(UsageError) as failure:
        open_index("qdrant", address)
    assert "hunter2" not in str(failure.value)
