from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from index_contract import FIELDS, check_index, read_all
from weaviate_stub import CLASS, Stub, weaviate_server

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.indexes.base import Address, Index
from kbaudit.retrieval.rules import Match

TEXT = {"name": "source", "dataType": ["text"], "tokenization": "word"}


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch):
    objects = {str(UUID(int=n + 1)): {"source": f"a{n}.md", "page_content": f"text {n}"} for n in range(7)}
    with weaviate_server([TEXT, {**TEXT, "name": "page_content"}], objects) as running:
        monkeypatch.setenv("WEAVIATE_GRPC_URL", running.grpc_url)
        yield running


def opened(stub: Stub, **said: Any) -> Index:
    match = Match(field="source", text_field="page_content")
    return open_index("weaviate", Address(**({"url": stub.url, "collection": CLASS, "match": match} | said)))


def test_the_contract(stub: Stub):
    index = opened(stub)
    check_index(index, 7)
    index.close()


def test_properties_are_made_once_whole_and_out_of_the_vector(stub: Stub):
    index = opened(stub)
    index.prepare()
    index.prepare()
    made = [asked.body for asked in stub.requests if asked.method == "POST"]
    assert [one["name"] for one in made] == list(COLUMNS)
    by_name = {one["name"]: one for one in made}
    assert by_name["kb_status"]["dataType"] == ["text"]
    assert by_name["kb_conflicts"]["dataType"] == ["text[]"]
    assert by_name["kb_expires_ts"]["dataType"] == ["number"]
    assert by_name["kb_is_latest"]["dataType"] == ["boolean"]
    texts = [one for one in made if one["dataType"][0].startswith("text")]
    assert {one["tokenization"] for one in texts} == {"field"}
    assert all(one["indexSearchable"] is False for one in made)


def test_what_is_written_and_read(stub: Stub):
    index = opened(stub)
    index.prepare()
    some = str(UUID(int=3))
    index.write([(some, FIELDS)])
    sent = next(asked for asked in stub.requests if asked.method == "PATCH")
    assert sent.path == f"/v1/objects/{CLASS}/{some}"
    assert sent.body["properties"] == FIELDS
    assert "vector" not in sent.body
    assert type(sent.body["properties"]["kb_valid_from_ts"]) is float
    read_all(index, text=True)
    assert not any(request.metadata.vector for request in stub.searches)
    assert set(stub.searches[-1].properties.non_ref_properties) == {
        *("source", "page_content", "kb_stamp", "kb_ruleset", "kb_sha256", "kb_uri", "kb_status")
    }


def test_what_is_not_there_or_not_right(stub: Stub):
    with pytest.raises(IndexFailure, match=r"'Other' at http://.* failed: .*404.*; check --url, --collection"):
        opened(stub, collection="Other")
    with pytest.raises(IndexFailure, match="no property path"):
        opened(stub, match=Match(field="path"))
    with pytest.raises(UsageError, match="within another"):
        opened(stub, match=Match(field="metadata.source"))
    with pytest.raises(UsageError, match="http://localhost:8080"):
        opened(stub, url="localhost:8080")
    with pytest.raises(UsageError, match="--url"):
        opened(stub, url="", path="folder")
    stub.properties.append({**TEXT, "name": "kb_status"})
    with pytest.raises(IndexFailure, match="takes kb_status apart into words"):
        opened(stub)


def test_no_failure_tells_a_credential(stub: Stub, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WEAVIATE_API_KEY", "hunter2-key")
    with pytest.raises(IndexFailure) as failure:
        opened(stub, url="http://me:pa55word@127.0.0.1:9")
    assert "http://127.0.0.1:9" in str(failure.value)
    assert not any(secret in str(failure.value) for secret in ("hunter2", "pa55word"))
    assert "\n" not in str(failure.value)
