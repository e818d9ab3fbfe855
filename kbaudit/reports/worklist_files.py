"""Writes the worklists into a folder of their own, in place of those of an earlier run and of nothing else."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING, Final

from kbaudit.reports.worklist_pages import INDEX, TABLE, render_worklists
from kbaudit.reports.worklists import NOBODY
from kbaudit.reports.write import failure, sync_folder, write_synced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kbaudit.model import Report

FOLDER: Final = "worklists"

_OURS: Final = re.compile(
    rf"(?:\.kbaudit-)?(?:[a-z0-9][a-z0-9-]{{0,60}}-[0-9a-f]{{8}}\.md|{NOBODY}\.md|{re.escape(INDEX)}|{re.escape(TABLE)})"
    r"(?:\.tmp)?"
)


def write_worklists(report: Report, output: Path, roots: Mapping[str, str]) -> tuple[Path, ...]:
    """Write the worklists into `worklists/` of the output folder; those of an earlier run are replaced as a whole.

    roots are as in `render_worklists`.

    Raises:
        OutputError: a file can't be written; the earlier ones stand as they were.
    """
    folder, pages = output / FOLDER, render_worklists(report, roots)
    current = folder
    try:
        if folder.is_symlink():
            raise FileExistsError(errno.EEXIST, "a link is in the way", str(folder))
        folder.mkdir(parents=True, exist_ok=True)
        _remove(path for path in _ours(folder) if path.name.endswith(".tmp"))
        try:
            for name, text in pages.items():
                current = folder / name
                write_synced(_temporary(current), text)
            _remove(path for path in _ours(folder) if path.name not in pages and not path.name.endswith(".tmp"))
            for name in pages:
                current = folder / name
                _temporary(current).replace(current)
            sync_folder(folder)
        finally:
            _remove(path for path in _ours(folder) if path.name.endswith(".tmp"))
    except OSError as error:
        raise failure(current, error) from error
    return tuple(folder / name for name in pages)


def remove_worklists(output: Path) -> None:
    """Remove the worklists of an earlier run: they would contradict the report that stands beside them now.

    Raises:
        OutputError: they can't be removed.
    """
    folder = output / FOLDER
    if folder.is_symlink() or not folder.is_dir():
        return
    try:
        _remove(_ours(folder))
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise failure(folder, error) from error


def _ours(folder: Path) -> Iterator[Path]:
    """The files in a folder that bear a name of ours, temporary ones too."""
    return (path for path in sorted(folder.iterdir()) if _OURS.fullmatch(path.name) and not path.is_dir())


def _remove(paths: Iterator[Path]) -> None:
    for path in list(paths):
        path.unlink(missing_ok=True)


def _temporary(path: Path) -> Path:
    return path.with_name(f".kbaudit-{path.name}.tmp")
