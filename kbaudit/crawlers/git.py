"""When each file of a repository last changed in what it says: read from its history in one pass, newest first.

Left out are commits that touch many files at once (imports, moves, new headers), merges, pure moves, and changes that
leave the words as they are. libgit2 reads the objects by itself: no program, hook or filter that a repository
configures is ever run.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pygit2
from pygit2.enums import DeltaStatus, DiffFind, FileStatus, SortMode
from rapidfuzz.distance import OSA

from kbaudit.crawlers.files import read_file
from kbaudit.errors import ExtractionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FEW: Final = 20
"""Files that a commit may touch without being a bulk commit, however few files there are."""

_BULK: Final = 0.1  # of the files of the source, from which a commit is a bulk commit
_MOST_COMMITS: Final = 200_000
_LARGEST: Final = 2**20  # bytes; a larger file is taken for changed in what it says
_MOST_TYPOS: Final = 3  # words
_SHORTEST: Final = 5  # letters; in a shorter word nothing is a typo
_WORD: Final = re.compile(rb"[^\W_]+|[\x80-\xff]+")
_TRACKED_MODES: Final = frozenset({0o100644, 0o100755})
_CHANGED: Final = (
    FileStatus.WT_MODIFIED
    | FileStatus.WT_DELETED
    | FileStatus.WT_TYPECHANGE
    | FileStatus.INDEX_NEW
    | FileStatus.INDEX_MODIFIED
    | FileStatus.INDEX_TYPECHANGE
)


@dataclass(frozen=True, slots=True)
class Change:
    """The last change of a file in what it says: when (UTC), by whom, and in which commit."""

    at: datetime
    author: str
    commit: str
    subject: str


class GitHistory:
    """The history of the repository that a folder stands in. top is the repository, inside the folder's path in it."""

    def __init__(self, repository: pygit2.Repository, root: Path) -> None:
        self._repository = repository
        self._head = repository.head.peel(pygit2.Commit)
        top = repository.workdir.rstrip("/")
        self.top = type(root)(top)
        inside = root.relative_to(self.top).as_posix()
        self.inside = "" if inside == "." else inside + "/"
        self._prefix = self.inside.encode("utf-8", "surrogateescape")
        self._uncommitted = self._differing()

    @classmethod
    def of(cls, root: Path) -> GitHistory | None:
        """The history around a folder (resolved); None where there is none, or none that can be read."""
        pygit2.settings.owner_validation = False  # nothing of it is executed, whoever owns it
        try:
            found = pygit2.discover_repository(str(root))
            repository = pygit2.Repository(found) if found else None
            if repository is None or repository.is_bare or repository.head_is_unborn:
                return None
            return cls(repository, root)
        except (pygit2.GitError, KeyError, ValueError, OSError):
            return None

    @property
    def state(self) -> str:
        """Changes whenever `last_changes` would."""
        return f"{self._head.id}:{len(self._uncommitted)}:{_digest(self._uncommitted)}:{self._cut_off()}"

    def last_changes(self) -> dict[bytes, Change]:
        """The last telling change of each file below the folder, by its path there; those without any are left out.

        A file that differs from what was committed has no history yet. An object that is missing ends the pass.
        """
        waiting = {path: path for path in self._tracked() if path not in self._uncommitted}
        many = max(FEW, int(_BULK * len(waiting)))
        found: dict[bytes, Change] = {}
        try:
            for commit, diff in self._commits():
                self._take(commit, diff, waiting, found, many)
                if not waiting:
                    break
        except (pygit2.GitError, KeyError):  # a damaged or a partial clone: what is known so far holds
            pass
        return {path[len(self._prefix) :]: change for path, change in found.items()}

    def _cut_off(self) -> str:
        """Where a shallow history ends, "" for a whole one: it may be fetched later, with the same head."""
        if not self._repository.is_shallow:
            return ""
        own = Path(self._repository.path)
        try:
            shared = read_file(bytes(own / "commondir"), _LARGEST).decode().strip() if _is_linked(own) else ""
            return _digest(read_file(bytes(own / shared / "shallow"), _LARGEST).splitlines())
        except (ExtractionError, ValueError):
            return "unknown"

    def _tracked(self) -> Iterator[bytes]:
        for entry in self._repository.index:
            path = entry.path.encode("utf-8", "surrogateescape")
            if int(entry.mode) in _TRACKED_MODES and path.startswith(self._prefix):
                yield path

    def _differing(self) -> frozenset[bytes]:
        states = self._repository.status(untracked_files="no")
        return frozenset(
            path.encode("utf-8", "surrogateescape") for path, state in states.items() if FileStatus(state) & _CHANGED
        )

    def _commits(self) -> Iterator[tuple[pygit2.Commit, pygit2.Diff]]:
        """Each commit with one parent (or the first of all) and its difference, newest first."""
        shallow = self._repository.is_shallow
        walk = self._repository.walk(self._head.id, SortMode.TOPOLOGICAL | SortMode.TIME)
        for count, commit in enumerate(walk):
            if count >= _MOST_COMMITS:
                return
            parents = commit.parents
            if len(parents) == 1:
                yield commit, parents[0].tree.diff_to_tree(commit.tree, context_lines=0)
            elif not parents and not shallow:  # where the history was cut off, everything seems to be new
                yield commit, commit.tree.diff_to_tree(context_lines=0, swap=True)

    def _take(
        self,
        commit: pygit2.Commit,
        diff: pygit2.Diff,
        waiting: dict[bytes, bytes],
        found: dict[bytes, Change],
        many: int,
    ) -> None:
        """Notes the files whose last telling change this commit is. waiting has today's path by the path back then."""
        touched = [delta for delta in diff.deltas if self._concerns(delta)]
        if any(delta.status == DeltaStatus.ADDED for delta in touched) and any(
            delta.status == DeltaStatus.DELETED for delta in diff.deltas
        ):
            diff.find_similar(DiffFind.FIND_RENAMES)
            touched = [delta for delta in diff.deltas if self._concerns(delta)]
        bulk = len(touched) > many
        for delta in touched:
            new, old = delta.new_file.raw_path, delta.old_file.raw_path
            today = waiting.pop(new, None)
            if today is None:
                continue
            if delta.status == DeltaStatus.ADDED:
                if not bulk:
                    found[today] = _change(commit)
            elif bulk or self._is_cosmetic(delta):
                waiting[old] = today
            else:
                found[today] = _change(commit)

    def _concerns(self, delta: pygit2.DiffDelta) -> bool:
        return delta.status != DeltaStatus.DELETED and (
            not self._prefix or delta.new_file.raw_path.startswith(self._prefix)
        )

    def _is_cosmetic(self, delta: pygit2.DiffDelta) -> bool:
        if delta.old_file.id == delta.new_file.id:
            return True  # a move, or another mode
        before, after = (self._repository.get(side.id) for side in (delta.old_file, delta.new_file))
        if not isinstance(before, pygit2.Blob) or not isinstance(after, pygit2.Blob):
            return False
        return max(before.size, after.size) <= _LARGEST and says_the_same(before.data, after.data)


