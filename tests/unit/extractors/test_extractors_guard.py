"""The pre-flight of Office files."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from kbaudit.errors import ExtractionError
from kbaudit.extractors import guard
from kbaudit.model import SkipReason


def archive(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in members:
            made.writestr(name, data)
    return out.getvalue()


def refused(data: bytes) -> ExtractionError:
    with pytest.raises(ExtractionError) as caught:
        guard.check_office(data)
    return caught.value


def test_sound_archives_pass() -> None:
    guard.check_office(archive(("word/document.xml", b"<a>&lt;!DOCTYPE</a>"), ("media/x.png", b"\0" * 1000)))
    guard.check_office(archive(("a.xml", b"<a/>"), method=zipfile.ZIP_STORED))


def test_no_zip() -> None:
    assert refused(b"plain text").reason == SkipReason.CORRUPT
    assert refused(b"").reason == SkipReason.CORRUPT
    assert refused(archive(("a.xml", b"<a/>"))[:-30]).reason == SkipReason.CORRUPT


def test_ole_containers() -> None:
    ole = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 500
    assert refused(ole + "EncryptedPackage".encode("utf-16-le")).reason == SkipReason.ENCRYPTED
    assert refused(ole).reason == SkipReason.CORRUPT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("declaration", ['<!DOCTYPE a SYSTEM "file:///etc/passwd">', '<!ENTITY a "b">'])
def test_xml_with_entities(encoding: str, declaration: str) -> None:
    error = refused(archive(("word/document.xml", f"<?xml version='1.0'?>{declaration}<a/>".encode(encoding))))
    assert error.reason == SkipReason.CORRUPT
    assert "entities" in error.detail


def test_declarations_count_in_xml_only_and_behind_any_head() -> None:
    guard.check_office(archive(("notes.txt", b"<!DOCTYPE a>")))
    assert (
        refused(archive(("a.rels", b"<!--" + b" " * 3_000_000 + b"--><!DOCTYPE a><a/>"))).reason == SkipReason.CORRUPT
    )


def test_zip_bomb_by_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = archive(("a.bin", b"\0" * (20 << 20)))
    assert refused(bomb).reason == SkipReason.TOO_LARGE
    monkeypatch.setattr(guard, "RATIO_LIMIT", 10_000)
    guard.check_office(bomb)
    monkeypatch.setattr(guard, "INFLATED_LIMIT", 10 << 20)
    assert refused(bomb).reason == SkipReason.TOO_LARGE


def test_the_claimed_sizes_are_not_trusted() -> None:
    bomb = bytearray(archive(("a.bin", b"\0" * (20 << 20))))
    entry = bomb.rindex(b"PK\x01\x02")
    struct.pack_into("<L", bomb, entry + 24, 5)  # the central directory claims five bytes
    assert refused(bytes(bomb)).reason == SkipReason.TOO_LARGE


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MEMBER_LIMIT", 3)
    guard.check_office(archive(*((f"{i}.xml", b"<a/>") for i in range(3))))
    assert refused(archive(*((f"{i}.xml", b"<a/>") for i in range(4)))).reason == SkipReason.TOO_LARGE


def test_encrypted_and_odd_members() -> None:
    flagged = bytearray(archive(("a.xml", b"<a/>")))
    flagged[flagged.rindex(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(flagged)).reason == SkipReason.ENCRYPTED
    assert refused(archive(("a.xml", b"<a/>"), method=zipfile.ZIP_BZIP2)).reason == SkipReason.CORRUPT


def test_damaged_stream() -> None:
    data = bytearray(archive(("a.xml", bytes(range(256)) * 40)))
    data[40:60] = b"\xff" * 20
    assert refused(bytes(data)).reason == SkipReason.CORRUPT
