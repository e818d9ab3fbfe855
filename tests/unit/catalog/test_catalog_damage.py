from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from kbaudit.catalog import Catalog
from kbaudit.catalog.schema import VERSION
from kbaudit.errors import CatalogError, CatalogInUse

HOLD = """
import sys
from pathlib import Path
from kbaudit.catalog import Catalog
with Catalog.open(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def one_line(caught: pytest.ExceptionInfo[CatalogError]) -> str:
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 500
    return message


def test_a_second_process_is_told_who_holds_it(tmp_path: Path, project: Path) -> None:
    path = tmp_path / "c.duckdb"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=project) as holder:
        assert holder.stdout
        assert holder.stdin
        assert holder.stdout.readline() == "held\n"
        for read_only in (False, True):
            with pytest.raises(CatalogInUse, match=f"in use by process {holder.pid}") as caught:
                Catalog.open(path, read_only=read_only)
            assert caught.value.pid == holder.pid
            assert caught.value.exit_code == 5
        holder.stdin.write("\n")
        holder.stdin.flush()
        holder.wait(30)
    Catalog.open(path).close()


@pytest.mark.parametrize("content", [b"", b"# Not a catalog\n", b"\0" * 100_000, b"SQLite format 3\0" * 1000])
def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "c.duckdb"
    path.write_bytes(content)
    with pytest.raises(CatalogError, match="move it away and crawl again") as caught:
        Catalog.open(path)
    assert str(path) in one_line(caught)
    assert path.read_bytes() == content


def test_another_duckdb_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.duckdb"
    with duckdb.connect(path) as other:
        other.execute("CREATE TABLE mine (a INTEGER)")
    with pytest.raises(CatalogError, match="not a catalog of kbaudit"):
        Catalog.open(path)
    with duckdb.connect(path) as other:
        other.execute("CREATE TABLE meta AS SELECT 1 AS schema_version, 'x' AS made_by WHERE false")
    with pytest.raises(CatalogError, match="not a catalog of kbaudit"):
        Catalog.open(path)


@pytest.mark.parametrize(("version", "deed"), [(99, "update kbaudit"), (0, "crawl again")])
def test_another_schema_is_refused(tmp_path: Path, version: int, deed: str) -> None:
    path = tmp_path / "c.duckdb"
    Catalog.open(path).close()
    with duckdb.connect(path) as opened:
        opened.execute("UPDATE meta SET schema_version = ?", [version])
    with pytest.raises(CatalogError, match=rf"schema {version}, here {VERSION}\): .*{deed}"):
        Catalog.open(path)


def test_a_damaged_file_gives_one_line_wherever_the_damage_is(filled: Path) -> None:
    whole = filled.read_bytes()
    assert len(whole) > 40_000
    told: list[str] = []
    for start in range(0, len(whole), max(4096, len(whole) // 24)):
        damaged = bytearray(whole)
        damaged[start : start + 600] = b"\xa5" * len(damaged[start : start + 600])
        filled.write_bytes(damaged)
        try:
            with Catalog.open(filled) as catalog:
                read_all(catalog)
        except CatalogError as error:
            told.append(str(error))
    assert len(told) >= 2
    assert all(message.isprintable() for message in told)


@pytest.mark.parametrize("kept", [0.05, 0.3, 0.6])
def test_a_file_cut_short_is_refused(filled: Path, kept: float) -> None:
    whole = filled.read_bytes()
    filled.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(CatalogError, match="damaged"), Catalog.open(filled) as catalog:
        read_all(catalog)


def test_a_journal_cut_short_costs_what_was_in_it_only(filled: Path, project: Path) -> None:
    journal = Path(f"{filled}.wal")
    script = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from kbaudit.catalog import Catalog
from kbaudit.model import Skipped, SkipReason, Source
catalog = Catalog.open(Path(sys.argv[1]))
catalog.begin_crawl([Source("docs", Path("/docs"))], datetime(2026, 2, 1, tzinfo=UTC), "1")
catalog.record_skipped([Skipped(f"docs/{n}.bin", SkipReason.UNSUPPORTED, "", source="docs") for n in range(500)])
os._exit(0)
"""
    subprocess.run([sys.executable, "-c", script, str(filled)], check=True, cwd=project)
    content = journal.read_bytes()
    journal.write_bytes(content[: len(content) - 700])
    with Catalog.open(filled) as catalog:
        assert len(list(catalog.documents())) == 40
        assert len(catalog.skipped()) in {0, 500}


def test_a_catalog_that_was_deleted_leaves_no_journal_behind(tmp_path: Path) -> None:
    path = tmp_path / "c.duckdb"
    Path(f"{path}.wal").write_bytes(b"the journal of an earlier one")
    with Catalog.open(path) as catalog:
        assert catalog.sources() == ()


def test_no_other_files_stay_behind(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "c.duckdb"
    Catalog.open(path).close()
    assert [item.name for item in path.parent.iterdir()] == ["c.duckdb"]


def test_what_cannot_be_made_or_found_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CatalogError, match="can't make the catalog"):
        Catalog.open(tmp_path / "file" / "c.duckdb")
    with pytest.raises(CatalogError):
        Catalog.open(tmp_path)
    with pytest.raises(CatalogError, match="there is no catalog"):
        Catalog.open(tmp_path / "c.duckdb", read_only=True)
    assert not (tmp_path / "c.duckdb").exists()


def test_a_read_only_catalog_answers_everything(filled: Path) -> None:
    with Catalog.open(filled, read_only=True) as catalog:
        read_all(catalog)
        assert len(list(catalog.documents())) == 40


def read_all(catalog: Catalog) -> None:
    documents = list(catalog.documents())
    keys = [document.content_key for document in documents]
    catalog.texts(keys)
    catalog.structures(keys)
    catalog.pairs()
    catalog.runs()
    catalog.skipped()
