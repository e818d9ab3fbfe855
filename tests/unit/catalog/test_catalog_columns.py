from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa

from kbaudit.catalog.encoding import table

SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("data", pa.binary()),
        ("size", pa.int64()),
        ("share", pa.float64()),
        ("same", pa.bool_()),
        ("keys", pa.list_(pa.int64())),
    ]
)


def test_columns_hold_what_they_are_given() -> None:
    keys = (-(2**63)).to_bytes(8, "little", signed=True) + (7).to_bytes(8, "little")
    rows = [
        ("Größe 日本 \U0001f600", b"\x00\xff", 2**62, 0.25, True, keys),
        (None, b"", -1, -0.0, False, b""),
        ("", b"x", 0, 1e300, True, keys),
    ]
    made = table(SCHEMA, rows)
    made.validate(full=True)
    assert [tuple(row.values()) for row in made.to_pylist()] == [
        ("Größe 日本 \U0001f600", b"\x00\xff", 2**62, 0.25, True, [-(2**63), 7]),
        (None, b"", -1, -0.0, False, []),
        ("", b"x", 0, 1e300, True, [-(2**63), 7]),
    ]


def test_a_column_of_many_nulls_and_no_rows_at_all() -> None:
    schema = pa.schema([("name", pa.string())])
    made = table(schema, [(None if at % 3 else str(at),) for at in range(50)])
    assert made["name"].to_pylist() == [None if at % 3 else str(at) for at in range(50)]
    empty = table(SCHEMA, [])
    empty.validate(full=True)
    assert empty.num_rows == 0


def test_what_is_no_text_becomes_a_question_mark() -> None:
    made = table(pa.schema([("name", pa.string())]), [("a\ud800b",)])
    assert made["name"].to_pylist() == ["a?b"]


def test_writing_imports_no_pandas(project: Path) -> None:
    script = """
import sys
import pyarrow as pa
from kbaudit.catalog.encoding import table
table(pa.schema([("a", pa.string()), ("b", pa.int64()), ("c", pa.list_(pa.int64()))]), [("x", 1, b"")])
sys.exit("pandas" in sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=project)
