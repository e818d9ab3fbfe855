"""The last telling change of each file of a real handbook, from a repository made of the trees that are known of it.

Each file that comes or changes from one tree of history-gds-way to the next is a commit of its own, on the tree's day.
The truth is told by the words alone: the day of the last tree in which they differ from the one before.
"""

from __future__ import annotations

import re
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pygit2

from kbaudit.crawlers.git import GitHistory

FILES: Final = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora" / "history-gds-way" / "files"


def main() -> None:
    """Prints how many files have the right day, and which others."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        truth = committed(root)
        history = GitHistory.of(root)
        found = history.last_changes() if history else {}
    days = {name.decode(): change.at.date().isoformat() for name, change in found.items()}
    right = sum(days.get(name) == day for name, day in truth.items())
    absent = truth.keys() - days.keys()
    print(
        f"git, last telling change: {right} right, {len(truth) - right - len(absent)} otherwise, {len(absent)} absent"
    )
    for name in sorted(truth.keys() - absent):
        if days[name] != truth[name]:
            print(f"    {name}: {days[name]} for {truth[name]}")


def committed(root: Path) -> dict[str, str]:
    """Commits the trees into a new repository; the day of the last change of the words of each file of the last one."""
    repository = pygit2.init_repository(str(root))
    before: dict[str, bytes] = {}
    truth: dict[str, str] = {}
    for tree in sorted(FILES.iterdir()):
        now = {
            path.relative_to(tree).as_posix(): path.read_bytes() for path in sorted(tree.rglob("*")) if path.is_file()
        }
        for step, name in enumerate(sorted(now.keys() | before.keys())):
            if now.get(name) == before.get(name):
                continue
            at = datetime.fromisoformat(tree.name).replace(tzinfo=UTC) + timedelta(seconds=step)
            _commit(repository, root, name, now.get(name), at)
            if name in now and _words(now[name]) != _words(before.get(name, b"")):
                truth[name] = tree.name
        before = now
    return {name: day for name, day in truth.items() if name in before}


def _words(data: bytes) -> list[str]:
    return re.findall(r"[^\W_]+", data.decode("utf-8", "replace").lower())


def _commit(repository: pygit2.Repository, root: Path, name: str, data: bytes | None, at: datetime) -> None:
    path = root / name
    if data is None:
        path.unlink()
        repository.index.remove(name)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        repository.index.add(name)
    repository.index.write()
    who = pygit2.Signature("Ann", "ann@example.org", int(at.timestamp()), 0)
    heads = [] if repository.head_is_unborn else [repository.head.target]
    repository.create_commit("HEAD", who, who, f"{name}", repository.index.write_tree(), heads)
