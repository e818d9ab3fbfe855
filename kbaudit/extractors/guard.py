"""Pre-flight of Office files: what is looked at before any library opens a file that a stranger may have made."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import Final

from kbaudit.errors import ExtractionError
from kbaudit.extractors.ole_encryption import ole_encryption
from kbaudit.model import SkipReason

MIB: Final = 1 << 20
INFLATED_LIMIT: Final = 512 * MIB
RATIO_LIMIT: Final = 200
"""Inflated by packed size of a whole archive, once it is over RATIO_FROM; real documents stay below 60."""
RATIO_FROM: Final = 16 * MIB
MEMBER_LIMIT: Final = 10_000
PARAGRAPH_LIMIT: Final = 500_000
"""Of a part of a Word file: more would take its reader over five minutes."""
EMPTY: Final = "the file is empty"

_OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_CENTRAL_ENTRY: Final = b"PK\x01\x02"
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_CHUNK: Final = 1 * MIB


def _declaring(*words: str) -> re.Pattern[bytes]:
    encodings = ("utf-8", "utf-16-le", "utf-16-be")
    return re.compile(b"|".join(re.escape(word.encode(encoding)) for word in words for encoding in encodings))


_DECLARATIONS: Final = _declaring("<!DOCTYPE", "<!ENTITY")
_ENTITIES: Final = _declaring("<!ENTITY")
_XML: Final = (".xml", ".rels", ".vml", ".opf", ".ncx", ".xhtml", ".html", ".htm")
_OVERLAP: Final = 32
_RESAVE: Final = "open it in its own program and save it again"


def check_office(data: bytes, *, doctype: bool = False) -> None:
    """Refuses what is no sound Office Open XML file: encrypted, no zip, a zip bomb, XML with entities.

    doctype: a document type without entities may pass, as OpenDocument and epub have it. Counts the bytes that are
    really inflated (ECMA-376 part 2 allows deflate and stored members only); the sizes that the zip headers claim are
    never trusted.
    """
    if is_ole(data):
        check_ole(data)
        raise ExtractionError(SkipReason.CORRUPT, "an old Office file (OLE) under a new name", remedy=_RESAVE)
    if data.count(_CENTRAL_ENTRY) > MEMBER_LIMIT:
        raise ExtractionError(SkipReason.TOO_LARGE, f"an archive of more than {MEMBER_LIMIT:,} members")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, struct.error) as error:
        raise ExtractionError(SkipReason.CORRUPT, _what_is_wrong(data), remedy=_RESAVE) from error
    inflated = 0
    for member in members:
        inflated = _check_member(data, member, inflated, _ENTITIES if doctype else _DECLARATIONS)


def is_ole(data: bytes) -> bool:
    """Whether these bytes are a compound file, as Office wrote them up to 2003 and Outlook still does."""
    return data.startswith(_OLE)


def check_ole(data: bytes) -> None:
    """Refuses a compound file that is encrypted: a wrapped package, or a document of 1997 to 2003 with a password."""
    how = ole_encryption(data)
    if how:
        raise ExtractionError(SkipReason.ENCRYPTED, how, remedy="save it without the password")


def _what_is_wrong(data: bytes) -> str:
    if not data:
        return EMPTY
    return "a damaged zip archive" if data.startswith(b"PK") else "not a zip archive, as files of its kind are"


def _check_member(data: bytes, member: zipfile.ZipInfo, inflated: int, refused: re.Pattern[bytes]) -> int:
    if member.flag_bits & 1:
        raise ExtractionError(SkipReason.ENCRYPTED, "the archive is encrypted", remedy="save it without the password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ExtractionError(SkipReason.CORRUPT, "packed in a way that Office never uses", remedy=_RESAVE)
    scan = member.filename.lower().endswith(_XML)
    tail = b""
    paragraphs = 0
    for piece in _pieces(data, member):
        inflated += len(piece)
        if inflated > INFLATED_LIMIT or (inflated > RATIO_FROM and inflated > RATIO_LIMIT * len(data)):
            raise ExtractionError(SkipReason.TOO_LARGE, f"a zip bomb: inflates to more than {inflated // MIB} MiB")
        if scan and refused.search(tail + piece):
            raise ExtractionError(SkipReason.CORRUPT, "XML with a document type or entities", remedy=_RESAVE)
        paragraphs += piece.count(b"<w:p>") + piece.count(b"<w:p ") if scan else 0
        if paragraphs > PARAGRAPH_LIMIT:
            raise ExtractionError(SkipReason.TOO_LARGE, f"over {PARAGRAPH_LIMIT:,} paragraphs", remedy="split it")
        tail = piece[-_OVERLAP:]
    return inflated


def _pieces(data: bytes, member: zipfile.ZipInfo) -> list[bytes] | _Inflated:
    try:
        magic, name_length, extra_length = _LOCAL_HEADER.unpack_from(data, member.header_offset)
    except struct.error:
        magic, name_length, extra_length = b"", 0, 0
    if magic != b"PK\x03\x04":
        raise ExtractionError(SkipReason.CORRUPT, "a damaged zip archive", remedy=_RESAVE)
    start = member.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    packed = data[start : start + member.compress_size]
    return [packed] if member.compress_type == zipfile.ZIP_STORED else _Inflated(packed)


class _Inflated:
    """The bytes of a deflate stream, in pieces of at most one chunk, so that a bomb is never held in memory."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._stream = zlib.decompressobj(-zlib.MAX_WBITS)

    def __iter__(self) -> _Inflated:
        return self

    def __next__(self) -> bytes:
        if self._stream.eof or not self._packed:
            raise StopIteration
        try:
            piece = self._stream.decompress(self._packed, _CHUNK)
        except zlib.error as error:
            raise ExtractionError(SkipReason.CORRUPT, "a damaged zip archive", remedy=_RESAVE) from error
        self._packed = self._stream.unconsumed_tail
        return piece
