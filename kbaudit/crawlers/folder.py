"""A folder on disk, walked name by name. Identity is made of bytes, links are never followed, nothing vanishes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.crawlers.base import Ignored
from kbaudit.crawlers.files import found_at, joined, read_file, skipped_at, trouble
from kbaudit.crawlers.patterns import Patterns, Verdict, first_verdict
from kbaudit.errors import ExtractionError, UsageError
from kbaudit.model import FoundFile, Skipped, displayed, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kbaudit.model import Source

IGNORE_FILE: Final = b".kbauditignore"
_LOCKS: Final = (b"~$", b".~lock.")
"""What Word, Excel and LibreOffice put beside a file while it is open: no documents, whatever their ending."""
_NEVER_NAMES: Final = frozenset({b".git", b".hg", b".svn", b".kbaudit"})
_BESIDE: Final = (b"", b".wal", b".tmp")  # a catalog's journal and its temporary folder
_IGNORE_FILE_LIMIT: Final = 65_536  # bytes; the file belongs to the folder and isn't to be trusted
_JUNCTION: Final = 0x0000_0400  # FILE_ATTRIBUTE_REPARSE_POINT: the link to a folder that Windows has


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to walk. below is its path under the root: b"" or b"a/b/".

    layers are the patterns that hold in it, those of the innermost file first. ignored_by is set if it is left out.
    """

    below: bytes
    layers: tuple[Patterns, ...] = ()
    ignored_by: Verdict | None = None


class FolderCrawler:
    """Crawls a folder, or a single file that was named itself: that one no pattern leaves out.

    include and exclude are patterns in gitignore syntax relative to the source; no include means everything.
    exclude wins over `.kbauditignore` files, an inner one of these over an outer one, as in git. What lies at the
    paths of `never` (a catalog, an output folder) is no part of the source, nor are version control and `.kbaudit`.
    """

    def __init__(self, include: Sequence[str] = (), exclude: Sequence[str] = (), never: Sequence[Path] = ()) -> None:
        self._include = Patterns.of(include, where="include")
        self._exclude = Patterns.of(exclude, where="exclude")
        self._never = frozenset(os.fsencode(path.resolve()) + suffix for path in never for suffix in _BESIDE)

    def crawl(self, source: Source) -> Iterator[FoundFile | Skipped | Ignored]:
        """Folder by folder, sorted by the bytes of the names. Raises UsageError for a pattern that can't be used."""
        root = os.path.realpath(os.fsencode(source.root))
        if not os.path.isdir(root):  # noqa: PTH112 - a Path can't hold every name
            folder, name = os.path.split(root)
            yield found_at(source, folder, name)
            return
        waiting = [_Folder(b"")]
        while waiting:
            inner: list[_Folder] = []
            yield from self._walk(source, root, waiting.pop(), inner)
            waiting.extend(reversed(inner))

    def _walk(
        self, source: Source, root: bytes, folder: _Folder, inner: list[_Folder]
    ) -> Iterator[FoundFile | Skipped | Ignored]:
        """What lies directly in one folder; the folders in it are appended to `inner`."""
        try:
            with os.scandir(joined(root, folder.below)) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield _closed(source, folder, error)
            return
        if not folder.ignored_by and any(entry.name == IGNORE_FILE and not _is_folder(entry) for entry in entries):
            folder = _with_own_patterns(source, root, folder)
        for entry in entries:
            below = folder.below + entry.name
            if self._is_no_part(root, below, entry):
                continue
            if _is_folder(entry):
                inner.append(_Folder(below + b"/", folder.layers, self._folder_verdict(folder, below)))
            elif verdict := folder.ignored_by or self._file_verdict(folder, below):
                yield Ignored(uri_of(source.name, below), verdict.text)
            else:
                yield found_at(source, root, below)

    def _is_no_part(self, root: bytes, below: bytes, entry: os.DirEntry[bytes]) -> bool:
        if entry.name in _NEVER_NAMES and _is_folder(entry):
            return True
        if entry.name.startswith(_LOCKS) and not _is_folder(entry):
            return True
        return bool(self._never) and joined(root, below) in self._never

    def _folder_verdict(self, folder: _Folder, below: bytes) -> Verdict | None:
        """The verdict that leaves a folder out, None if it is walked."""
        if folder.ignored_by:
            return folder.ignored_by
        verdict = first_verdict((self._exclude, *folder.layers), _text(below) + "/")
        return verdict if verdict and verdict.ignored else None

    def _file_verdict(self, folder: _Folder, below: bytes) -> Verdict | None:
        """The verdict that leaves a file out, None if it is found."""
        if below == folder.below + IGNORE_FILE:
            return Verdict(ignored=True, text=_text(IGNORE_FILE))
        path = _text(below)
        verdict = first_verdict((self._exclude, *folder.layers), path)
        if verdict and verdict.ignored:
            return verdict
        return None if self._is_included(path) else Verdict(ignored=True, text="")

    def _is_included(self, path: str) -> bool:
        """By a pattern that means the file or a folder above it; the one nearest to the file decides."""
        if not self._include:
            return True
        entry = path
        while entry:
            if verdict := self._include.verdict(entry):
                return verdict.ignored
            head, slash, _ = entry.rstrip("/").rpartition("/")
            entry = head + slash
        return False


def _closed(source: Source, folder: _Folder, error: OSError) -> Skipped | Ignored:
    """A folder that can't be listed: told once, unless a pattern leaves it out anyway."""
    if folder.ignored_by:
        return Ignored(uri_of(source.name, folder.below), folder.ignored_by.text)
    return skipped_at(source, folder.below, trouble(error))


def _is_folder(entry: os.DirEntry[bytes]) -> bool:
    """Whether it is a folder to enter: no link to one and, on Windows, no junction."""
    try:
        if not entry.is_dir(follow_symlinks=False):
            return False
        status = entry.stat(follow_symlinks=False) if os.name == "nt" else None
    except OSError:
        return False
    attributes: int = getattr(status, "st_file_attributes", 0)
    return not attributes & _JUNCTION


def _with_own_patterns(source: Source, root: bytes, folder: _Folder) -> _Folder:
    """The folder under its own `.kbauditignore` too. One that can't be obeyed stops the crawl: it may hide secrets."""
    below = folder.below + IGNORE_FILE
    where = displayed(uri_of(source.name, below))
    try:
        data = read_file(joined(root, below), _IGNORE_FILE_LIMIT)
    except ExtractionError as error:
        raise UsageError(f"{where} can't be obeyed: {error.detail}") from error
    lines = (_text(line.removesuffix(b"\r")) for line in data.removeprefix(b"\xef\xbb\xbf").split(b"\n"))
    own = Patterns.of(lines, where=where, base=_text(folder.below))
    return _Folder(folder.below, (own, *folder.layers))


def _text(path: bytes) -> str:
    """A path for the patterns, one to one: bytes that aren't UTF-8 become lone surrogates."""
    return path.decode("utf-8", "surrogateescape")