def _is_linked(folder: Path) -> bool:
    """Whether a repository's folder is that of a further working tree, which has its history elsewhere."""
    return (folder / "commondir").is_file()


def _digest(paths: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\0".join(sorted(paths))).hexdigest()[:16]


def says_the_same(before: bytes, after: bytes) -> bool:
    """Whether a change leaves the words as they are, but for a few typos put right. A number is never a typo."""
    old, new = (Counter(_WORD.findall(text.lower())) for text in (before, after))
    gone, come = sorted((old - new).elements()), sorted((new - old).elements())
    if not gone and not come:
        return _WORD.findall(before.lower()) == _WORD.findall(after.lower())
    return len(gone) == len(come) <= _MOST_TYPOS and all(map(_is_typo, gone, come))


def _is_typo(before: bytes, after: bytes) -> bool:
    """Whether one letter (not the first) is wrong, missing, too many or swapped with the next: then it's one word."""
    if min(len(before), len(after)) < _SHORTEST or before[:1] != after[:1]:
        return False
    return before.isalpha() and after.isalpha() and OSA.distance(before, after, score_cutoff=1) <= 1


def _change(commit: pygit2.Commit) -> Change:
    lines = commit.message.strip().splitlines()
    moment = datetime.fromtimestamp(max(0, commit.author.time), UTC)
    return Change(moment, commit.author.name, str(commit.id), lines[0][:100] if lines else "")
