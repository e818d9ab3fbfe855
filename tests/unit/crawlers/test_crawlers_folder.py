from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from kbaudit.crawlers import FolderCrawler, Ignored
from kbaudit.errors import UsageError
from kbaudit.model import FoundFile, Skipped, SkipReason, Source


def crawled(root: Path, **options: object) -> list[FoundFile | Skipped | Ignored]:
    return list(FolderCrawler(**options).crawl(Source("s", root)))  # type: ignore[arg-type] - test options


def uris(found: list[FoundFile | Skipped | Ignored], kind: type) -> list[str]:
    return [item.uri.removeprefix("s/") for item in found if isinstance(item, kind)]


def grow(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_files_come_folder_by_folder_in_the_order_of_their_bytes(tmp_path: Path) -> None:
    grow(tmp_path, "b.md", "a/z.md", "a/é.md", "a/y/x.md", "B.md", "c/1.md")
    found = crawled(tmp_path)
    assert uris(found, FoundFile) == ["B.md", "b.md", "a/z.md", "a/é.md", "a/y/x.md", "c/1.md"]
    first = found[0]
    assert isinstance(first, FoundFile)
    assert (first.source, first.path, first.size) == ("s", os.fsencode(tmp_path / "B.md"), 4)
    assert first.mtime_ns == (tmp_path / "B.md").stat().st_mtime_ns


def test_names_that_are_not_utf8_stay_apart_and_are_openable(tmp_path: Path) -> None:
    for name in (b"\xff.md", b"\xfe.md", b"\\xff.md", b"new\nline.md"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    found = crawled(tmp_path)
    assert sorted(uris(found, FoundFile)) == sorted(["\\xff.md", "\\xfe.md", "\\\\xff.md", "new\nline.md"])
    assert all(os.path.exists(item.path) for item in found if isinstance(item, FoundFile))  # noqa: PTH110 - bytes


def test_a_folder_that_ends_like_a_mail_is_no_mail(tmp_path: Path) -> None:
    grow(tmp_path, "mail.eml!/note.md", "wow!.md", "odd!\\x21/a.md")
    assert sorted(uris(crawled(tmp_path), FoundFile)) == ["mail.eml\\x21/note.md", "odd!\\\\x21/a.md", "wow!.md"]


def test_lock_files_of_office_programs_are_no_part_of_it(tmp_path: Path) -> None:
    grow(tmp_path, "plan.docx", "~$plan.docx", "b/.~lock.plan.ods#", "b/~notes.md")
    assert uris(crawled(tmp_path), FoundFile) == ["plan.docx", "b/~notes.md"]


def test_links_and_specials_are_skipped_and_never_followed(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    grow(outside, "secret.md")
    grow(root, "real.md")
    (root / "file").symlink_to(outside / "secret.md")
    (root / "folder").symlink_to(outside)
    (root / "loop").symlink_to(root)
    (root / "dead\x1b").symlink_to("nowhere\x1b[31m")
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(root / "sock"))
        found = crawled(root)
    skipped = {item.uri: item for item in found if isinstance(item, Skipped)}
    assert uris(found, FoundFile) == ["real.md"]
    assert set(skipped) == {"s/file", "s/folder", "s/loop", "s/dead\x1b", "s/pipe", "s/sock"}
    assert {item.reason for item in skipped.values()} == {SkipReason.NOT_REGULAR}
    assert skipped["s/file"].detail == f"a link to {outside / 'secret.md'}"
    assert skipped["s/dead\x1b"].detail == "a link to nowhere\\x1b[31m"
    assert skipped["s/pipe"].detail == "a pipe"
    assert skipped["s/sock"].source == "s"


def test_the_root_may_be_a_link_or_a_single_file(tmp_path: Path) -> None:
    grow(tmp_path / "real", "a.md")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    [found] = crawled(tmp_path / "link")
    assert isinstance(found, FoundFile)
    assert (found.uri, found.path) == ("s/a.md", os.fsencode(tmp_path / "real" / "a.md"))
    [single] = crawled(tmp_path / "real" / "a.md", exclude=["*.md"])
    assert isinstance(single, FoundFile)
    assert single.uri == "s/a.md"


def test_folders_without_permission_are_told(tmp_path: Path) -> None:
    grow(tmp_path, "a.md", "closed/b.md", "left-out/c.md")
    for name in ("closed", "left-out"):
        (tmp_path / name).chmod(0)
    if os.access(tmp_path / "closed", os.R_OK):
        pytest.skip("this user may read everything")
    try:
        found = crawled(tmp_path, exclude=["left-out"])
    finally:
        for name in ("closed", "left-out"):
            (tmp_path / name).chmod(0o700)
    assert [(item.uri, item.reason) for item in found if isinstance(item, Skipped)] == [
        ("s/closed/", SkipReason.PERMISSION)
    ]
    assert uris(found, Ignored) == ["left-out/"]


def test_version_control_kbaudits_own_and_never_are_not_part_of_it(tmp_path: Path) -> None:
    grow(
        tmp_path,
        "a.md",
        ".git/config",
        "sub/.hg/x",
        ".svn/y",
        ".kbaudit/catalog.duckdb",
        "out/report.html",
        "c.db",
        "c.db.wal",
    )
    grow(tmp_path, "sub/.kbaudit/z", "deep/out/kept.md")
    (tmp_path / "deep" / ".git").write_text("gitdir: elsewhere")  # a file of that name is an ordinary file
    found = crawled(tmp_path, never=[tmp_path / "out", tmp_path / "c.db", tmp_path / "not-there"])
    assert [item.uri for item in found] == ["s/a.md", "s/deep/.git", "s/deep/out/kept.md"]


def test_never_does_not_take_away_what_was_named(tmp_path: Path) -> None:
    grow(tmp_path, "a.md")
    assert uris(crawled(tmp_path, never=[tmp_path]), FoundFile) == ["a.md"]


def test_what_is_left_out_is_counted_one_by_one(tmp_path: Path) -> None:
    grow(tmp_path, "a.md", "drafts/b.md", "drafts/deep/c.md", "x.log", "sub/y.log")
    (tmp_path / "drafts" / "link").symlink_to("b.md")
    (tmp_path / ".kbauditignore").write_text("drafts/\n# comment\n\n*.log\n!x.log\n")
    found = crawled(tmp_path)
    ignored = {item.uri: item.pattern for item in found if isinstance(item, Ignored)}
    assert ignored == {
        "s/.kbauditignore": ".kbauditignore",
        "s/drafts/b.md": "drafts/",
        "s/drafts/link": "drafts/",
        "s/drafts/deep/c.md": "drafts/",
        "s/sub/y.log": "*.log",
    }
    assert uris(found, FoundFile) == ["a.md", "x.log"]
    everything = subprocess.run(["find", tmp_path, "!", "-type", "d"], capture_output=True, check=True).stdout
    assert len(found) == len(everything.splitlines())


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        (["*.md"], ["a.md", "hr/b.md", "hr/old/c.md"]),
        (["hr/"], ["hr/b.md", "hr/d.txt", "hr/old/c.md"]),
        (["hr", "!old/"], ["hr/b.md", "hr/d.txt"]),
        (["/*.md"], ["a.md"]),
        (["hr/*.md"], ["hr/b.md"]),
        (["hr/**/*.md"], ["hr/b.md", "hr/old/c.md"]),
        (["nothing"], []),
    ],
)
def test_include(tmp_path: Path, include: list[str], expected: list[str]) -> None:
    grow(tmp_path, "a.md", "hr/b.md", "hr/d.txt", "hr/old/c.md", "z.txt")
    found = crawled(tmp_path, include=include)
    assert uris(found, FoundFile) == expected
    assert len(found) == 5


