"""The worklists as files (what is ours and what isn't) and the names that owners' files get."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

import pytest

from kbaudit.errors import OutputError
from kbaudit.reports import remove_worklists, write_worklists
from kbaudit.reports.worklist_files import MANIFEST
from kbaudit.reports.worklists import filename

if TYPE_CHECKING:
    from pathlib import Path

    from kbaudit.model import Report

THEIRS = ("index.md", "nobody.md", "worklists.csv", "meeting-20260101.md", "ann-0123456789abcdef.md")


def contents(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "worklists"


@pytest.fixture
def theirs(folder: Path) -> dict[str, str]:
    """A folder of somebody else that bears our name, and files in it that bear our names."""
    folder.mkdir()
    for name in THEIRS:
        (folder / name).write_text("mine\n", encoding="utf-8")
    return contents(folder)


def test_files_of_others_are_never_removed(folder: Path, theirs: dict[str, str]) -> None:
    remove_worklists(folder.parent)
    assert contents(folder) == theirs


def test_files_of_others_are_never_overwritten(report: Report, folder: Path, theirs: dict[str, str]) -> None:
    with pytest.raises(OutputError, match=r"worklists/index\.md: kbaudit didn't write this file: move it, or name"):
        write_worklists(report, folder.parent, {})
    assert contents(folder) == theirs


def test_a_foreign_folder_stays_even_where_it_is_empty(folder: Path) -> None:
    folder.mkdir()
    remove_worklists(folder.parent)
    assert folder.is_dir()


def test_what_was_written_is_removed_and_nothing_beside_it(report: Report, folder: Path) -> None:
    written = write_worklists(report, folder.parent, {})
    assert {path.name for path in folder.iterdir()} == {path.name for path in written} | {MANIFEST}
    (folder / "meeting-20260101.md").write_text("mine", encoding="utf-8")
    remove_worklists(folder.parent)
    assert contents(folder) == {"meeting-20260101.md": "mine"}


def test_a_folder_of_ours_goes_with_its_files(report: Report, folder: Path) -> None:
    write_worklists(report, folder.parent, {})
    remove_worklists(folder.parent)
    assert not folder.exists()


def test_a_file_that_somebody_put_in_place_of_ours_stays(report: Report, folder: Path) -> None:
    write_worklists(report, folder.parent, {})
    (folder / "nobody.md").write_text("# Mine now\n", encoding="utf-8")
    with pytest.raises(OutputError, match=r"nobody\.md: kbaudit didn't write"):
        write_worklists(report, folder.parent, {})
    remove_worklists(folder.parent)
    assert contents(folder) == {"nobody.md": "# Mine now\n"}


def test_a_link_in_place_of_ours_is_neither_followed_nor_removed(report: Report, folder: Path) -> None:
    written = write_worklists(report, folder.parent, {})
    elsewhere = folder.parent / "elsewhere.md"
    elsewhere.write_text(written[0].read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "nobody.md").unlink()
    (folder / "nobody.md").symlink_to(elsewhere)
    remove_worklists(folder.parent)
    assert elsewhere.exists()
    assert (folder / "nobody.md").is_symlink()


@pytest.mark.parametrize("name", ["../report.html", "/etc/passwd", "sub/index.md", "..", "", "notes.md", 7])
def test_a_manifest_that_names_other_files_is_not_obeyed(report: Report, folder: Path, name: object) -> None:
    written = write_worklists(report, folder.parent, {})
    ours = written[0].read_text(encoding="utf-8")
    (folder / "notes.md").write_text(ours, encoding="utf-8")
    (folder.parent / "report.html").write_text(ours, encoding="utf-8")
    said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**said, "files": [*said["files"], name]}), encoding="utf-8")
    remove_worklists(folder.parent)
    assert set(contents(folder)) == {"notes.md"}
    assert (folder.parent / "report.html").exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": "other/1", "files": ["index.md"]}', "\x00", "[" * 9_999])
def test_a_manifest_that_is_not_ours_names_nothing(report: Report, folder: Path, text: str) -> None:
    write_worklists(report, folder.parent, {})
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    before = contents(folder)
    remove_worklists(folder.parent)
    assert contents(folder) == before


def test_worklists_are_replaced_and_those_that_are_done_go(report: Report, folder: Path) -> None:
    first = write_worklists(report, folder.parent, {})
    (folder / f".kbaudit-{first[0].name}.tmp").write_text("of a run that was killed", encoding="utf-8")
    done = dataclasses.replace(report, findings=())
    assert [path.name for path in write_worklists(done, folder.parent, {})] == ["index.md", "worklists.csv"]
    assert set(contents(folder)) == {"index.md", "worklists.csv", MANIFEST}
    again = write_worklists(report, folder.parent, {})
    assert {path.name for path in again} == {path.name for path in first}


def test_remedies_show_what_is_to_be_typed_as_code(report: Report, folder: Path) -> None:
    said = "Leave the copies out (`crawl: exclude` in the policy) of `x*."
    (finding, *_) = report.findings
    write_worklists(
        dataclasses.replace(report, findings=(dataclasses.replace(finding, remedy=said),)), folder.parent, {}
    )
    (page,) = (path for path in folder.glob("*.md") if path.name != "index.md")
    assert "To do: Leave the copies out (`crawl: exclude` in the policy) of \\`x\\*." in page.read_text(
        encoding="utf-8"
    )


def test_file_names_of_owners_rest_on_sixteen_digits() -> None:
    digits = filename("ann").removeprefix("ann-").removesuffix(".md")
    assert len(digits) == 16
    assert int(digits, 16) >= 0
