"""From files to broken links and shown images: learned, kept in a catalog, followed under a policy's patterns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kbaudit.catalog import Catalog
from kbaudit.crawlers import FolderCrawler, Ignored
from kbaudit.follow import follow_links
from kbaudit.learn import Assignment, learn
from kbaudit.linking import Resolved
from kbaudit.model import FoundFile, Skipped, SkipReason, Source
from kbaudit.policy import load_policy

Follow = Callable[..., Resolved]
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(5000)


@pytest.fixture
def follow(tmp_path: Path) -> Follow:
    def run(files: dict[str, bytes], exclude: Sequence[str] = (), include: Sequence[str] = ()) -> Resolved:
        root = tmp_path / "kb"
        for name, data in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
        file = tmp_path / "kbaudit.yaml"
        file.write_text(
            f"schema: kbaudit.policy/1\nname: x\ncrawl:\n  exclude: {list(exclude)}\n  include: {list(include)}\n"
        )
        policy = load_policy(file)
        source = Source("kb", root)
        found = list(FolderCrawler(policy.crawl.include, policy.crawl.exclude).crawl(source))
        with Catalog.open(tmp_path / "catalog.duckdb") as catalog:
            catalog.begin_crawl([source], datetime.now(UTC), "test")
            catalog.record([learn(Assignment(each, "", 1 << 20)) for each in found if isinstance(each, FoundFile)])
            catalog.record_ignored("kb", sum(isinstance(each, Ignored) for each in found))
            catalog.finish_crawl()
            documents = {each.uri: each for each in catalog.documents()}
            return follow_links(catalog, policy, None, documents, catalog.skipped())

    return run


def targets(found: Resolved) -> dict[str, list[str]]:
    return {uri: [each.target for each in broken] for uri, broken in found.broken.items()}


def test_links_between_files(follow: Follow) -> None:
    found = follow(
        {
            "a.md": b"# A\n\n[b](b.html#second) [g](gone.md) [n](b.md#third) ![p](i/p.png) [own](#a) [no](#nothing)\n",
            "b.md": b"# B\n\n## Second\n\nText.\n",
            "i/p.png": PICTURE,
            "i/q.png": PICTURE,
        }
    )
    assert targets(found) == {"kb/a.md": ["gone.md", "b.md#third", "#nothing"]}
    assert found.shown == {"kb/i/p.png"}


@pytest.mark.parametrize(
    ("exclude", "include"),
    [
        (["Drafts/"], ()),
        (["drafts/**"], ()),
        (["*.secret.md"], ()),
        ((), ["/*.md", "img/"]),
    ],
)
def test_what_patterns_leave_out_is_not_missing(follow: Follow, exclude: Sequence[str], include: Sequence[str]) -> None:
    files = {"a.md": b"# A\n\n[d](Drafts/x.secret.md) [gone](gone.md)\n", "Drafts/x.secret.md": b"# X\n"}
    assert targets(follow(files, exclude, include)) == {"kb/a.md": ["gone.md"]}


def test_what_an_ignore_file_leaves_out_is_not_missing(follow: Follow) -> None:
    files = {"a.md": b"[d](drafts/x.md) [gone](gone.md)\n", ".kbauditignore": b"drafts/\n", "drafts/x.md": b"# X\n"}
    assert targets(follow(files)) == {"kb/a.md": ["gone.md"]}


def test_a_picture_is_skipped_as_what_it_is(tmp_path: Path) -> None:
    def skipped(name: str, data: bytes) -> Skipped:
        (tmp_path / name).write_bytes(data)
        found = FoundFile(f"kb/{name}", "kb", bytes(tmp_path / name), len(data), 0)
        return learn(Assignment(found, "", 1 << 20)).skipped or pytest.fail("read")

    assert skipped("a.png", PICTURE).reason is SkipReason.IMAGE
    assert skipped("b.jpg", PICTURE).detail == "named as an image (JPEG), but it is an image (PNG)"
    assert skipped("c.gif", b"<!doctype html><html><body><p>Not found</p></body></html>").reason is SkipReason.IMAGE
    assert skipped("d.tif", PICTURE + bytes(1 << 20)).reason is SkipReason.IMAGE  # too large to be opened for that
    assert skipped("e.png", b"%PDF-1.7\n" + bytes(5000)).reason is SkipReason.CORRUPT
    assert skipped("f.ico", bytes(5000)).reason is SkipReason.UNSUPPORTED
