from __future__ import annotations

from typing import Any

import pytest
from http_stub import Asked, serving
from index_contract import FIELDS, check_index, read_all
from pinecone_stub import NAMESPACE, pinecone

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.indexes.base import Address
from kbaudit.retrieval.rules import Match
from kbaudit.retrieval.select import listed

SECRET = "pcsk_5ecret-key"  # noqa: S105 - of nobody


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINECONE_API_KEY", SECRET)


def held(field: str = "source", count: int = 7) -> dict[str, dict[str, Any]]:
    return {f"p {n}/&a=b": {field: f"a{n}.md", "text": f"text {n}", "page": float(n)} for n in range(count)}


def address(url: str, field: str = "source") -> Address:
    return Address(url=url, collection="kb", namespace=NAMESPACE, match=Match(field=field, text_field="text"))


@pytest.mark.parametrize("field", ["source", "metadata.source"])
def test_the_contract(field: str):
    with pinecone(held(field)) as (url, _):
        index = open_index("pinecone", address(url, field))
        check_index(index, 7)
        index.close()


def test_what_goes_over_the_wire():
    records = held(count=4)
    with pinecone(records) as (url, seen):
        index = open_index("pinecone", address(url))
        ids = list(read_all(index))
        index.write([(ids[2], FIELDS), ("gone", FIELDS)])
    expected = {name: value for name, value in FIELDS.items() if not isinstance(value, list)}
    updates = {asked.body["id"]: asked.body for asked in seen if asked.path == "/vectors/update"}
    assert updates.keys() == {ids[2], "gone"}
    written = updates[ids[2]].pop("setMetadata")
    assert updates[ids[2]] == {"id": ids[2], "namespace": NAMESPACE}  # no values: the vector stays
    assert {name: value for name, value in written.items() if name in expected} == expected
    lists = {name: listed(value) for name, value in written.items() if name not in expected}
    assert lists == {name: tuple(value) for name, value in FIELDS.items() if name not in expected}
    assert records.keys() == set(ids)
    assert records[ids[2]]["page"] == 2.0
    listing = [asked for asked in seen if asked.path == "/vectors/list"]
    assert [asked.query["limit"] for asked in listing] == [["100"]] * 2
    assert all(asked.query["namespace"] == [NAMESPACE] for asked in listing)


def test_long_ids_are_fetched_in_requests_of_bounded_length():
    records = {f"{n:0500}": {"source": "a.md"} for n in range(20)}
    with pinecone(records, page=100) as (url, seen):
        assert len(read_all(open_index("pinecone", address(url)))) == 20
    assert [len(asked.query["ids"]) for asked in seen if asked.path == "/vectors/fetch"] == [8, 8, 4]


def test_the_default_namespace_and_an_empty_one():
    def answer(_: Asked) -> tuple[int, Any]:
        return 200, {"namespaces": {"__default__": {"vectorCount": 5}}, "dimension": 2, "totalVectorCount": 5}

    with serving(answer) as (url, _):
        assert open_index("pinecone", Address(url=url, collection="kb")).size() == 5
        assert open_index("pinecone", Address(url=url, collection="kb", namespace="none")).size() == 0


def test_a_failure_says_what_and_where_and_no_credential():
    def answer(_: Asked) -> tuple[int, Any]:
        return 401, {"code": 16, "message": f"Invalid API key {SECRET}"}

    with serving(answer) as (url, _), pytest.raises(IndexFailure) as failure:
        open_index("pinecone", address(url))
    assert url in str(failure.value)
    assert "PINECONE_API_KEY" in str(failure.value)
    assert SECRET not in str(failure.value)
    assert "\n" not in str(failure.value)


def test_addresses_that_cannot_be_right(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(UsageError, match="--collection"):
        open_index("pinecone", Address(path="folder", collection="kb"))
    with pytest.raises(UsageError, match="host"):
        open_index("pinecone", Address(url="kb-1.svc.pinecone.io", collection="kb"))
    monkeypatch.delenv("PINECONE_API_KEY")
    with pytest.raises(UsageError, match="PINECONE_API_KEY"):
        open_index("pinecone", Address(collection="kb"))
