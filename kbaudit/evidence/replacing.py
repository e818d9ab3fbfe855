"""What a folder holds in which a bundle is to be written: an earlier bundle goes, anything else stays."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from kbaudit.evidence.names import MANIFEST, NAMES, PRINTED, REPORT, SHEET, SUMS
from kbaudit.evidence.sums import read_sums
from kbaudit.reports import RENDERERS

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST: Final = 1 << 20  # bytes of SHA256SUMS
_FIRST_LINES: Final = b'{\n  "schema": "kbaudit.evidence/'


def foreign_names(folder: Path) -> list[str]:
    """What isn't ours in a folder; empty for a folder that isn't there, an empty one or a bundle."""
    if not folder.is_dir():
        return []
    held = sorted(folder.iterdir())
    if held and not _is_bundle(folder):
        return [held[0].name]
    reports = {renderer.filename for renderer in RENDERERS.values()}
    foreign = [path.name for path in held if not (path.name in NAMES and _is_file(path)) and path.name != REPORT]
    inner = folder / REPORT
    if inner.is_symlink() or (inner.exists() and not inner.is_dir()):
        return [*foreign, REPORT]
    within = sorted(inner.iterdir()) if inner.is_dir() else []
    return foreign + [f"{REPORT}/{path.name}" for path in within if path.name not in reports or not _is_file(path)]


def changed_sheets(folder: Path) -> list[str]:
    """The sampling sheets that aren't as they were written: somebody has put work into them."""
    try:
        written = read_sums((folder / SUMS).read_bytes()[:_LARGEST].decode())
    except (FileNotFoundError, ValueError):
        written = {}
    return [
        name
        for name in (SHEET, PRINTED)
        if (folder / name).is_file() and hashlib.sha256((folder / name).read_bytes()).hexdigest() != written.get(name)
    ]


def _is_bundle(folder: Path) -> bool:
    manifest = folder / MANIFEST
    if not _is_file(manifest):
        return False
    with manifest.open("rb") as file:
        return file.read(len(_FIRST_LINES)) == _FIRST_LINES


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
