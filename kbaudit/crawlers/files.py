"""One file: what it is, and opening it. Regular ones only, no links, nothing that blocks, never above the limit."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from typing import TYPE_CHECKING, Final

from kbaudit.errors import ExtractionError
from kbaudit.model import FoundFile, Skipped, SkipReason, displayed, uri_of

if TYPE_CHECKING:
    from kbaudit.model import Source

# Windows has none of these: there a file is opened as it is, and the check for a regular file still holds.
_FLAGS: Final = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOCTTY")
)
_KINDS: Final = {
    stat.S_IFSOCK: "a socket",
    stat.S_IFIFO: "a pipe",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}
_PLACEHOLDER: Final = 0x0004_0000 | 0x0040_0000  # FILE_ATTRIBUTE_RECALL_ON_OPEN, _ON_DATA_ACCESS: in the cloud only
_PERMISSION_REMEDY: Final = "let the user who runs kbaudit read it"


def read_file(found_path: bytes, size_limit: int) -> bytes:
    """All bytes of a regular file of at most size_limit bytes.

    Raises ExtractionError: TOO_LARGE, VANISHED, PERMISSION, NOT_REGULAR, or CORRUPT when the disk gives an error.
    """
    try:
        descriptor = os.open(found_path, _FLAGS)
        try:
            return _regular(descriptor, size_limit)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise trouble(error) from error


def hash_file(found_path: bytes) -> tuple[str, os.stat_result]:
    """The sha256 of a regular file, read in pieces, and what it was at the time. Raises ExtractionError as above."""
    try:
        descriptor = os.open(found_path, _FLAGS)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise ExtractionError(SkipReason.NOT_REGULAR, "not a regular file")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return hashlib.file_digest(file, "sha256").hexdigest(), status
        finally:
            os.close(descriptor)
    except OSError as error:
        raise trouble(error) from error


def _regular(descriptor: int, size_limit: int) -> bytes:
    """The bytes of an open regular file. The size that the system tells may be wrong: it only saves memory."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise ExtractionError(SkipReason.NOT_REGULAR, "not a regular file")
    size = min(status.st_size, size_limit)
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        data = file.read(size + 1) if status.st_size <= size_limit else b""
        if size < len(data) <= size_limit:
            data += file.read(size_limit + 1 - len(data))
    if max(len(data), status.st_size) > size_limit:
        raise ExtractionError(
            SkipReason.TOO_LARGE, f"larger than {size_limit:,} bytes", remedy="split it, or raise the limit"
        )
    return data


def found_at(source: Source, root: bytes, below: bytes) -> FoundFile | Skipped:
    """The file at root/below, or why it can't be a document. It is looked at, not opened."""
    path = joined(root, below)
    try:
        status = os.lstat(path)
        detail = _special(path, status)
    except OSError as error:
        return skipped_at(source, below, trouble(error))
    if detail:
        return skipped_at(source, below, ExtractionError(SkipReason.NOT_REGULAR, detail))
    return FoundFile(uri_of(source.name, below), source.name, path, status.st_size, status.st_mtime_ns)


def skipped_at(source: Source, below: bytes, why: ExtractionError) -> Skipped:
    """The Skipped for what lies at root/below."""
    return Skipped(uri_of(source.name, below), why.reason, why.detail, why.remedy, source.name)


def joined(root: bytes, below: bytes) -> bytes:
    """The path of what lies below a root."""
    return os.path.join(root, below)  # noqa: PTH118 - a Path can't hold every name


def _special(path: bytes, status: os.stat_result) -> str:
    """What it is instead of a regular file that is really here; "" if it is one."""
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFLNK:
        target = os.readlink(path).decode("utf-8", "backslashreplace")  # noqa: PTH115 - a Path can't hold every name
        return f"a link to {displayed(target)}"
    if kind != stat.S_IFREG:
        return _KINDS.get(kind, "not a regular file")
    if getattr(status, "st_file_attributes", 0) & _PLACEHOLDER:
        return "a cloud placeholder: its content isn't on this device"
    return ""


def trouble(error: OSError) -> ExtractionError:
    """What an error of the operating system means for a file or a folder."""
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR | errno.ESTALE:
            return ExtractionError(SkipReason.VANISHED, "gone since it was found")
        case errno.EACCES | errno.EPERM:
            return ExtractionError(SkipReason.PERMISSION, "no permission to read it", remedy=_PERMISSION_REMEDY)
        case errno.ELOOP | errno.ENXIO | errno.EISDIR | errno.EMLINK | errno.ENODEV:
            return ExtractionError(SkipReason.NOT_REGULAR, "a link, socket, device or folder")
        case _:
            return ExtractionError(SkipReason.CORRUPT, f"the system can't read it: {error.strerror or error}")
