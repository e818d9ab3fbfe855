from __future__ import annotations

import uuid

import postgres
import psycopg
import pytest
from index_contract import FIELDS, check_index, read_all
from psycopg.types.json import Jsonb

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.indexes.base import Address
from kbaudit.retrieval.rules import Match
from kbaudit.retrieval.targets.sql import COLUMNS

FLAT = Match(field="source", text_field="text")
NESTED = Match(field="cmetadata.source", text_field="document")


@pytest.fixture(scope="module")
def url():
    with postgres.server() as running:
        yield running


@pytest.fixture
def connection(url):
    with psycopg.connect(url, autocommit=True) as connected:
        connected.execute('DROP SCHEMA IF EXISTS public, "my schema" CASCADE')
        connected.execute("CREATE SCHEMA public")
        connected.execute("CREATE EXTENSION IF NOT EXISTS vector")
        yield connected


def langchain(connection, count: int = 7) -> None:
    """The table as langchain-postgres makes it."""
    connection.execute(
        "CREATE TABLE langchain_pg_embedding"
        " (id varchar PRIMARY KEY, collection_id uuid, embedding vector, document varchar, cmetadata jsonb)"
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO langchain_pg_embedding VALUES (%s, NULL, '[1,0]', %s, %s)",
            [(f"id'{n}", f"text {n}", Jsonb({"source": f"a{n}.md", "kept": [1, None]})) for n in range(count)],
        )


def test_every_point_comes_once_over_more_than_a_batch(url, connection):
    connection.execute(
        "CREATE TABLE docs AS SELECT n AS id, 'a' || n || '.md' AS source, '' AS text"
        " FROM generate_series(-1200, 1200) n"
    )
    connection.execute("ALTER TABLE docs ADD PRIMARY KEY (id)")
    index = open_index("pgvector", Address(url=url, collection="docs", match=FLAT))
    assert len(read_all(index)) == 2401
    index.close()


def test_a_role_that_may_write_the_columns_alone_can_apply(url, connection):
    """The columns and the index once made, nothing is altered any more: a service's role owns no tables."""
    langchain(connection)
    address = Address(url=url, collection="langchain_pg_embedding", match=NESTED)
    index = open_index("pgvector", address)
    index.prepare()
    index.close()
    connection.execute("DROP ROLE IF EXISTS stamper")
    connection.execute("CREATE ROLE stamper LOGIN")
    connection.execute(
        "GRANT USAGE ON SCHEMA public TO stamper; GRANT SELECT, UPDATE ON langchain_pg_embedding TO stamper"
    )
    index = open_index("pgvector", address)
    index._connection.execute("SET ROLE stamper")
    index.prepare()
    index.write([(id_, FIELDS) for id_ in read_all(index)])
    index.close()
    connection.execute("DROP OWNED BY stamper; DROP ROLE stamper")


def test_the_columns_are_those_of_the_contract():
    assert COLUMNS.keys() == FIELDS.keys()


def test_the_contract_over_the_table_of_langchain(url, connection):
    langchain(connection)
    index = open_index("pgvector", Address(url=url, collection="langchain_pg_embedding", match=NESTED))
    check_index(index, 7)
    index.close()
    row = connection.execute(
        "SELECT cmetadata, embedding::text, kb_owner, kb_superseded_by"
        " FROM langchain_pg_embedding WHERE kb_stamp IS NOT NULL ORDER BY id DESC"
    ).fetchone()
    assert row == ({"source": "a2.md", "kept": [1, None]}, "[1,0]", FIELDS["kb_owner"], FIELDS["kb_superseded_by"])


@pytest.mark.parametrize("kind", ["bigint", "uuid", "text"])
def test_the_contract_over_any_key_and_any_name(url, connection, kind):
    connection.execute('CREATE SCHEMA "my schema"')
    connection.execute(
        f'CREATE TABLE "my schema"."odd ""name.%s" ("the Key" {kind} PRIMARY KEY, source text, text text)'
    )
    keys = {"bigint": lambda n: n * 10**9, "uuid": lambda n: uuid.UUID(int=n), "text": lambda n: f"{n}'\"\\"}
    with connection.cursor() as cursor:
        statement = 'INSERT INTO "my schema"."odd ""name.%%s" VALUES (%s, %s, %s)'
        cursor.executemany(statement, [(keys[kind](n), f"a{n}.md", f"text {n}") for n in range(7)])
    address = Address(url=url, collection='odd "name.%s', namespace="my schema", key="the Key", match=FLAT)
    index = open_index("pgvector", address)
    check_index(index, 7)
    index.close()


def test_more_rows_than_a_batch_with_fields_of_several_kinds(url, connection):
    langchain(connection, 2_500)
    index = open_index("pgvector", Address(url=url, collection="langchain_pg_embedding", match=NESTED))
    index.prepare()
    ids = list(read_all(index))
    assert len(ids) == 2_500
    one = {"kb_uri": "only this"}
    index.write([(id_, {**FIELDS, "kb_uri": f"doc {n // 3}"} if n % 5 else one) for n, id_ in enumerate(ids)])
    after = read_all(index)
    for n, id_ in enumerate(ids):
        assert after[id_].fields["kb_uri"] == (f"doc {n // 3}" if n % 5 else "only this")
        assert ("kb_stamp" in after[id_].fields) == bool(n % 5)
    index.close()


def test_a_batch_that_fails_leaves_nothing_behind_and_the_index_usable(url, connection):
    langchain(connection)
    index = open_index("pgvector", Address(url=url, collection="langchain_pg_embedding", match=NESTED))
    index.prepare()
    with pytest.raises(IndexFailure, match="invalid input syntax"):
        index.write([("id'1", {"kb_stamp": "a"}), ("id'2", {"kb_expires_ts": "soon"})])
    assert all(not point.fields for point in read_all(index).values())
    index.close()


def test_failures_say_where_and_hold_no_secret(url, connection, monkeypatch):
    langchain(connection)
    connection.execute("CREATE TABLE loose (id int, source text)")
    with pytest.raises(IndexFailure, match='table "nope": there is no such table'):
        open_index("pgvector", Address(url=url, collection="nope", match=NESTED))
    with pytest.raises(UsageError, match="primary key"):
        open_index("pgvector", Address(url=url, collection="loose", match=FLAT))
    with pytest.raises(UsageError, match="neither a column nor"):
        open_index(
            "pgvector", Address(url=url, collection="langchain_pg_embedding", match=Match(field="metadata.source"))
        )
    monkeypatch.setenv("PGPASSWORD", "hunter2")
    with pytest.raises(IndexFailure) as failure:
        open_index("pgvector", Address(url="postgresql://ann@127.0.0.1:1/docs", collection="docs"))
    assert "127.0.0.1" in str(failure.value)
    assert "hunter2" not in str(failure.value)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize(
    "url",
    ["postgresql://ann:hunter2@h/d", "host=h password=hunter2", "postgresql://h/d?password=hunter2", "hunter2 = ="],
)
def test_a_url_with_a_password_is_refused_and_never_shown(url):
    with pytest.raises(UsageError) as failure:
        open_index("pgvector", Address(url=url, collection="docs"))
    assert "hunter2" not in str(failure.value)


def test_addresses_that_cannot_be_right():
    with pytest.raises(UsageError, match="--collection"):
        open_index("pgvector", Address())
    with pytest.raises(UsageError, match="--path"):
        open_index("pgvector", Address(path="x", collection="docs"))
