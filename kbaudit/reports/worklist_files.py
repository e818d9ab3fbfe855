"""Writes the worklists into a folder of their own, in place of those of an earlier run and of nothing else.

A manifest in the folder names what we wrote there. A file counts as ours where the manifest names it, its name is of
our form, and its first line is still the one that we begin our files with.
"""

from __future__ import annotations

import errno
import json
import re
from typing import TYPE_CHECKING, Final

from kbaudit.errors import OutputError
from kbaudit.model import displayed
from kbaudit.reports.worklist_pages import BEGINNINGS, INDEX, TABLE, render_worklists
from kbaudit.reports.worklists import DIGITS, NOBODY
from kbaudit.reports.write import failure, sync_folder, write_synced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kbaudit.model import Report

FOLDER: Final = "worklists"
MANIFEST: Final = ".kbaudit-worklists.json"

_SCHEMA: Final = "kbaudit.worklists/1"
_LARGEST: Final = 16_000_000  # bytes of a manifest: a hundred thousand owners and more
_NAME: Final = re.compile(
    rf"[a-z0-9][a-z0-9-]{{0,60}}-[0-9a-f]{{{DIGITS}}}\.md|{NOBODY}\.md|{re.escape(INDEX)}|{re.escape(TABLE)}"
)


def write_worklists(report: Report, output: Path, roots: Mapping[str, str]) -> tuple[Path, ...]:
    """Write the worklists into `worklists/` of the output folder; those of an earlier run are replaced as a whole.

    roots are as in `render_worklists`.

    Raises:
        OutputError: a file can't be written, or one of this name isn't ours; the earlier ones stand as they were.
    """
    folder, pages = output / FOLDER, render_worklists(report, roots)
    try:
        if folder.is_symlink():
            raise FileExistsError(errno.EEXIST, "a link is in the way", str(folder))
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise failure(folder, error) from error
    named = _named(folder)
    ours = {name for name in named if _is_ours(folder / name)}
    _refuse_others(folder, pages.keys() - ours)
    _replace(folder, pages, ours, {*named, *pages})
    return tuple(folder / name for name in pages)


def remove_worklists(output: Path) -> None:
    """Remove the worklists of an earlier run: they would contradict the report that stands beside them now.

    Raises:
        OutputError: they can't be removed.
    """
    folder = output / FOLDER
    if folder.is_symlink() or not folder.is_dir():
        return
    named = _named(folder)
    if not named:
        return
    try:
        _unlink(_temporary(folder / name) for name in (*named, MANIFEST))
        _unlink(folder / name for name in named if _is_ours(folder / name))
        (folder / MANIFEST).unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
    except OSError as error:
        raise failure(folder, error) from error


def _replace(folder: Path, pages: Mapping[str, str], ours: Iterable[str], known: Iterable[str]) -> None:
    """Write the pages under temporary names and rename them. known are those that we may leave behind if we're killed.

    The manifest names them all before the first of them is there, so that the next run finds whatever a crash left.
    """
    current = folder / MANIFEST
    temporary = [_temporary(folder / name) for name in (*known, MANIFEST)]
    try:
        _unlink(temporary)
        try:
            _write_manifest(folder, known)
            for name, text in pages.items():
                current = folder / name
                write_synced(_temporary(current), text)
            _unlink(folder / name for name in ours if name not in pages)
            for name in pages:
                current = folder / name
                _temporary(current).replace(current)
            current = folder / MANIFEST
            _write_manifest(folder, pages)
            sync_folder(folder)
        finally:
            _unlink(temporary)
    except OSError as error:
        raise failure(current, error) from error


def _refuse_others(folder: Path, names: Iterable[str]) -> None:
    """Raises OutputError where a file stands under one of these names."""
    for name in sorted(names):
        path = folder / name
        if path.is_symlink() or path.exists():
            raise OutputError(
                f"can't write {displayed(str(path))}: kbaudit didn't write this file: move it, or name another folder "
                "with -o"
            )


def _write_manifest(folder: Path, names: Iterable[str]) -> None:
    path = folder / MANIFEST
    write_synced(_temporary(path), json.dumps({"schema": _SCHEMA, "files": sorted(names)}, indent=1) + "\n")
    _temporary(path).replace(path)


def _named(folder: Path) -> tuple[str, ...]:
    """The names in a folder's manifest that are of our form: none has a separator. Empty where it isn't ours."""
    text = _begins(folder / MANIFEST, _LARGEST)
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(said, dict) or said.get("schema") != _SCHEMA or not isinstance(said.get("files"), list):
        return ()
    return tuple(name for name in said["files"] if isinstance(name, str) and _NAME.fullmatch(name))


def _is_ours(path: Path) -> bool:
    beginning = BEGINNINGS[path.suffix]
    return _begins(path, len(beginning)) == beginning


def _begins(path: Path, length: int) -> str:
    """The first bytes of a file as text; "" of what is no file, or can't be read."""
    try:
        if path.is_symlink() or not path.is_file():
            return ""
        with path.open("rb") as stream:
            return stream.read(length).decode("utf-8", "replace")
    except OSError:
        return ""


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _temporary(path: Path) -> Path:
    return path.with_name(f".kbaudit-{path.name}.tmp")
