"""The statement on PostgreSQL with pgvector, and what PostgreSQL's own parser makes of it (pglast)."""

from __future__ import annotations

from typing import Any

import pglast
import postgres
import psycopg
import pytest
import random_rules
from drawn import drawn
from hypothesis import given
from hypothesis import strategies as st
from pglast import ast
from pglast.visitors import Visitor
from random_recency import rules_with, scores, weighing_rules
from random_rows import NOW, ROWS, VECTORS

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.conditions import Condition
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.targets.base import FAMILIES, RECENCY, Asked
from kbaudit.retrieval.targets.pgvector import Pgvector, literal
from kbaudit.retrieval.targets.sql import COLUMNS, quoted

QUERY = "[1.0,0.5]"
COMPILE = Pgvector().compile
TABLE = 'o\'dd "%s" näme'


@pytest.fixture(scope="module")
def connection():
    with postgres.server() as url, psycopg.connect(url, autocommit=True, cursor_factory=psycopg.ClientCursor) as opened:
        table = quoted(TABLE)
        opened.execute(f"CREATE TABLE {table} (id int PRIMARY KEY, embedding vector(2))")
        setup = COMPILE(Asked(rules_with(Condition("kb_confidence", ">", (0,))), collection=TABLE)).setup
        opened.execute(setup)
        opened.execute(setup)  # safe to repeat
        names = ", ".join(COLUMNS)
        marks = ", ".join(["%s"] * (len(COLUMNS) + 2))
        insert = f"INSERT INTO {table.replace('%', '%%')} (id, embedding, {names}) VALUES ({marks})"  # noqa: S608 - ours
        with opened.cursor() as cursor:
            for n, point in ROWS.items():
                values = [n, str(list(VECTORS[n])), *(point.get(name) for name in COLUMNS)]
                cursor.execute(insert, values)
        opened.cursor_factory = psycopg.Cursor
        yield opened


@pytest.fixture(scope="module")
def raw(connection) -> dict[int, float]:
    statement = f"SELECT id, 1 - (embedding <=> '{QUERY}') FROM {quoted(TABLE)}"  # noqa: S608 - our own names
    return {n: 0.0 if n == 0 else score for n, score in connection.execute(statement).fetchall()}


def ask(connection, asked: Asked, **values: Any) -> list[tuple[Any, ...]]:
    compiled = COMPILE(asked)
    parameters = {**compiled.parameters, "query": QUERY, "limit": 1_000, **values}
    return connection.execute(compiled.statement, parameters).fetchall()


def ask_written(connection, asked: Asked) -> list[tuple[Any, ...]]:
    """The statement as it's pasted."""
    cursor = psycopg.RawCursor(connection)
    code = COMPILE(asked).code.replace("LIMIT 10;", "LIMIT 1000;").replace("LIMIT 100\n", "LIMIT 1000\n")
    return cursor.execute(code, [QUERY]).fetchall()


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


def test_the_condition_and_the_weight_alone_serve_a_statement_of_ones_own(connection):
    rules = drawn(weighing_rules(), 40)[-1]
    compiled = COMPILE(Asked(rules, NOW, collection=TABLE))
    assert compiled.decay is not None
    table = quoted(TABLE).replace("%", "%%")
    statement = f"SELECT id, {compiled.decay} FROM {table} WHERE {compiled.filter}"  # noqa: S608 - as above
    found = {id_: float(weight) for id_, weight in connection.execute(statement, compiled.parameters).fetchall()}
    decided = {n: evaluate(rules, point, NOW) for n, point in ROWS.items()}
    assert found == pytest.approx({n: one.weight for n, one in decided.items() if one.keep}, rel=1e-12, abs=1e-50)


def test_the_statement_that_leaves_the_moment_to_the_server_runs(connection):
    rules = drawn(weighing_rules(), 40)[-1]
    assert len(ask_written(connection, Asked(rules, collection=TABLE))) > 10
    connection.execute("SET hnsw.iterative_scan = relaxed_order")  # what setup advises is known to the server


def test_the_vector_index_is_used_within(connection):
    """Nothing of the weights may keep PostgreSQL from searching by the index."""
    with connection.transaction(force_rollback=True):
        connection.execute("CREATE TABLE indexed (id serial PRIMARY KEY, embedding vector(2))")
        compiled = COMPILE(Asked(drawn(weighing_rules(), 40)[-1], NOW, collection="indexed"))
        connection.execute(compiled.setup)
        connection.execute("CREATE INDEX ON indexed USING hnsw (embedding vector_cosine_ops)")
        connection.execute("SET LOCAL enable_seqscan = off")
        connection.execute("SET LOCAL enable_sort = off")
        values = {**compiled.parameters, "query": QUERY}
        plan = connection.execute(f"EXPLAIN {compiled.statement}", values).fetchall()
        assert any("Index Scan using indexed_embedding_idx" in line for (line,) in plan)


class _Constants(Visitor):
    def __init__(self) -> None:
        self.found: list[Any] = []

    def visit_A_Const(self, _ancestors, node: ast.A_Const) -> None:  # noqa: N802 - pglast's name
        self.found.append(node.val.sval if isinstance(node.val, ast.String) else None)


def constants(code: str) -> list[str | None]:
    """The constants of what has to be one statement: of texts their values."""
    [parsed] = pglast.parse_sql(code)
    found = _Constants()
    found(parsed)
    return found.found


@given(st.lists(random_rules.texts, min_size=2, max_size=4))
def test_parsed_back_it_is_one_statement_with_the_same_values(texts):
    with_one = constants(COMPILE(Asked(rules_with(Condition("kb_owner", "in", ("here", "there"))))).code)
    place = with_one.index("here")
    expected = [*with_one[:place], *texts, *with_one[place + 2 :]]
    assert constants(COMPILE(Asked(rules_with(Condition("kb_owner", "in", tuple(texts))))).code) == expected


@given(random_rules.texts.filter(lambda name: name and "." not in name and len(name.encode()) < 64))
def test_parsed_back_the_table_has_the_same_name(name):
    for collection, parts in ((name, (None, name)), (f"{name}.x.{name}"[:60], None)):
        rules = rules_with(Condition("kb_confidence", ">", (0,)))
        [parsed] = pglast.parse_sql(COMPILE(Asked(rules, collection=collection)).code)
        table = parsed.stmt.fromClause[0].subquery.fromClause[0]
        assert (table.schemaname, table.relname) == (parts or tuple(collection.split(".", 1)))


@pytest.mark.parametrize("settled", ["on", "off"])
@pytest.mark.parametrize("text", ["it's", "a\\'b", "$$x$$", "a\nb\r\tc", "😀", "\\", "'; DROP TABLE x; --", "\u202e"])
def test_literals_mean_the_same_whatever_the_server_is_set_to(connection, text, settled):
    with connection.transaction(force_rollback=True):
        connection.execute(f"SET LOCAL standard_conforming_strings = {settled}")
        assert psycopg.RawCursor(connection).execute(f"SELECT {literal(text)}").fetchone() == (text,)


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


@pytest.mark.parametrize("table", ["", "a.", "x" * 64, "a\0b"])
def test_names_that_no_table_has(table):
    with pytest.raises(Uncompilable, match="no name of a table"):
        COMPILE(Asked(rules_with(Condition("kb_confidence", ">", (0,))), NOW, collection=table))


def test_what_is_left_to_the_adapter():
    assert FAMILIES in COMPILE(Asked(rules_with(Condition("kb_confidence", ">", (0,))))).left
