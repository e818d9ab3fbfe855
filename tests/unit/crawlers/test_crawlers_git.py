"""The history of a repository, read from real ones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pygit2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.crawlers.git import FEW, GitHistory, says_the_same

PAGE = "# Leave\n\nStaff get 25 days of leave a year, and may carry five over.\n"


class Repository:
    """A repository whose commits have the years that a test gives them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.git = pygit2.init_repository(str(root))

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self, year: int, files: dict[str, str], gone: tuple[str, ...] = ()) -> str:
        self.write(files)
        for name in gone:
            (self.root / name).unlink()
            self.git.index.remove(name)
        for name in files:
            self.git.index.add(name)
        self.git.index.write()
        who = pygit2.Signature("Ann", "ann@example.org", int(datetime(year, 3, 5, tzinfo=UTC).timestamp()), 0)
        heads = [] if self.git.head_is_unborn else [self.git.head.target]
        made = self.git.create_commit("HEAD", who, who, f"Year {year}", self.git.index.write_tree(), heads)
        return str(made)

    def years(self, inside: str = "") -> dict[bytes, int]:
        history = GitHistory.of(self.root / inside)
        assert history is not None
        return {path: change.at.year for path, change in history.last_changes().items()}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_the_last_change_of_the_words_counts(repository: Repository) -> None:
    repository.commit(2019, {"leave.md": PAGE})
    repository.commit(2020, {"leave.md": PAGE.replace("25", "28")})
    assert repository.years() == {b"leave.md": 2020}


@pytest.mark.parametrize(
    "cosmetic",
    [
        PAGE.replace("a year, and", "a year,\nand"),
        PAGE.replace("# Leave", "## *Leave*"),
        PAGE.replace("Staff", "STAFF"),
        PAGE.replace("carry", "carrry"),
    ],
    ids=["reflow", "markup", "case", "typo"],
)
def test_a_cosmetic_change_is_none(repository: Repository, cosmetic: str) -> None:
    repository.commit(2019, {"leave.md": PAGE})
    repository.commit(2022, {"leave.md": cosmetic})
    assert repository.years() == {b"leave.md": 2019}


@pytest.mark.parametrize(
    "telling",
    [PAGE.replace("25", "26"), PAGE.replace("may", "must"), PAGE.replace("five", "nine"), PAGE + "More.\n"],
)
def test_a_changed_value_is_no_typo(repository: Repository, telling: str) -> None:
    repository.commit(2019, {"leave.md": PAGE})
    repository.commit(2022, {"leave.md": telling})
    assert repository.years() == {b"leave.md": 2022}


def test_words_that_change_places_say_something_else() -> None:
    assert not says_the_same(b"before lunch, not after supper", b"after lunch, not before supper")


def test_a_bulk_commit_counts_for_nothing(repository: Repository) -> None:
    pages = {f"{number}.md": f"{PAGE}Page {number}.\n" for number in range(FEW + 1)}
    repository.commit(2019, pages)
    repository.commit(2020, {"3.md": PAGE.replace("25", "30")})
    repository.commit(2024, {name: text + "All rights reserved.\n" for name, text in pages.items()})
    assert repository.years() == {b"3.md": 2020}


def test_a_move_is_followed(repository: Repository) -> None:
    repository.commit(2019, {"old/leave.md": PAGE, "other.md": "Something else altogether.\n"})
    repository.commit(2023, {"new/annual-leave.md": PAGE}, gone=("old/leave.md",))
    assert repository.years() == {b"new/annual-leave.md": 2019, b"other.md": 2019}


def test_a_folder_in_a_repository_has_its_own_paths(repository: Repository) -> None:
    repository.commit(2019, {"docs/leave.md": PAGE, "code/main.py": "print()\n"})
    assert repository.years("docs") == {b"leave.md": 2019}


def test_a_file_that_was_changed_since_has_no_history(repository: Repository) -> None:
    repository.commit(2019, {"leave.md": PAGE, "pay.md": "Pay day is the 28th.\n"})
    history = GitHistory.of(repository.root)
    assert history is not None
    repository.write({"leave.md": PAGE.replace("25", "40"), "new.md": "Never committed.\n"})
    assert repository.years() == {b"pay.md": 2019}
    changed = GitHistory.of(repository.root)
    assert changed is not None
    assert changed.state != history.state


def test_no_repository_no_history(tmp_path: Path) -> None:
    assert GitHistory.of(tmp_path) is None


def test_a_repository_without_a_commit_has_none(repository: Repository) -> None:
    assert GitHistory.of(repository.root) is None


def test_a_damaged_repository_has_none(repository: Repository) -> None:
    repository.commit(2019, {"leave.md": PAGE})
    (repository.root / ".git" / "HEAD").write_bytes(b"\x00\xff")
    assert GitHistory.of(repository.root) is None


def test_a_missing_object_ends_the_pass(repository: Repository) -> None:
    first = repository.commit(2019, {"leave.md": PAGE, "pay.md": "Pay day is the 28th.\n"})
    repository.commit(2021, {"leave.md": PAGE.replace("25", "30")})
    blob = repository.root / ".git" / "objects" / first[:2] / first[2:]
    blob.chmod(0o644)
    blob.unlink()
    assert repository.years() in ({}, {b"leave.md": 2021})


def test_what_a_repository_configures_is_never_run(repository: Repository) -> None:
    repository.commit(2019, {"leave.md": PAGE, ".gitattributes": "*.md filter=evil diff=evil\n"})
    marker = repository.root / "executed"
    command = f"touch {marker}"
    config = repository.git.config
    for key in ("filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "core.fsmonitor", "core.sshCommand"):
        config[key] = command
    hook = repository.root / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
    hook.chmod(0o755)
    repository.write({"leave.md": PAGE + "Edited.\n"})
    assert repository.years() == {b".gitattributes": 2019}
    assert not marker.exists()


@given(st.text(max_size=200))
def test_a_text_says_the_same_as_itself(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert says_the_same(data, data)


def test_the_state_tells_where_a_shallow_history_ends(repository: Repository) -> None:
    first = repository.commit(2019, {"leave.md": PAGE})
    second = repository.commit(2020, {"pay.md": PAGE})
    repository.commit(2021, {"more.md": PAGE})
    shallow = Path(repository.git.path) / "shallow"
    states = [_state(repository)]
    for ends in (second, first):
        shallow.write_text(f"{ends}\n", encoding="ascii")
        states.append(_state(repository))
    assert len(set(states)) == 3
    shallow.unlink()
    assert _state(repository) == states[0]


def _state(repository: Repository) -> str:
    history = GitHistory.of(repository.root)
    assert history is not None
    return history.state
