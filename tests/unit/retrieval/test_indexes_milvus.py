from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from index_contract import FIELDS, check_index, read_all
from pymilvus import DataType, MilvusClient

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.indexes.base import Address
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, RuleSettings, build_rules
from kbaudit.retrieval.targets.base import Asked
from kbaudit.retrieval.targets.milvus import Milvus

FLAT = Match(field="source", text_field="text")
NESTED = Match(field="metadata.source", text_field="text")
DEEP = Match(field="metadata.of.source", text_field="text")
KINDS = {str: DataType.VARCHAR, float: DataType.DOUBLE, bool: DataType.BOOL}


def entity(n: int, match: Match, key: object) -> dict[str, Any]:
    tie: dict[str, Any] = {"source": f"a{n}.md", "page": n}
    for part in reversed(match.field.split(".")[:-1]):
        tie = {part: tie, "beside": n} if part != "metadata" else {part: tie}
    return {"pk": key, "vector": [float(n), 1.0], "text": f"text {n}", **tie}


def collection(
    path: Path, match: Match = FLAT, *, count: int = 7, key: type = int, layout: str = "dynamic"
) -> tuple[MilvusClient, Address]:
    """dynamic: everything in dynamic fields; typed: nothing; bare: without the kb_ fields."""
    file = path / "lite.db"
    client = MilvusClient(str(file))
    schema = client.create_schema(enable_dynamic_field=layout == "dynamic")
    size = {"max_length": 100} if key is str else {}
    schema.add_field("pk", DataType.VARCHAR if key is str else DataType.INT64, is_primary=True, **size)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=2)
    if layout != "dynamic":
        for name in ("source", "text"):
            schema.add_field(name, DataType.VARCHAR, max_length=100)
        schema.add_field("page", DataType.INT64)
    for name, kind in COLUMNS.items() if layout == "typed" else ():
        schema.add_field(name, KINDS[kind], nullable=True, **({"max_length": 1000} if kind is str else {}))
    if layout == "dynamic" and match is not FLAT:
        schema.add_field("metadata", DataType.JSON)
    index = client.prepare_index_params()
    index.add_index("vector", index_type="AUTOINDEX", metric_type="L2")
    client.create_collection("docs", schema=schema, index_params=index)
    client.insert("docs", [entity(n, match, key(n)) for n in range(count)])
    return client, Address(path=str(file), collection="docs", match=match)


@pytest.mark.parametrize("match", [FLAT, NESTED, DEEP])
@pytest.mark.parametrize("key", [str, int])
def test_the_contract(tmp_path: Path, match: Match, key: type):
    _, address = collection(tmp_path, match, key=key)
    index = open_index("milvus", address)
    check_index(index, 7)
    index.close()


@pytest.mark.parametrize("match", [FLAT, NESTED])
def test_an_entity_that_was_deleted_meanwhile_holds_up_nothing(tmp_path: Path, match: Match):
    """An ingestion goes on while stamps are written; what it deletes mustn't come back without its vector."""
    client, address = collection(tmp_path, match)
    index = open_index("milvus", address)
    ids = list(read_all(index))
    client.delete("docs", ids=[3])
    index.write([(id_, FIELDS) for id_ in ids])
    stamped = read_all(index)
    assert stamped.keys() == {0, 1, 2, 4, 5, 6}
    assert all(point.fields["kb_status"] == "serve" for point in stamped.values())
    index.close()


def test_the_contract_with_typed_fields(tmp_path: Path):
    _, address = collection(tmp_path, layout="typed")
    index = open_index("milvus", address)
    check_index(index, 7)
    index.close()


def test_more_entities_than_a_batch_has_room_for(tmp_path: Path):
    client, address = collection(tmp_path, count=5_500)
    index = open_index("milvus", address)
    ids = list(read_all(index))
    index.write([(id_, {"kb_uri": f"of {id_}", "kb_status": "serve"}) for id_ in ids])
    assert {id_: point.fields["kb_uri"] for id_, point in read_all(index).items()} == {n: f"of {n}" for n in ids}
    held = client.query("docs", filter="pk in [0, 5499]", output_fields=["vector"])
    assert sorted(row["vector"] for row in held) == [[0.0, 1.0], [5499.0, 1.0]]
    index.close()


@pytest.mark.parametrize("match", [FLAT, NESTED, DEEP])
def test_the_rest_of_an_entity_stays_and_the_filter_finds_it(tmp_path: Path, match: Match):
    client, address = collection(tmp_path, match)
    index = open_index("milvus", address)
    index.write([(3, FIELDS), (4, {**FIELDS, "kb_status": "exclude"})])
    (held,) = client.query("docs", filter="pk == 3", output_fields=["*"])
    beside: Any = held
    for part in match.field.split(".")[:-1]:
        beside = beside[part]
    written = {name: beside.pop(name) for name in FIELDS}
    assert written["kb_superseded_by"] == '["handbook/hr/a b,c\'.md"]'
    assert {name: value for name, value in written.items() if not isinstance(FIELDS[name], list)} == {
        name: value for name, value in FIELDS.items() if not isinstance(value, list)
    }
    assert held == entity(3, match, 3)
    rules = Rules.from_json(build_rules(RuleSettings(match=match), datetime(2027, 1, 1, tzinfo=UTC)))
    expression = Milvus().compile(Asked(rules, 1_800_000_000)).filter
    assert [row["pk"] for row in client.query("docs", filter=expression, output_fields=["pk"])] == [3]
    index.close()


def test_a_file_of_milvus_lite_cannot_be_given_fields(tmp_path: Path):
    _, address = collection(tmp_path, layout="bare")
    index = open_index("milvus", address)
    assert len(read_all(index)) == 7
    with pytest.raises(IndexFailure, match=r"adding fields to 'docs'.*enable_dynamic_field=True"):
        index.prepare()
    index.close()


def test_what_is_not_there(tmp_path: Path):
    _, address = collection(tmp_path, layout="typed")
    with pytest.raises(IndexFailure, match=r"'other' at .* failed: .*does not exist.*--collection"):
        open_index("milvus", Address(path=address.path, collection="other"))
    with pytest.raises(IndexFailure, match=r"has no field url; .*retrieval.match"):
        open_index("milvus", Address(path=address.path, collection="docs", match=Match(field="url")))
    with pytest.raises(UsageError, match="isn't there"):
        open_index("milvus", Address(path=str(tmp_path / "none.db"), collection="docs"))
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(UsageError, match="--url of a server or --path"):
        open_index("milvus", Address(collection="docs"))


def test_no_failure_tells_a_credential(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    monkeypatch.setenv("MILVUS_TOKEN", "root:hunter2-token")
    monkeypatch.setattr("kbaudit.retrieval.indexes.milvus._TIMEOUT", 0.5)
    with pytest.raises(IndexFailure) as failure:
        open_index("milvus", Address(url="http://me:pa55word@127.0.0.1:9", collection="docs"))
    told = str(failure.value) + "".join(capfd.readouterr())
    assert "http://127.0.0.1:9" in told
    assert not any(secret in told for secret in ("hunter2", "pa55word"))
