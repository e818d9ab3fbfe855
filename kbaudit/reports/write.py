"""Writes report files so that a crash, a full disk or a second run never leaves half a file."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final

from kbaudit.errors import OutputError, UsageError
from kbaudit.model import displayed
from kbaudit.reports.renderers import ALWAYS, FOR_PROGRAMS, FOR_RETRIEVAL, RENDERERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kbaudit.model import Report

_TEMPORARY: Final = ".kbaudit-{}.tmp"

_HINTS: Final = {
    errno.ENOSPC: "the disk is full: free some space, or name another folder with -o",
    errno.EDQUOT: "your disk quota is used up: free some space, or name another folder with -o",
    errno.EACCES: "no permission: name another folder with -o, or have its rights changed",
    errno.EPERM: "no permission: name another folder with -o, or have its rights changed",
    errno.EROFS: "the file system is read-only: name another folder with -o",
    errno.ENOTDIR: "part of the path is a file: name another folder with -o",
    errno.EEXIST: "a file is in the way: name another folder with -o",
    errno.EISDIR: "a folder is in the way: move it, or name another folder with -o",
    errno.ENOENT: "it vanished while it was written: does another run write there?",
}


def write_report(
    report: Report, folder: Path, formats: Iterable[str] = (), *, for_people: Report | None = None
) -> tuple[Path, ...]:
    """Write the files of every audit (ALWAYS), and those of the formats asked for beside them; return all paths.

    Of a redacted report those for the retrieval layer aren't written. for_people is the report that people are shown,
    if that is another one than programs read.

    All files are rendered and written under temporary names and synced, and only then renamed: on a failure the files
    of an earlier run still stand, whole. Formats not asked for this time are removed with the renaming.

    Raises:
        UsageError: a format that doesn't exist.
        OutputError: a file can't be written; no temporary file is left behind.
    """
    always = (name for name in ALWAYS if not (report.redacted and name in FOR_RETRIEVAL))
    chosen = tuple(dict.fromkeys((*always, *formats)))
    for name in chosen:
        if name not in RENDERERS:
            raise UsageError(f"there is no report format {name!r}; there are: {', '.join(RENDERERS)}")
    current = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        try:
            for name in chosen:
                current = folder / RENDERERS[name].filename
                write_synced(_temporary(current), RENDERERS[name].render(_for(name, report, for_people)))
            for name, renderer in RENDERERS.items():
                current = folder / renderer.filename
                if name in chosen:
                    _temporary(current).replace(current)
                else:
                    current.unlink(missing_ok=True)  # an earlier run's: it would contradict what stands beside it now
            current = folder
            sync_folder(folder)
        finally:
            _clear(folder)
    except OSError as error:
        raise failure(current, error) from error
    return tuple(folder / RENDERERS[name].filename for name in chosen)


def _for(name: str, report: Report, for_people: Report | None) -> Report:
    return report if for_people is None or name in FOR_PROGRAMS else for_people


def failure(path: Path, error: OSError) -> OutputError:
    """What to say of a file that can't be written, and what helps."""
    hint = _HINTS.get(error.errno or 0, error.strerror or str(error))
    return OutputError(f"can't write {displayed(str(path))}: {hint}")


def _temporary(path: Path) -> Path:
    return path.with_name(_TEMPORARY.format(path.name))


def _clear(folder: Path) -> None:
    """Remove temporary files: this run's after a failure, and those of a run that was killed."""
    for renderer in RENDERERS.values():
        _temporary(folder / renderer.filename).unlink(missing_ok=True)


def write_synced(path: Path, text: str) -> None:
    """Create the file anew ("x": a link planted under this name is refused, not followed) and sync it to the disk."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the renames durable. Windows can't open a folder, and some file systems don't sync one."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
