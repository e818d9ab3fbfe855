"""Whether a compound file (OLE) is encrypted: by its streams, and by the flags that each kind of document keeps."""

from __future__ import annotations

import io
import struct
from typing import Final

import olefile

PASSWORD: Final = "protected with a password"  # noqa: S105 - words, no password
RIGHTS: Final = "protected by rights management"

_PACKAGE: Final = "EncryptedPackage"
_RIGHTS: Final = "\tDRMContent"
# MS-DOC 2.5.1: fEncrypted of FibBase.
_WORD: Final = struct.Struct("<10xH")
_WORD_ENCRYPTED: Final = 0x0100
# MS-PPT 2.3.2: headerToken of CurrentUserAtom.
_SLIDES: Final = struct.Struct("<12xL")
_SLIDES_ENCRYPTED: Final = 0xF3D1C4DF
# MS-XLS 2.4.117: the record FilePass, before the first sheet is named.
_RECORD: Final = struct.Struct("<HH")
_FILE_PASS, _SHEET, _END = 0x002F, 0x0085, 0x000A
_START: Final = 64 * 1024
"""Bytes of a stream in which its flags stand."""


def ole_encryption(data: bytes) -> str:
    """How a compound file is encrypted, in words; "" where it isn't, or can't be opened."""
    try:
        with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as ole:
            return _of(ole)
    except (OSError, ValueError, IndexError, struct.error, RecursionError):
        return PASSWORD if _PACKAGE.encode("utf-16-le") in data else ""


def _of(ole: olefile.OleFileIO) -> str:
    if ole.exists(_RIGHTS):
        return RIGHTS
    return PASSWORD if ole.exists(_PACKAGE) or _word(ole) or _slides(ole) or _workbook(ole) else ""


def _word(ole: olefile.OleFileIO) -> bool:
    start = _start(ole, "WordDocument")
    return len(start) >= _WORD.size and bool(_WORD.unpack_from(start)[0] & _WORD_ENCRYPTED)


def _slides(ole: olefile.OleFileIO) -> bool:
    start = _start(ole, "Current User")
    return len(start) >= _SLIDES.size and _SLIDES.unpack_from(start)[0] == _SLIDES_ENCRYPTED


def _workbook(ole: olefile.OleFileIO) -> bool:
    return _FILE_PASS in _records(_start(ole, "Workbook") or _start(ole, "Book"))


def _start(ole: olefile.OleFileIO, stream: str) -> bytes:
    if not ole.exists(stream):
        return b""
    start: bytes = ole.openstream(stream).read(_START)
    return start


def _records(workbook: bytes) -> set[int]:
    """The kinds of the first records."""
    found: set[int] = set()
    at = 0
    while at + _RECORD.size <= len(workbook):
        kind, size = _RECORD.unpack_from(workbook, at)
        if kind in (_SHEET, _END):
            break
        found.add(kind)
        at += _RECORD.size + size
    return found
