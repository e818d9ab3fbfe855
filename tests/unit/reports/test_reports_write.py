from __future__ import annotations

import errno
import json
import os
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kbaudit.errors import OutputError, UsageError
from kbaudit.reports import ALWAYS, RENDERERS, write_report
from kbaudit.reports.write import _HINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Report


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@contextmanager
def small_files() -> Iterator[None]:
    """No file of this process may grow beyond 4 kB: a full disk, as far as the writing code can tell."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_it_writes_what_every_audit_writes_and_what_was_asked_for(report: Report, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    written = write_report(report, folder, ["sarif", "html"])
    assert names(folder) == {RENDERERS[name].filename for name in (*ALWAYS, "sarif")} == {path.name for path in written}
    for path in written:
        renderer = next(renderer for renderer in RENDERERS.values() if renderer.filename == path.name)
        assert path.read_bytes() == renderer.render(report).encode()


def test_a_second_run_replaces_the_first(report: Report, tmp_path: Path) -> None:
    write_report(report, tmp_path)
    (tmp_path / "findings.json").write_text("{}", encoding="utf-8")
    write_report(report, tmp_path)
    assert json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))["schema"] == "kbaudit.findings/1"


def test_the_files_have_the_rights_that_the_user_gives_new_files(report: Report, tmp_path: Path) -> None:
    write_report(report, tmp_path)
    (tmp_path / "plain").touch()
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


def test_a_full_disk_leaves_the_old_files_whole_and_nothing_else(report: Report, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    with small_files(), pytest.raises(OutputError, match=r"can't write .*report\.html: "):
        write_report(report, tmp_path)
    assert names(tmp_path) == {"report.html"}
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "old"


def test_what_a_killed_run_left_is_removed_and_no_link_is_followed(report: Report, tmp_path: Path) -> None:
    treasure = tmp_path / "treasure"
    treasure.write_text("mine", encoding="utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / ".kbaudit-report.html.tmp").symlink_to(treasure)
    (folder / ".kbaudit-junit.xml.tmp").write_text("<half", encoding="utf-8")
    (folder / "notes.txt").write_text("the user's own", encoding="utf-8")
    write_report(report, folder)
    assert treasure.read_text(encoding="utf-8") == "mine"
    assert not [name for name in names(folder) if name.endswith(".tmp")]
    assert "notes.txt" in names(folder)


@pytest.mark.parametrize("where", ["file", "file/below"])
def test_a_file_in_the_way_is_one_clear_line(report: Report, tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError) as caught:
        write_report(report, tmp_path / where)
    message = str(caught.value)
    assert "\n" not in message
    assert "name another folder with -o" in message
    assert caught.value.exit_code == 4


def test_a_folder_in_the_place_of_a_file_is_named(report: Report, tmp_path: Path) -> None:
    (tmp_path / "findings.json").mkdir()
    with pytest.raises(OutputError, match=r"findings\.json: a folder is in the way"):
        write_report(report, tmp_path)
    assert not [name for name in names(tmp_path) if name.endswith(".tmp")]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="rights don't bind this user")
def test_no_permission_is_one_clear_line(report: Report, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="no permission"):
        write_report(report, tmp_path)
    tmp_path.chmod(0o700)


def test_the_common_failures_have_words() -> None:
    assert "disk is full" in _HINTS[errno.ENOSPC]
    assert "no permission" in _HINTS[errno.EACCES]


def test_a_format_that_does_not_exist_is_refused_before_anything_is_written(report: Report, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'pdf'"):
        write_report(report, tmp_path / "out", ["pdf"])
    assert not (tmp_path / "out").exists()


def test_a_path_with_control_characters_is_shown_as_escapes(report: Report, tmp_path: Path) -> None:
    folder = tmp_path / "a\x1b[31m\nb"
    folder.touch()
    with pytest.raises(OutputError) as caught:
        write_report(report, folder)
    assert "\x1b" not in str(caught.value)


def test_a_format_that_is_not_asked_for_again_leaves(report: Report, tmp_path: Path) -> None:
    write_report(report, tmp_path, ["sarif"])
    (tmp_path / "notes.txt").write_text("the user's own", encoding="utf-8")
    write_report(report, tmp_path)
    assert "findings.sarif" not in names(tmp_path)
    assert "notes.txt" in names(tmp_path)
