"""Writes a bundle beside its place, then gives it its name: there is the old one or the new one, never a mixture."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.conclude import corpus_lines, inputs_line
from kbaudit.errors import KbauditError, UsageError
from kbaudit.evidence import names
from kbaudit.evidence.files import file_lines
from kbaudit.evidence.guide import GUIDE_TEXT
from kbaudit.evidence.manifest import manifest_of, manifest_text
from kbaudit.evidence.population import parts
from kbaudit.evidence.replacing import changed_sheets, foreign_names
from kbaudit.evidence.sampling import draw
from kbaudit.evidence.sheet import rows_of, sheet_csv, sheet_page
from kbaudit.evidence.signature import sign
from kbaudit.evidence.statement import statement_text
from kbaudit.evidence.sums import sums_text
from kbaudit.model import displayed
from kbaudit.reports.write import failure, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kbaudit.evidence.gather import Evidence
    from kbaudit.evidence.sampling import Asking

_PIECE: Final = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle that was written. The manifest's digest vouches for all of it, the root hash for the files' alone."""

    folder: Path
    files: int
    manifest_sha256: str
    root_sha256: str
    signed: bool = False


def places_of(folder: Path) -> tuple[Path, Path, Path]:
    """Where a bundle lies, where it's written, and where the earlier one is put meanwhile."""
    folder = folder.absolute()
    return folder, folder.with_name(f".kbaudit-{folder.name}.tmp"), folder.with_name(f".kbaudit-{folder.name}.old")


def refuse_unusable(folder: Path) -> None:
    """Raises UsageError where no bundle may be written: it would take the place of something else."""
    shown = displayed(str(folder))
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{shown} is no folder: name another one for the evidence")
    try:
        foreign = foreign_names(folder)
        sheets = changed_sheets(folder)
    except OSError as error:
        raise UsageError(f"{shown} can't be used for the evidence: {error.strerror or error}") from error
    if foreign:
        raise UsageError(
            f"{shown} holds what kbaudit didn't write ({displayed(foreign[0])}): name a new or an empty folder for the "
            "evidence, or move it away"
        )
    if sheets:
        raise UsageError(
            f"somebody has written on {displayed(sheets[0])} in {shown}: move it away, a new bundle would replace it"
        )


def write_bundle(
    evidence: Evidence, folder: Path, report: Iterable[Path], *, sample: Asking, key: Path | None
) -> Sealed:
    """Write the bundle in place of an earlier one. report are the files of the report.

    key signs it, if it's given. What is told of documents is told as in the report's files, names hidden.

    Raises:
        UsageError: the folder holds something else, or the key can't sign.
        OutputError: it can't be written; an earlier one stands as it was.
    """
    refuse_unusable(folder)
    folder, stage, old = places_of(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _remove(stage)
        stage.mkdir()
        (stage / names.REPORT).mkdir()
        try:
            sealed = _filled(evidence, _Stage(stage), report, sample, key)
            for inner in (stage / names.REPORT, stage):
                sync_folder(inner)
            _swap(stage, folder, old)
        finally:
            _remove(stage)
        sync_folder(folder.parent)
    except OSError as error:
        raise failure(folder, error) from error
    return Sealed(folder, *sealed, signed=key is not None)


class _Stage:
    """The bundle while it's being written: each file with its digest and size."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, tuple[str, int]] = {}

    def put(self, path: str, pieces: Iterable[bytes]) -> str:
        """Write a file of these pieces, synced; its sha256."""
        digest, size = hashlib.sha256(), 0
        with (self.folder / path).open("xb") as file:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        self.files[path] = digest.hexdigest(), size
        return digest.hexdigest()

    def text(self, path: str, text: str) -> str:
        return self.put(path, (text.encode(),))


def _filled(
    evidence: Evidence, stage: _Stage, report: Iterable[Path], asked: Asking, key: Path | None
) -> tuple[int, str, str]:
    """Writes all files; their number, the manifest's digest and the root hash."""
    run, ignored = evidence.report.run, evidence.report.summary.ignored
    inputs = inputs_line(run, evidence.learners, ignored=ignored, waivers=evidence.waivers.digest)
    corpus = stage.put(names.CORPUS, corpus_lines(evidence.report.corpus))
    if f"sha256:{corpus}" != run.corpus_digest or not stage.put(names.INPUTS, (inputs,)).startswith(run.id):
        raise KbauditError("the audit isn't made of what it says: this is a fault of kbaudit, please report it")
    root = stage.put(names.FILES, (line.encode() for line in file_lines(evidence)))
    stage.text(names.POLICY, evidence.policy.meaning)
    stage.text(names.WAIVERS, evidence.waivers.meaning)
    stage.text(names.GUIDE, GUIDE_TEXT)
    for path in report:
        stage.put(f"{names.REPORT}/{path.name}", _pieces(path))
    sample = draw(parts(evidence.report), asked.seed or run.id, asked.size)
    rows = rows_of(evidence, sample)
    stage.text(names.SHEET, sheet_csv(rows))
    stage.text(names.PRINTED, sheet_page(rows, sample, evidence.masked.for_programs))
    manifest = manifest_of(evidence, sample, asked.size, stage.files, signed=key is not None)
    sealed = stage.text(names.MANIFEST, manifest_text(manifest))
    stage.text(names.STATEMENT, statement_text(manifest, sealed, root))
    sums = sums_text({path: digest for path, (digest, _) in stage.files.items()}).encode()
    stage.put(names.SUMS, (sums,))
    if key is not None:
        stage.put(names.SIGNATURE, (sign(sums, key),))
    return len(stage.files), sealed, root


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _swap(stage: Path, folder: Path, old: Path) -> None:
    """Give the new bundle its name. If that fails, the earlier one has its own again."""
    _remove(old)
    if not folder.exists():
        stage.rename(folder)
        return
    folder.rename(old)
    try:
        stage.rename(folder)
    except OSError:
        with suppress(OSError):
            old.rename(folder)
        raise
    _remove(old)


def _remove(folder: Path) -> None:
    """Remove a folder of ours, whatever a killed run left in it. A link of that name is not followed."""
    try:
        mode = folder.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(mode):
        raise FileExistsError(errno.EEXIST, "something of this name is in the way", str(folder))
    shutil.rmtree(folder)
