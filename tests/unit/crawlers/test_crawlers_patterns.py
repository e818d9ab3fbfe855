from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbaudit.crawlers import FolderCrawler
from kbaudit.crawlers.patterns import Patterns
from kbaudit.errors import UsageError
from kbaudit.model import FoundFile, Source

names = st.sampled_from(["a", "b", "c.md", "ab", "a.md", "A"])
paths = st.lists(names, min_size=1, max_size=4).map("/".join)
parts = st.sampled_from(["a", "b", "*", "**", "*.md", "a*", "?", "[ab]", "c.md", "[!a]", "a?", "\\a"])
bare = st.lists(parts, min_size=1, max_size=3).map("/".join)
lines = st.tuples(st.sampled_from(["", "!"]), st.sampled_from(["", "/"]), bare, st.sampled_from(["", "/", " "])).map(
    "".join
)
ignore_files = st.dictionaries(st.sampled_from(["", "a/", "a/b/", "b/"]), st.lists(lines, max_size=5), max_size=3)


def build(root: Path, files: set[str], rules: dict[str, list[str]]) -> None:
    for name in sorted(files):
        path = root / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        except OSError:  # "a" is a file already, or a folder
            continue
    for folder, content in rules.items():
        if (root / folder).is_dir():
            (root / folder / ".kbauditignore").write_text("\n".join(content) + "\n")


@pytest.mark.skipif(not shutil.which("git"), reason="git is the judge of this test")
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sets(paths, min_size=1, max_size=12), ignore_files)
def test_the_walk_ignores_what_git_ignores(files: set[str], rules: dict[str, list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        build(root, files, rules)
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
        command = ["git", "-c", "core.excludesFile=", "ls-files", "-z", "-o", "--exclude-per-directory=.kbauditignore"]
        listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.split("\0")
        expected = {name for name in listed if name and not name.endswith(".kbauditignore")}
        found = FolderCrawler().crawl(Source("s", root))
        assert {item.uri.removeprefix("s/") for item in found if isinstance(item, FoundFile)} == expected


def test_the_whitelist_idiom_holds() -> None:
    patterns = Patterns.of(["*", "!*/", "!*.md"], where="test")
    assert [patterns.verdict(path).ignored for path in ("a/", "a/b.md", "a/b.txt")] == [False, False, True]  # type: ignore[union-attr] - all have one


def test_a_hostile_pattern_is_refused_or_quick() -> None:
    slowest = Patterns.of(["a*a*a*a*b", "**/a*a*/**/*a*a*b/**/c"], where="test")
    started = time.process_time()
    assert slowest.verdict("a" * 120) is None
    assert time.process_time() - started < 20  # seconds; with one star more it would take hours
    for hostile in ("*a" * 5, "**/a/**/b/**/c/**/d", "x" * 2000):
        with pytest.raises(UsageError, match="can't be used"):
            Patterns.of([hostile], where="test")
