from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import drawn
import pytest
import random_rules
from hypothesis import given
from pymilvus import DataType, MilvusClient

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, Recency, RuleSettings, build_rules
from kbaudit.retrieval.targets.base import RECENCY, Asked
from kbaudit.retrieval.targets.milvus import Milvus

NOW = random_rules.NOW
KINDS = {str: DataType.VARCHAR, float: DataType.DOUBLE, bool: DataType.BOOL}
TYPED = drawn.drawn(random_rules.points(typed=True), 300)
MIXED = drawn.drawn(random_rules.points(typed=False), 300)
NESTED = Match(field="metadata.source")


def without_truth_for_number(point: dict[str, Any]) -> dict[str, Any]:
    """Milvus Lite takes true for 1, as Python does; docs/retrieval/milvus.md says so."""
    return {
        name: value
        for name, value in point.items()
        if not (isinstance(value, bool) and name in random_rules.NUMBERS)
        and not (isinstance(value, int | float) and not isinstance(value, bool) and name in random_rules.TRUTHS)
    }


MIXED = [without_truth_for_number(point) for point in MIXED]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> MilvusClient:
    """Three collections: dynamic fields, typed fields, and fields in a JSON field."""
    client = MilvusClient(str(tmp_path_factory.mktemp("milvus") / "lite.db"))
    for name in ("dynamic", "typed", "nested"):
        schema = client.create_schema(enable_dynamic_field=name == "dynamic")
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=2)
        if name == "typed":
            for field, kind in COLUMNS.items():
                size = {"max_length": 65_535} if kind is str else {}
                schema.add_field(field, KINDS[kind], nullable=True, **size)
        if name == "nested":
            schema.add_field("metadata", DataType.JSON, nullable=True)
        index = client.prepare_index_params()
        index.add_index("vector", index_type="AUTOINDEX", metric_type="L2")
        client.create_collection(name, schema=schema, index_params=index)
    client.insert("dynamic", [own(number) | point for number, point in enumerate(MIXED)])
    client.insert("typed", [own(number) | columns(point) for number, point in enumerate(TYPED)])
    client.insert("nested", [own(number) | {"metadata": point} for number, point in enumerate(MIXED)])
    return client


def own(number: int) -> dict[str, Any]:
    return {"id": number, "vector": [float(number), 1.0]}


def columns(point: dict[str, Any]) -> dict[str, Any]:
    """The typed fields; a number as the DOUBLE that it's stored as."""
    held = {name: point[name] for name in COLUMNS if point.get(name) is not None}
    return {name: float(value) if COLUMNS[name] is float else value for name, value in held.items()}


def found(client: MilvusClient, collection: str, expression: object) -> set[int]:
    return {row["id"] for row in client.query(collection, filter=expression, output_fields=["id"], limit=1000)}


def kept(rules: Rules, points: list[dict[str, Any]], release: str | None = None) -> set[int]:
    return {number for number, point in enumerate(points) if evaluate(rules, point, NOW, release).keep}


def some_rules(condition: dict[str, Any] | None = None, **said: Any) -> Rules:
    content = build_rules(RuleSettings(**said), datetime(2027, 1, 1, tzinfo=UTC))
    return Rules.from_json(content if condition is None else {**content, "filter": condition})


def expression(rules: Rules) -> str:
    written = drawn.run(Milvus().compile(Asked(rules)).code)["kb_expr"](NOW)
    assert written == Milvus().compile(Asked(rules, NOW)).filter
    return str(written)


@given(random_rules.rule_sets())
def test_milvus_keeps_what_the_reference_keeps_of_dynamic_fields(client: MilvusClient, rules: Rules):
    assert found(client, "dynamic", expression(rules)) == kept(rules, MIXED)


@given(random_rules.rule_sets())
def test_milvus_keeps_what_the_reference_keeps_of_typed_fields(client: MilvusClient, rules: Rules):
    assert found(client, "typed", expression(rules)) == kept(rules, TYPED)


@given(random_rules.rule_sets(NESTED))
def test_milvus_keeps_what_the_reference_keeps_of_a_json_field(client: MilvusClient, rules: Rules):
    assert found(client, "nested", expression(rules)) == kept(rules, MIXED)


def test_the_printed_query_finds_what_may_be_served(client: MilvusClient):
    rules = some_rules()
    open_, fixed = (
        drawn.run(Milvus().compile(Asked(rules, now, collection="dynamic")).code)["kb_query"] for now in (None, NOW)
    )
    wanted = kept(rules, MIXED)
    assert 0 < len(wanted) < len(MIXED)
    assert {hit["id"] for hit in open_(client, [1.0, 1.0], NOW, limit=300)} == wanted
    assert {hit["id"] for hit in fixed(client, [1.0, 1.0], limit=300)} == wanted


@pytest.mark.parametrize("release", ["1.0", "latest", "none of them", 'it\'s "1"\\'])
def test_the_release_asked_for(client: MilvusClient, release: str):
    rules = some_rules()
    assert found(client, "typed", Milvus().compile(Asked(rules, NOW, release)).filter) == kept(rules, TYPED, release)


@pytest.mark.parametrize(
    ("field", "value"),
    [("a.b", "x"), ("a b", "x"), ("not", "x"), ("1a", "x"), ("$meta", "x"), ("", "x"), ("kb_status", 1), ("x", "a\0b")],
)
def test_what_milvus_cannot_express(field: str, value: object):
    condition = {"field": field or "é", "operator": "==", "value": value}
    with pytest.raises(Uncompilable, match="milvus can't express"):
        Milvus().compile(Asked(some_rules(condition), NOW))


def test_any_name_is_a_key_of_a_json_field():
    condition = {"field": 'a "b"', "operator": "==", "value": "x"}
    assert 'metadata["a \\"b\\""] == "x"' in str(
        Milvus().compile(Asked(some_rules(condition, match=NESTED), NOW)).filter
    )


def test_unknown_documents_and_age_are_left_to_the_adapter():
    with pytest.raises(Uncompilable, match="unknown_documents"):
        Milvus().compile(Asked(some_rules(unknown_documents="serve"), NOW))
    assert RECENCY in Milvus().compile(Asked(some_rules(recency=(Recency("hr", 180),)), NOW)).left
