from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import lancedb
import pyarrow as pa
import pytest
from index_contract import FIELDS, check_index, read_all
from lancedb.table import Table

from kbaudit.errors import IndexFailure, UsageError
from kbaudit.retrieval.indexes import open_index
from kbaudit.retrieval.indexes.base import Address
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, RuleSettings, build_rules
from kbaudit.retrieval.select import listed
from kbaudit.retrieval.targets.base import Asked
from kbaudit.retrieval.targets.lancedb import LanceDB

FLAT = Match(field="source", text_field="text")
NESTED = Match(field="metadata.source", text_field="text")
WHERE = LanceDB().compile(
    Asked(Rules.from_json(build_rules(RuleSettings(), datetime(2027, 1, 1, tzinfo=UTC))), 1_800_000_000)
)


def row(n: int, match: Match, key: object) -> dict[str, Any]:
    tie = {"source": f"a{n}.md", "page": n}
    return {"id": key, "vector": [float(n), 1.0], "text": f"text {n}", **(tie if match is FLAT else {"metadata": tie})}


def table(path: Path, match: Match = FLAT, count: int = 7, key: type = str) -> tuple[Table, Address]:
    made = lancedb.connect(path).create_table("docs", [row(n, match, key(n)) for n in range(count)])
    return made, Address(path=str(path), collection="docs", match=match)


@pytest.mark.parametrize("match", [FLAT, NESTED])
@pytest.mark.parametrize("key", [str, int])
def test_the_contract(tmp_path: Path, match: Match, key: type):
    _, address = table(tmp_path, match, key=key)
    index = open_index("lancedb", address)
    check_index(index, 7)
    index.close()
    again = open_index("lancedb", address)
    assert sum(bool(point.fields) for point in read_all(again).values()) == 3


def test_a_key_that_rows_share_is_refused_before_anything_is_written(tmp_path: Path):
    """A merge would write the stamp of one document onto the rows of another."""
    made, address = table(tmp_path)
    made.add([row(3, FLAT, "3")])
    index = open_index("lancedb", address)
    with pytest.raises(UsageError, match="id is null or repeated in 1 rows"):
        index.prepare()
    assert "kb_status" not in lancedb.connect(tmp_path).open_table("docs").schema.names


def test_more_rows_than_a_batch_has_room_for(tmp_path: Path):
    made, address = table(tmp_path, NESTED, 2_500)
    index = open_index("lancedb", address)
    index.prepare()
    ids = list(read_all(index))
    index.write([(id_, {"kb_uri": f"of {id_}", "kb_status": "serve"}) for id_ in ids])
    assert {id_: point.fields["kb_uri"] for id_, point in read_all(index).items()} == {n: f"of {n}" for n in ids}
    made.checkout_latest()
    vectors = {held["id"]: held["vector"] for held in made.to_arrow().to_pylist()}
    assert vectors == {str(n): [float(n), 1.0] for n in range(2_500)}


@pytest.mark.parametrize("match", [FLAT, NESTED])
def test_the_rest_of_a_row_stays_and_a_row_that_is_gone_is_not_made(tmp_path: Path, match: Match):
    made, address = table(tmp_path, match)
    index = open_index("lancedb", address)
    index.prepare()
    index.write([("3", FIELDS), ("gone", FIELDS), ("4", {**FIELDS, "kb_status": "exclude"})])
    assert index.size() == 7
    made.checkout_latest()
    held = {held["id"]: held for held in made.to_arrow().to_pylist()}["3"]
    lists = {name for name, value in FIELDS.items() if isinstance(value, list)}
    assert {name: listed(held[name]) for name in lists} == {name: tuple(FIELDS[name]) for name in lists}
    assert {name: value for name, value in held.items() if name not in lists} == {
        **row(3, match, "3"),
        **{name: value for name, value in FIELDS.items() if name not in lists},
    }
    found = made.search([0.0, 1.0]).where(str(WHERE.filter), prefilter=True).to_list()
    assert [hit["id"] for hit in found] == ["3"]  # a search with a filter works, whatever was nested


def test_columns_that_are_there_keep_their_types(tmp_path: Path):
    made, address = table(tmp_path)
    made.add_columns([pa.field("kb_reasons", pa.list_(pa.string())), pa.field("kb_expires_ts", pa.int64())])
    index = open_index("lancedb", address)
    index.prepare()
    index.write([("3", {**FIELDS, "kb_reasons": ["KB103"]})])
    made.checkout_latest()
    held = {held["id"]: held for held in made.to_arrow().to_pylist()}["3"]
    assert (held["kb_reasons"], held["kb_expires_ts"]) == (["KB103"], FIELDS["kb_expires_ts"])


def test_what_is_not_there(tmp_path: Path):
    _, address = table(tmp_path / "made")
    with pytest.raises(IndexFailure, match=r"'other' at .*made failed: .*not found.*--collection"):
        open_index("lancedb", Address(path=address.path, collection="other"))
    with pytest.raises(IndexFailure, match=r"has no column chunk_id, url; .*--key"):
        open_index("lancedb", Address(path=address.path, collection="docs", key="chunk_id", match=Match(field="url")))
    with pytest.raises(UsageError, match="no folder"):
        open_index("lancedb", Address(path=str(tmp_path / "none"), collection="docs"))
    assert not (tmp_path / "none").exists()
    with pytest.raises(UsageError, match="--path"):
        open_index("lancedb", Address(collection="docs"))


def test_a_field_that_the_struct_lacks_is_a_failure_in_one_line(tmp_path: Path):
    _, address = table(tmp_path, NESTED)
    index = open_index("lancedb", Address(path=address.path, collection="docs", match=Match(field="metadata.url")))
    with pytest.raises(IndexFailure, match=r"reading 'docs' at .* failed: ") as failure:
        read_all(index)
    assert "\n" not in str(failure.value)


def test_no_failure_tells_a_credential(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANCEDB_API_KEY", "hunter2-token")
    with pytest.raises(IndexFailure) as failure:
        open_index("lancedb", Address(url="odd://me:pa55word@127.0.0.1:9/?key=se1cret", collection="docs"))
    assert not any(secret in str(failure.value) for secret in ("hunter2", "pa55word", "se1cret"))