def test_exclude_wins_over_the_folders_own_patterns_and_inner_ones_over_outer_ones(tmp_path: Path) -> None:
    grow(tmp_path, "a.txt", "in/a.txt", "in/b.txt", "in/c.txt")
    (tmp_path / ".kbauditignore").write_text("*.txt\n")
    (tmp_path / "in" / ".kbauditignore").write_bytes(b"\xef\xbb\xbf!a.txt\r\n!c.txt\r\n")
    assert uris(crawled(tmp_path), FoundFile) == ["in/a.txt", "in/c.txt"]
    assert uris(crawled(tmp_path, exclude=["c.txt"]), FoundFile) == ["in/a.txt"]
    assert uris(crawled(tmp_path, exclude=["!/a.txt"]), FoundFile) == ["a.txt", "in/a.txt", "in/c.txt"]


def test_patterns_that_cannot_be_obeyed_stop_the_crawl(tmp_path: Path) -> None:
    (tmp_path / ".kbauditignore").write_text("ok\n[z-a]\n")
    with pytest.raises(UsageError, match=r"s/\.kbauditignore, line 2: the pattern '\[z-a\]' can't be used"):
        crawled(tmp_path)
    (tmp_path / ".kbauditignore").unlink()
    (tmp_path / ".kbauditignore").symlink_to("/etc/hostname")
    with pytest.raises(UsageError, match=r"s/\.kbauditignore can't be obeyed: a link"):
        crawled(tmp_path)
    with pytest.raises(UsageError, match=r"exclude, line 1: .*stars"):
        FolderCrawler(exclude=["*a*a*a*a*a*a*b"])


def test_a_deep_tree_needs_no_recursion(tmp_path: Path) -> None:
    below = "d/" * 1200  # more than Python's own limit of calls in calls
    subprocess.run(["mkdir", "-p", below], cwd=tmp_path, check=True)
    try:
        (tmp_path / below / "a.md").write_text("x")
        assert uris(crawled(tmp_path), FoundFile) == [below + "a.md"]
    finally:
        subprocess.run(["rm", "-rf", "d"], cwd=tmp_path, check=True)  # shutil.rmtree would recurse
