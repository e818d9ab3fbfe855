"""A disk that fills up while a catalog is made: nothing half-made stays behind, and the next run begins anew."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

RUN = """
import resource, sys
if int(sys.argv[1]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), -1))
from kbaudit.cli.main import run
sys.argv[1:2] = []
run()
"""


def crawl(folder: Path, project: Path, limit: int = 0) -> subprocess.CompletedProcess[str]:
    """Crawls into c.duckdb where no file may be larger than so many bytes, 0 for any size."""
    command = [
        sys.executable,
        "-c",
        RUN,
        str(limit),
        "crawl",
        folder / "kb",
        "-c",
        folder / "c.duckdb",
        "-j",
        "1",
        "-q",
    ]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file's size")
@pytest.mark.parametrize("limit", [8_192, 12_288, 262_144])
def test_a_catalog_that_can_not_be_written_is_not_published(tmp_path: Path, project: Path, limit: int) -> None:
    (tmp_path / "kb").mkdir()
    (tmp_path / "kb" / "page.md").write_text("# Travel\n\nExpenses are claimed within thirty days.\n")
    full = crawl(tmp_path, project, limit)
    assert full.returncode == 4
    assert full.stderr.count("\n") == 1
    assert f"no space left for {tmp_path / 'c.duckdb'}: free some" in full.stderr
    assert [item.name for item in tmp_path.iterdir()] == ["kb"]
    again = crawl(tmp_path, project)
    assert (again.returncode, again.stderr) == (0, "")
    assert "learned 1" in again.stdout
