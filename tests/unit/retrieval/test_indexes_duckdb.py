from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from index_contract import FIELDS, check_index, read_all

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.indexes.base import Address
from kbaudit.retrieval.rules import Match

FLAT = Match(field="source", text_field="text")
NESTED = Match(field="metadata.source", text_field="text")


def table(path: Path, columns: str, rows: list[tuple[Any, ...]], name: str = "docs") -> str:
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE {name} ({columns})")
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608 - a test's
    return str(path)


def rows(count: int = 7) -> list[tuple[Any, ...]]:
    return [(n, [1.0, n], f"a{n}.md", f"text {n}") for n in range(count)]


def test_every_point_comes_once_over_more_than_a_batch(tmp_path):
    with duckdb.connect(str(tmp_path / "docs.db")) as connection:
        connection.execute(
            "CREATE TABLE docs AS SELECT n AS id, 'a' || n || '.md' AS source FROM range(-9000, 9000) r(n)"
        )
    index = open_index("duckdb", Address(path=str(tmp_path / "docs.db"), collection="docs"))
    assert len(read_all(index)) == 18_000
    index.close()


@pytest.mark.parametrize("key", ["INTEGER PRIMARY KEY", "BIGINT", "VARCHAR UNIQUE NOT NULL"])
def test_the_contract_over_any_key(tmp_path, key):
    path = table(tmp_path / "docs.db", f"id {key}, embedding FLOAT[2], source VARCHAR, text VARCHAR", rows())
    address = Address(path=path, collection="docs", match=FLAT)
    index = open_index("duckdb", address)
    check_index(index, 7)
    index.close()
    with duckdb.connect(path) as connection:
        found = connection.execute(
            "SELECT embedding, kb_owner, kb_superseded_by, kb_conflicts FROM docs WHERE id = '1'"
        ).fetchone()
    assert found == ((1.0, 1.0), FIELDS["kb_owner"], FIELDS["kb_superseded_by"], [])


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("JSON", lambda source: json.dumps({"source": source, "kept": [1, None]})),
        ('STRUCT("source" VARCHAR, kept INTEGER)', lambda source: {"source": source, "kept": 1}),
        ("MAP(VARCHAR, VARCHAR)", lambda source: {"source": source}),
    ],
)
def test_the_contract_over_nested_metadata_and_odd_names(tmp_path, kind, value):
    columns = f'"the Key" INTEGER PRIMARY KEY, embedding FLOAT[2], metadata {kind}, text VARCHAR'
    changed = [(id_, vector, value(source), text) for id_, vector, source, text in rows()]
    path = table(tmp_path / "docs.db", columns, changed, name='"it\'s ""odd"".x"')
    address = Address(path=path, collection='it\'s "odd".x', namespace="main", key="the Key", match=NESTED)
    index = open_index("duckdb", address)
    check_index(index, 7)
    index.close()


def test_more_rows_than_a_batch_with_fields_of_several_kinds(tmp_path):
    path = str(tmp_path / "docs.db")
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE docs AS SELECT range AS id, 'a.md' AS source, 'x' AS text FROM range(2_500)")
    index = open_index("duckdb", Address(path=path, collection="docs", match=FLAT))
    index.prepare()
    one = {"kb_uri": "only this"}
    index.write([(str(n), {**FIELDS, "kb_uri": f"doc {n // 3}"} if n % 5 else one) for n in range(2_500)])
    after = read_all(index)
    for n in range(2_500):
        assert after[str(n)].fields["kb_uri"] == (f"doc {n // 3}" if n % 5 else "only this")
        assert ("kb_stamp" in after[str(n)].fields) == bool(n % 5)
    index.close()


def test_a_batch_that_fails_leaves_nothing_behind_and_the_index_usable(tmp_path):
    path = table(tmp_path / "docs.db", "id INTEGER, embedding FLOAT[2], source VARCHAR, text VARCHAR", rows())
    index = open_index("duckdb", Address(path=path, collection="docs", match=FLAT))
    index.prepare()
    with pytest.raises(IndexFailure):
        index.write([("1", {"kb_stamp": "a"}), ("2", {"kb_expires_ts": "soon"})])
    assert all(not point.fields for point in read_all(index).values())
    index.close()


def test_failures_say_where(tmp_path):
    path = table(
        tmp_path / "docs.db", "id INTEGER, embedding FLOAT[2], source VARCHAR, text VARCHAR", [*rows(), rows()[0]]
    )
    with pytest.raises(IndexFailure, match="no such file"):
        open_index("duckdb", Address(path=str(tmp_path / "none.db"), collection="docs"))
    assert not (tmp_path / "none.db").exists()
    with pytest.raises(IndexFailure, match="check --collection"):
        open_index("duckdb", Address(path=path, collection="nope"))
    with pytest.raises(UsageError, match="repeated in 1 rows"):
        open_index("duckdb", Address(path=path, collection="docs"))
    with pytest.raises(UsageError, match="there is no column key"):
        open_index("duckdb", Address(path=path, collection="docs", key="key"))
    other = table(tmp_path / "other.db", "id INTEGER", [(1,)])
    with pytest.raises(UsageError, match="neither a column nor"):
        open_index("duckdb", Address(path=other, collection="docs", match=NESTED))
    (tmp_path / "text.db").write_text("no database, though long enough to be looked at " * 100)
    with pytest.raises(IndexFailure, match="check --path"):
        open_index("duckdb", Address(path=str(tmp_path / "text.db"), collection="docs"))


@pytest.mark.parametrize("address", [Address(), Address(path="x"), Address(url="u", path="x", collection="c")])
def test_addresses_that_cannot_be_right(address):
    with pytest.raises(UsageError, match="--path has to name"):
        open_index("duckdb", address)
