"""`kbaudit gate`: may these files be ingested, as they are now?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Launch


@pytest.fixture(scope="module")
def audited(launch: Launch, tmp_path_factory: pytest.TempPathFactory, project: Path) -> Path:
    """A working directory with a copy of the sample corpus, and an audit of it."""
    top = tmp_path_factory.mktemp("gate")
    shutil.copytree(project / "sample_corpus", top / "sample_corpus")
    launch(top, "audit", "sample_corpus", "-q")
    return top


def lines(done: subprocess.CompletedProcess[bytes]) -> dict[str, str]:
    """What was said of each path, by its name."""
    said = (line.split("  (")[0].split(maxsplit=1) for line in done.stdout.decode().splitlines())
    return {path.rpartition("/")[2]: word for word, path in said}


def test_a_folder(launch: Launch, audited: Path):
    done = launch(audited, "gate", "sample_corpus", afresh=True)
    said = lines(done)
    assert done.returncode == 1
    assert (said["travel-policy-v1.md"], said["travel-policy-v2.md"]) == ("exclude", "serve")
    assert (said["group-bookings.md"], said["kbaudit.yaml"]) == ("demote", "unknown")
    assert b"KB103" in done.stdout
    assert b"files may be ingested" in done.stderr


def test_only_what_may_pass_is_printed(launch: Launch, audited: Path):
    folder = audited / "sample_corpus"
    given = [str(folder / name) for name in ("hr/annual-leave.md", "finance/travel-policy-v1.md", "hr/remote-work.md")]
    for null, end in (((), "\n"), (("-0",), "\0")):
        done = launch(audited, "gate", "-", *null, "--only", "serve", stdin="".join(p + end for p in given).encode())
        assert done.stdout.decode().split(end) == [given[0], given[2], ""]
        assert done.returncode == 1
    done = launch(audited, "gate", given[0], given[2], "-q")
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_changed_file_has_not_been_judged(launch: Launch, audited: Path, tmp_path: Path):
    shutil.copytree(audited / "sample_corpus", tmp_path / "sample_corpus")
    launch(tmp_path, "audit", "sample_corpus", "-q")
    page, new = (tmp_path / "sample_corpus" / name for name in ("hr/remote-work.md", "hr/a-new-page.md"))
    page.write_text(page.read_text() + "\nOne more sentence.\n")
    new.write_text("# A new page\n\nUpdated: 2026-11-01. Owner: hr@example.org\n\nSomething quite new is said here.\n")
    before = launch(tmp_path, "gate", page, new)
    assert (before.returncode, set(lines(before).values())) == (1, {"changed", "unknown"})
    learned = launch(tmp_path, "gate", page, new, "-c", ".kbaudit/catalog.duckdb")
    assert (learned.returncode, set(lines(learned).values())) == (0, {"serve"})
    assert launch(tmp_path, "gate", page, new).returncode == 1  # the report is as it was
    done = launch(tmp_path, "gate", page, "-c", "nothing.duckdb")
    assert (done.returncode, b"there is no catalog" in done.stderr) == (2, True)


def test_a_moved_file_is_known_by_name_and_content(launch: Launch, audited: Path, tmp_path: Path):
    moved = tmp_path / "elsewhere" / "annual-leave.md"
    moved.parent.mkdir()
    shutil.copy(audited / "sample_corpus/hr/annual-leave.md", moved)
    shutil.copy(moved, moved.with_name("other.md"))
    assert lines(launch(audited, "gate", moved.parent)) == {"annual-leave.md": "serve", "other.md": "unknown"}


def test_odd_names(launch: Launch, audited: Path, tmp_path: Path):
    odd = [b"a\nb.md", b"\xff.md", "ü😀.md".encode(), b"\x1b[31mred.md"]
    for name in odd:
        Path(tmp_path, os.fsdecode(name)).write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    done = launch(audited, "gate", tmp_path)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == len(odd) + 2
    assert b"\x1b" not in done.stdout
    listed = launch(audited, "gate", tmp_path, "-0", "--only", "unknown")
    assert {name.rpartition(b"/")[2] for name in listed.stdout.split(b"\0")} >= set(odd)
    refused = launch(audited, "gate", tmp_path, "--only", "unknown")
    assert (refused.returncode, b"holds an end of line" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere.md",), b"there is no file or folder nowhere.md"),
        (("sample_corpus", "--rules", "nothing.json"), b"there is no nothing.json: run `kbaudit audit SOURCE` first"),
        (("sample_corpus", "--rules", "sample_corpus/kbaudit.yaml"), b"can't be read"),
    ],
)
def test_wrong_use(launch: Launch, audited: Path, words: tuple[str, ...], said: bytes):
    done = launch(audited, "gate", *words)
    assert (done.returncode, said in done.stderr) == (2, True)


def test_nothing_of_the_audit_is_imported(audited: Path):
    code = "import sys, kbaudit.cli.gate; print(*sorted({n.partition('.')[0] for n in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"duckdb", "numpy", "pydantic", "rich", "yaml"} & set(done.stdout.split())
