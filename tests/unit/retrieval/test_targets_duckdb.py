"""The statement on DuckDB, with its values bound and written in."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
import random_rules
from drawn import drawn
from hypothesis import given
from hypothesis import strategies as st
from random_recency import rules_with, scores, weighing_rules
from random_rows import NOW, ROWS, VECTORS

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.targets.base import FAMILIES, RECENCY, Asked
from kbaudit.retrieval.targets.duckdb import Duckdb
from kbaudit.retrieval.targets.sql import COLUMNS, quoted

QUERY = [1.0, 0.5]
COMPILE = Duckdb().compile
TABLE = 'o\'dd "%s" $now näme'


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        opened.execute(f"CREATE TABLE {quoted(TABLE)} (id INTEGER PRIMARY KEY, embedding FLOAT[2])")
        setup = COMPILE(Asked(rules_with(Condition("kb_confidence", ">", (0,))), collection=TABLE)).setup
        opened.execute(setup)
        opened.execute(setup)  # safe to repeat
        names = ", ".join(COLUMNS)
        marks = ", ".join(["?"] * (len(COLUMNS) + 2))
        statement = f"INSERT INTO {quoted(TABLE)} (id, embedding, {names}) VALUES ({marks})"  # noqa: S608 - our own names
        values = [[n, VECTORS[n], *(point.get(name) for name in COLUMNS)] for n, point in ROWS.items()]
        opened.executemany(statement, values)
        yield opened


@pytest.fixture(scope="module")
def raw(connection) -> dict[int, float]:
    statement = f"SELECT id, list_cosine_similarity(embedding, $query) FROM {quoted(TABLE)}"  # noqa: S608 - as above
    found = connection.execute(statement, {"query": QUERY}).fetchall()
    return {n: 0.0 if n == 0 else score for n, score in found}


def ask(connection, asked: Asked, **values: Any) -> list[tuple[Any, ...]]:
    compiled = COMPILE(asked)
    parameters = {**compiled.parameters, "query": QUERY, "limit": 1_000, **values}
    return connection.execute(compiled.statement, parameters).fetchall()


def ask_written(connection, asked: Asked) -> list[tuple[Any, ...]]:
    """The statement as it's pasted."""
    code = COMPILE(asked).code.replace("LIMIT 10;", "LIMIT 1000;").replace("LIMIT 100\n", "LIMIT 1000\n")
    return connection.execute(code, {"query": QUERY}).fetchall()


@given(rules=random_rules.rule_sets(), release=st.none() | st.sampled_from(["latest", "1.0", "o'x \\"]))
def test_the_statement_keeps_what_the_reference_keeps(connection, rules: Rules, release):
    expected = {n for n, point in ROWS.items() if evaluate(rules, point, NOW, release).keep}
    later = Asked(rules, None, release, TABLE)
    assert {found[0] for found in ask(connection, later, now=NOW)} == expected
    fixed = Asked(rules, NOW, release, TABLE)
    assert {found[0] for found in ask(connection, fixed)} == expected
    assert {found[0] for found in ask_written(connection, fixed)} == expected


@given(rules=weighing_rules(), now=st.sampled_from([NOW, NOW + 0.5]))
def test_the_statement_ranks_as_the_reference_does(connection, raw, rules: Rules, now):
    expected = scores(rules, ROWS, raw, now)
    asked = Asked(rules, now, collection=TABLE)
    for found in (ask(connection, asked), ask_written(connection, asked)):
        scored = {each[0]: float(each[-1]) for each in found}
        assert scored == pytest.approx(expected, rel=1e-12, abs=1e-50)
        assert list(scored.values()) == sorted(scored.values(), reverse=True)
    assert RECENCY not in COMPILE(asked).left


def test_the_statement_that_leaves_the_moment_to_the_engine_runs(connection):
    rules = drawn(weighing_rules(), 40)[-1]
    assert len(ask_written(connection, Asked(rules, collection=TABLE))) > 10


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (rules_with(Condition("department", "==", ("x",))), "no kb_ column"),
        (rules_with(Condition("kb_reasons", "in", ("KB201",))), "holds lists"),
        (rules_with(Condition("kb_owner", "==", ("a\0b",))), "no NUL"),
        (rules_with(Condition("kb_owner", "==", ("\ud800",))), "no Unicode"),
        (rules_with(Condition("kb_confidence", ">", (0,)), unknown_documents="serve"), "stamped points only"),
        (rules_with(Condition("kb_confidence", ">", (0,)), release="$now"), "stands for the moment"),
    ],
)
def test_what_it_cannot_express_is_refused_by_name(rules, why):
    with pytest.raises(Uncompilable, match=why):
        COMPILE(Asked(rules, NOW))


@pytest.mark.parametrize("table", ["", "a.", "a\0b"])
def test_names_that_no_table_has(table):
    with pytest.raises(Uncompilable, match="no name of a table"):
        COMPILE(Asked(rules_with(Condition("kb_confidence", ">", (0,))), NOW, collection=table))


def test_what_is_left_to_the_adapter():
    assert FAMILIES in COMPILE(Asked(rules_with(Condition("kb_confidence", ">", (0,))))).left
