"""Bytes to text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.errors import ExtractionError
from kbaudit.extractors.decode import decode
from kbaudit.model import SkipReason

GERMAN = "Größe und Maß: Überprüfung fällig am 3. März. " * 3


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (codecs.BOM_UTF16_LE + GERMAN.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + GERMAN.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + GERMAN.encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF32_BE + GERMAN.encode("utf-32-be"), "utf-32-be"),
        (GERMAN.encode("utf-16-le"), "utf-16-le"),
        (GERMAN.encode("utf-16-be"), "utf-16-be"),
        (GERMAN.encode("cp1252"), "cp1252"),
    ],
)
def test_other_encodings_are_read_and_said(data: bytes, encoding: str) -> None:
    assert decode(data) == (GERMAN, (("encoding", f"decoded as {encoding}"),))


@pytest.mark.parametrize("data", [GERMAN.encode(), codecs.BOM_UTF8 + GERMAN.encode()])
def test_utf8_is_no_problem(data: bytes) -> None:
    assert decode(data) == (GERMAN, ())


def test_plain_ascii_in_utf16_without_a_mark() -> None:
    assert decode("This is a test\n".encode("utf-16-be") * 9)[0] == "This is a test\n" * 9


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("naïve café – “quoted” it’s", "cp1252"),
        ("L'été était chaud, déjà vu à Noël, où êtes-vous? Ça va bien.", "cp1252"),
        ("Привет мир, как дела? Это простой текст.", "cp1251"),
        ("こんにちは世界。これはテストです。", "shift_jis"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy. Všichni lidé rodí se svobodní.", "cp1250"),
    ],
)
def test_legacy_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text


def test_a_broken_character_does_not_garble_the_rest() -> None:
    text, problems = decode(GERMAN.encode() + b"\xff" + GERMAN.encode())
    assert text == f"{GERMAN}\ufffd{GERMAN}"
    assert problems == (("encoding", "UTF-8 with 1 broken characters"),)


def test_a_stray_nul_is_replaced_and_said() -> None:
    assert decode(b"x" * 99 + b"\0") == ("x" * 99 + "\ufffd", (("encoding", "1 NUL characters"),))


@pytest.mark.parametrize(
    "data",
    [b"\0" * 100, b"\x89PNG\r\n\x1a\n" + bytes(i * i * 7 % 251 for i in range(5000)), b"abc\0" * 50],
    ids=["nuls", "image", "every fourth"],
)
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(ExtractionError) as caught:
        decode(data)
    assert caught.value.reason == SkipReason.CORRUPT


@given(st.binary(max_size=300))
def test_whatever_comes_out_can_be_written_again(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except ExtractionError:
        return
    assert "\0" not in text
    assert text.encode().decode() == text
    assert decode(data)[0] == text
