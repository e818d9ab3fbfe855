"""Against an emulator of OpenSearch, through the real client."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import osmem
import pytest
from index_contract import FIELDS, check_index, read_all
from random_recency import rules_with

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.indexes.base import Address, Index
from kbaudit.retrieval.rules import Match
from kbaudit.retrieval.targets.base import Asked as AskedFor
from kbaudit.retrieval.targets.elasticsearch import OpenSearch


@pytest.fixture(scope="module")
def server():
    with osmem.server() as running:
        yield running


def filled(server: Any, field: str = "source", count: int = 7, target: str = "opensearch") -> tuple[str, Index]:
    """As somebody else's loader writes it: "metadata.source" within an object."""
    url, client = server
    name = f"docs-{uuid4()}"
    lines: list[Any] = []
    for n in range(count):
        own: dict[str, Any] = {"source": f"a{n}.md", "page": n}
        lines += [{"index": {"_id": f"p{n}"}}, {"text": f"text {n}", **({"metadata": own} if "." in field else own)}]
    client.bulk(index=name, body=lines, refresh=True)
    match = Match(field=field, text_field="text")
    return name, open_index(target, Address(url=url, collection=name, match=match))


@pytest.mark.parametrize("target", ["opensearch", "elasticsearch"])
@pytest.mark.parametrize("field", ["source", "metadata.source"])
def test_the_contract(server: Any, field: str, target: str):
    _, index = filled(server, field, target=target)
    check_index(index, 7)
    index.close()


def test_more_points_than_a_page_has_room_for(server: Any):
    _, index = filled(server, count=2_300)
    ids = list(read_all(index))
    index.write([(id_, {"kb_uri": f"of {id_}"}) for id_ in ids[:1_500]])
    written = {id_: point.fields.get("kb_uri") for id_, point in read_all(index).items()}
    assert written == {id_: f"of {id_}" if id_ in ids[:1_500] else None for id_ in ids}


def test_the_rest_stays_and_a_point_that_is_gone_is_not_made(server: Any):
    name, index = filled(server, "metadata.source")
    index.prepare()
    index.write([(("p3", None), FIELDS), (("gone", None), FIELDS)])
    assert index.size() == 7
    held = server[1].get(index=name, id="p3")["_source"]
    assert held == {"text": "text 3", "metadata": {"source": "a3.md", "page": 3, **FIELDS}}


def test_what_is_written_passes_the_compiled_filter(server: Any):
    name, index = filled(server)
    index.prepare()
    index.write([(("p2", None), FIELDS), (("p4", None), FIELDS | {"kb_status": "exclude"})])
    index.size()  # refreshes
    query = OpenSearch().compile(AskedFor(rules_with(), 1_800_000_000)).filter
    # FIELDS is stamped `serve`, and rules_with keeps all that an audit knows: so one more condition.
    query = {"bool": {"filter": [query, {"term": {"kb_status": {"value": "serve"}}}]}}
    found = server[1].search(index=name, body={"query": query})
    assert [hit["_id"] for hit in found["hits"]["hits"]] == ["p2"]


def test_a_routed_document_is_written_by_its_routing(server: Any):
    url, client = server
    name = f"docs-{uuid4()}"
    client.index(index=name, id="p", body={"source": "a.md"}, routing="r", refresh=True)
    index = open_index("opensearch", Address(url=url, collection=name))
    index.write([(id_, {"kb_status": "serve"}) for id_ in read_all(index)])
    assert read_all(index) == {("p", "r"): (("p", "r"), "a.md", {"kb_status": "serve"}, "")}


def test_what_is_not_there_and_no_credential_is_told(server: Any, monkeypatch: pytest.MonkeyPatch):
    url, _ = server
    with pytest.raises(IndexFailure, match=r"'other' at http://.* failed: .*no such index.*check --url"):
        open_index("opensearch", Address(url=url, collection="other"))
    for wrong in (Address(collection="docs"), Address(url="localhost:9200", collection="docs"), Address(url=url)):
        with pytest.raises(UsageError, match="--url"):
            open_index("elasticsearch", wrong)
    with pytest.raises(UsageError, match="can't hold a credential"):
        open_index("opensearch", Address(url="http://me:pa55word@127.0.0.1:9", collection="docs"))
    monkeypatch.setenv("OPENSEARCH_PASSWORD", "hunter2-pass")
    monkeypatch.setenv("OPENSEARCH_USERNAME", "me")
    with pytest.raises(IndexFailure) as failure:
        open_index("opensearch", Address(url="http://127.0.0.1:9", collection="docs"))
    assert "http://127.0.0.1:9" in str(failure.value)
    assert "hunter2" not in str(failure.value)
    assert "\n" not in str(failure.value)
