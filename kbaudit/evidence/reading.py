"""A bundle as it lies there, read without trust: no links, no names from inside it, nothing without a bound."""

from __future__ import annotations

import json
import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

from kbaudit.crawlers.files import hash_file, read_file
from kbaudit.errors import ExtractionError, UsageError
from kbaudit.evidence.names import REPORT
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOST_FILES: Final = 1_000
"""So many files a folder of a bundle may hold; kbaudit writes some twenty."""

_LARGEST_HASHED: Final = 1 << 35  # bytes of a file: 32 GiB
_LARGEST: Final = 1 << 25  # bytes of a file that is read as a whole
_LONGEST: Final = 1 << 26  # bytes of a line of JSON
_LISTS: Final = 100_000  # lists and objects of a JSON text; beyond them there is one in so many bytes at most
_BYTES_A_LIST: Final = 8


class Malformed(ValueError):
    """A file of the bundle can't be understood; the message says which and why."""


class Changed(Malformed):
    """A file isn't looked at, because it isn't the one that was written."""


@dataclass(slots=True)
class Bundle:
    """The files of a folder. odd are entries that are no regular files, each with what it is instead.

    report is where the files of the report lie in it: "report/", or "" in a report folder of its own. changed are files
    that nobody looks into any more.
    """

    folder: Path
    paths: tuple[str, ...]
    odd: Mapping[str, str]
    report: str = f"{REPORT}/"
    changed: frozenset[str] = frozenset()
    _digests: dict[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, folder: Path) -> Bundle:
        """What lies in a folder, and in its report folder; deeper none of ours lies. UsageError: it can't be listed."""
        paths: list[str] = []
        odd: dict[str, str] = {}
        try:
            if not stat.S_ISDIR(folder.stat().st_mode):
                raise UsageError(f"{displayed(str(folder))} is no folder")
            _list(folder, "", paths, odd)
        except OSError as error:
            raise UsageError(f"{displayed(str(folder))} can't be read: {error.strerror or error}") from error
        return cls(folder, tuple(sorted(paths)), odd)

    def digest(self, path: str) -> str:
        """The sha256 of a file; "" of one that isn't there, can't be read or is larger than any of ours."""
        if path not in self._digests:
            try:
                too_large = self.size(path) > _LARGEST_HASHED
                self._digests[path] = "" if too_large else hash_file(self._place(path))[0]
            except (ExtractionError, Malformed, OSError):
                self._digests[path] = ""
        return self._digests[path]

    def size(self, path: str) -> int:
        """The size of a file, in bytes."""
        return os.lstat(self._place(path)).st_size

    def data(self, path: str, most: int = _LARGEST) -> bytes:
        """All bytes of a file."""
        self._refuse_changed(path)
        try:
            return read_file(self._place(path), most)
        except ExtractionError as error:
            raise Malformed(f"{path} can't be read: {error.detail}") from error

    def page(self, path: str, most: int = _LARGEST) -> dict[str, object]:
        """The JSON object that a file holds."""
        return object_of(self.data(path, most), path)

    def lines(self, path: str) -> Iterator[bytes]:
        """The lines of a file one by one, each with its end."""
        with self._open(path) as file:
            while line := file.readline(_LONGEST + 1):
                if len(line) > _LONGEST:
                    raise Malformed(f"{path} has a line of more than {_LONGEST:,} bytes")
                yield line

    def pieces(self, path: str, size: int) -> Iterator[bytes]:
        """A file in pieces of so many bytes."""
        with self._open(path) as file:
            while piece := file.read(size):
                yield piece

    def objects(self, path: str) -> Iterator[dict[str, object]]:
        """The JSON objects of a file that has one a line."""
        for number, line in enumerate(self.lines(path), 1):
            yield object_of(line, f"{path}:{number}")

    def arrays(self, path: str) -> Iterator[list[str]]:
        """The JSON lists of texts of a file that has one a line."""
        for number, line in enumerate(self.lines(path), 1):
            yield texts(_loaded(line, f"{path}:{number}"), f"{path}:{number}")

    def _refuse_changed(self, path: str) -> None:
        if path in self.changed:
            raise Changed(f"not looked at, {path} was changed")

    @contextmanager
    def _open(self, path: str) -> Iterator[BinaryIO]:
        self._refuse_changed(path)
        try:
            with os.fdopen(os.open(self._place(path), _READ), "rb") as file:
                yield file
        except OSError as error:
            raise Malformed(f"{path} can't be read: {error.strerror or error}") from error

    def _place(self, path: str) -> bytes:
        if path not in self.paths:
            raise Malformed(f"there is no {path}")
        return os.path.join(os.fsencode(self.folder), os.fsencode(path))  # noqa: PTH118 - any bytes name a file


_READ: Final = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))


def _list(folder: Path, below: str, paths: list[str], odd: dict[str, str]) -> None:
    with os.scandir(folder) as entries:
        for count, entry in enumerate(entries):
            if count >= MOST_FILES:
                raise UsageError(f"{displayed(str(folder))} holds more than {MOST_FILES:,} entries: that is no bundle")
            name = below + entry.name
            if entry.is_symlink():
                odd[name] = "a link"
            elif entry.is_file(follow_symlinks=False):
                paths.append(name)
            elif name == REPORT and entry.is_dir(follow_symlinks=False):
                _list(folder / REPORT, f"{REPORT}/", paths, odd)
            else:
                folded = entry.is_dir(follow_symlinks=False)
                odd[f"{name}/" if folded else name] = "a folder" if folded else "no regular file"


def text(value: Mapping[str, object], key: str, where: str) -> str:
    """A text of an object."""
    said = value.get(key)
    if not isinstance(said, str):
        raise Malformed(f"{where}: {key} is no text")
    return said


def number(value: Mapping[str, object], key: str, where: str) -> int:
    """A whole number of an object."""
    said = value.get(key)
    if not isinstance(said, int) or isinstance(said, bool):
        raise Malformed(f"{where}: {key} is no whole number")
    return said


def mapping(value: Mapping[str, object], key: str, where: str) -> dict[str, object]:
    """An object of an object."""
    said = value.get(key)
    if not isinstance(said, dict):
        raise Malformed(f"{where}: {key} is no object")
    return said


def listed(value: Mapping[str, object], key: str, where: str) -> list[object]:
    """A list of an object."""
    said = value.get(key)
    if not isinstance(said, list):
        raise Malformed(f"{where}: {key} is no list")
    return said


def texts(value: object, where: str) -> list[str]:
    """A list of texts."""
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Malformed(f"{where} is no list of texts")
    return value


def object_of(data: bytes, where: str) -> dict[str, object]:
    """The JSON object that a text is. Malformed: it's none, or would take far more memory than its bytes."""
    value = _loaded(data, where)
    if not isinstance(value, dict):
        raise Malformed(f"{where} holds no JSON object")
    return value


def _loaded(data: bytes, where: str) -> object:
    if data.count(b"[") + data.count(b"{") > _LISTS + len(data) // _BYTES_A_LIST:
        raise Malformed(f"{where} is of more lists than kbaudit writes")
    try:
        value: object = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"{where} is no JSON: {displayed(str(error)[:200])}") from error
    return value
