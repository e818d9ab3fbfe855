from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import drawn
import lancedb
import pyarrow as pa
import pytest
import random_rules
from hypothesis import given
from hypothesis import strategies as st
from lancedb.table import Table

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.columns import COLUMNS
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, Recency, RuleSettings, build_rules
from kbaudit.retrieval.targets.base import RECENCY, Asked
from kbaudit.retrieval.targets.lancedb import LanceDB

NOW = random_rules.NOW
POINTS = drawn.drawn(random_rules.points(typed=True), 400)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    """As its owner made it, with the columns that `setup` says."""
    database = lancedb.connect(tmp_path_factory.mktemp("lance"))
    count = len(POINTS)
    owned = {"id": [str(number) for number in range(count)], "source": [point["source"] for point in POINTS]}
    nested = {"metadata": [{"department": point["source"]} for point in POINTS]}
    vectors = pa.array([[1.0, 1.0]] * count, pa.list_(pa.float32(), 2))
    table = database.create_table("documents", pa.table({**owned, **nested, "vector": vectors}))
    exec(LanceDB().compile(Asked(some_rules())).setup, {"table": table})  # noqa: S102 - it's printed to be run
    kinds = {str: pa.string(), float: pa.float64(), bool: pa.bool_()}
    stamped = {name: pa.array([point.get(name) for point in POINTS], kinds[kind]) for name, kind in COLUMNS.items()}
    table.merge_insert("id").when_matched_update_all().execute(pa.table({"id": owned["id"], **stamped}))
    return table


def found(table: Table, where: object) -> set[str]:
    assert isinstance(where, str)
    return {row["id"] for row in table.search().where(where).select(["id"]).to_list()}


def kept(rules: Rules, release: str | None = None) -> set[str]:
    return {str(number) for number, point in enumerate(POINTS) if evaluate(rules, point, NOW, release).keep}


def some_rules(condition: dict[str, Any] | None = None, **said: Any) -> Rules:
    content = build_rules(RuleSettings(**said), datetime(2027, 1, 1, tzinfo=UTC))
    return Rules.from_json(content if condition is None else {**content, "filter": condition})


@given(random_rules.rule_sets())
def test_lancedb_keeps_what_the_reference_keeps(table: Table, rules: Rules):
    where = drawn.run(LanceDB().compile(Asked(rules)).code)["kb_where"](NOW)
    assert where == LanceDB().compile(Asked(rules, NOW)).filter
    assert found(table, where) == kept(rules)


recencies = st.lists(
    st.builds(
        Recency,
        st.sampled_from(["hr", "it", "o'neil"]),
        st.floats(0.01, 5000),
        st.floats(0, 1),
        st.none() | st.floats(0.01, 5000),
    ),
    max_size=3,
)


@given(recencies, st.floats(0, 1))
def test_the_weights_and_the_order_are_those_of_the_reference(table: Table, recency: list[Recency], demote: float):
    rules = some_rules(recency=tuple(recency), demote_weight=demote)
    compiled = LanceDB().compile(Asked(rules, inner=400))
    rows = drawn.run(compiled.code)["kb_query"](table, [1.0, 2.0], NOW, columns=["id"], limit=400)
    weights = {str(number): evaluate(rules, point, NOW).weight for number, point in enumerate(POINTS)}
    assert {row["id"] for row in rows} == kept(rules)
    assert [row["kb_weight"] for row in rows] == pytest.approx([weights[row["id"]] for row in rows])
    scores = [row["kb_score"] for row in rows]
    assert scores == sorted(scores, reverse=True)  # all are equally near: the order is that of the weights
    assert scores == pytest.approx([weights[row["id"]] / 2 for row in rows])
    assert RECENCY not in compiled.left


def test_without_recency_and_demotion_each_row_weighs_1(table: Table):
    compiled = LanceDB().compile(Asked(some_rules(demote_weight=1.0), NOW))
    rows = drawn.run(compiled.code)["kb_query"](table, [1.0, 1.0], columns=["id"])
    assert {row["kb_weight"] for row in rows} == {1.0}


def test_the_printed_query_takes_the_best_of_the_nearest(table: Table):
    rules = some_rules(recency=(Recency("hr", 180, 0.1),))
    names = drawn.run(LanceDB().compile(Asked(rules, NOW, inner=20)).code)
    rows = names["kb_query"](table, [1.0, 1.0], columns=["id", "source"], limit=5)
    assert len(rows) == 5
    assert {row["id"] for row in rows} <= kept(rules)
    assert len(names["kb_query"](table, [1.0, 1.0], columns=["id"], limit=30)) == 30


@pytest.mark.parametrize("release", ["1.0", "latest", "none of them", 'it\'s "1"\\'])
def test_the_release_asked_for(table: Table, release: str):
    rules = some_rules()
    assert found(table, LanceDB().compile(Asked(rules, NOW, release)).filter) == kept(rules, release)


def test_a_field_of_the_owner_is_where_match_field_is(table: Table):
    wanted = {"operator": "OR", "conditions": [{"field": "department", "operator": "in", "value": ["'", "😀"]}]}
    rules = some_rules(wanted, match=Match(field="metadata.source"))
    beside = [{**point, "department": point["source"]} for point in POINTS]
    ids = {str(number) for number, point in enumerate(beside) if evaluate(rules, point, NOW).keep}
    assert ids
    assert found(table, LanceDB().compile(Asked(rules, NOW)).filter) == ids


@pytest.mark.parametrize(
    ("field", "value"),
    [("a.b", "x"), ("a`b", "x"), ("kb_status", 1), ("kb_is_latest", 1), ("kb_confidence", True), ("x", "a\0b")],
)
def test_what_lancedb_cannot_express(field: str, value: object):
    with pytest.raises(Uncompilable, match="lancedb can't express"):
        LanceDB().compile(Asked(some_rules({"field": field, "operator": "==", "value": value}), NOW))


def test_a_column_has_values_of_one_type():
    with pytest.raises(Uncompilable, match="one type"):
        LanceDB().compile(Asked(some_rules({"field": "page", "operator": "in", "value": [1, "1"]}), NOW))
    with pytest.raises(Uncompilable, match="unknown_documents"):
        LanceDB().compile(Asked(some_rules(unknown_documents="serve"), NOW))
    with pytest.raises(Uncompilable, match="NUL"):
        LanceDB().compile(Asked(some_rules(recency=(Recency("a\0", 1),)), NOW))


def test_a_table_without_the_columns_answers_with_an_error(tmp_path: Path):
    table = lancedb.connect(tmp_path).create_table("bare", [{"id": "1", "vector": [1.0]}])
    with pytest.raises(ValueError, match="kb_status"):
        found(table, LanceDB().compile(Asked(some_rules(), NOW)).filter)
