"""Office files of 1997 to 2003: passwords, and LibreOffice as their reader."""

from __future__ import annotations

import http.server
import io
import multiprocessing
import os
import signal
import struct
import tempfile
import threading
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import docx
import pptx
import psutil
import pytest

from kbaudit.errors import ExtractionError
from kbaudit.extractors import extract, office_program
from kbaudit.extractors.guard import check_ole
from kbaudit.model import SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Compound

needs_office = pytest.mark.skipif(office_program.program() is None, reason="no LibreOffice on this machine")


def record(kind: int, size: int = 16) -> bytes:
    return struct.pack("<HH", kind, size) + bytes(size)


def stream(start: bytes) -> bytes:
    return start.ljust(5_000, b"\0")


BOOK = record(0x0809) + record(0x0042, 2)
PASS, SHEET = record(0x002F, 54), record(0x0085)


@pytest.mark.parametrize(
    ("name", "start", "is_locked"),
    [
        ("WordDocument", struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x409, 0, 0x0100), True),
        ("WordDocument", struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x409, 0, 0x0200), False),
        ("Current User", struct.pack("<HHLLL", 0, 0xFF6, 20, 20, 0xF3D1C4DF), True),
        ("Current User", struct.pack("<HHLLL", 0, 0xFF6, 20, 20, 0xE391C05F), False),
        ("Workbook", BOOK + PASS + SHEET, True),
        ("Book", BOOK + PASS + SHEET, True),
        ("Workbook", BOOK + SHEET + PASS, False),
        ("EncryptedPackage", b"", True),
        ("\tDRMContent", b"", True),
    ],
)
def test_what_is_locked(compound: Compound, name: str, start: bytes, is_locked: bool) -> None:
    data = compound({name: stream(start), "Other": stream("EncryptedPackage".encode("utf-16-le"))})
    if not is_locked:
        check_ole(data)
        return
    with pytest.raises(ExtractionError) as caught:
        check_ole(data)
    assert caught.value.reason == SkipReason.ENCRYPTED


def test_a_workbook_with_a_password(compound: Compound) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract("xls", compound({"Workbook": stream(BOOK + PASS + SHEET)}))
    assert (caught.value.reason, caught.value.remedy) == (SkipReason.ENCRYPTED, "save it without the password")


def test_a_workbook_that_excel_opens_without_asking(corpora: Path) -> None:
    path = corpora / "badfiles-unstructured" / "files" / "messytables" / "encrypted_no_password.xls"
    with pytest.raises(ExtractionError) as caught:
        extract("xls", path.read_bytes())
    assert caught.value.reason == SkipReason.ENCRYPTED


def test_without_libreoffice_the_remedy_names_it(compound: Compound, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ExtractionError) as caught:
        extract("doc", compound({"WordDocument": stream(b"")}))
    assert caught.value.reason == SkipReason.MISSING_EXTRA
    assert caught.value.remedy == "install LibreOffice, or convert it to .docx"


@pytest.mark.parametrize(("data", "detail"), [(b"\0\1\2" * 99, "not an Office file"), (b"", "empty")])
def test_what_is_no_office_file(data: bytes, detail: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract("doc", data)
    assert caught.value.reason == SkipReason.CORRUPT
    assert detail in caught.value.detail


@pytest.fixture(scope="module")
def old_letter(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("letter") / "a.docx"
    letter = docx.Document()
    letter.add_heading("Travel", 1)
    letter.add_paragraph("Book the journey early.")
    letter.core_properties.author = "Ann"
    letter.save(str(path))
    return office_program.converted(path.read_bytes(), "docx", "doc")


@needs_office
def test_a_letter(old_letter: bytes) -> None:
    assert old_letter.startswith(bytes.fromhex("D0CF11E0A1B11AE1"))
    found = extract("doc", old_letter)
    assert (found.kind, found.title, found.text) == ("doc", "Travel", "Travel\n\nBook the journey early.")
    assert {each.name: each.value for each in found.fields}["docx.author"] == "Ann"
    assert extract("ppt", old_letter).problems[0][0] == "file_type"


@needs_office
def test_slides(tmp_path: Path) -> None:
    slides = pptx.Presentation()
    slides.slides.add_slide(slides.slide_layouts[0]).shapes.title.text = "Rates of travel"
    slides.save(str(tmp_path / "a.pptx"))
    old = office_program.converted((tmp_path / "a.pptx").read_bytes(), "pptx", "ppt")
    found = extract("ppt", old)
    assert (found.kind, found.title, found.text) == ("ppt", "Rates of travel", "Rates of travel")


@needs_office
def test_a_damaged_letter(old_letter: bytes) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract("doc", old_letter[:2_000])
    assert caught.value.reason == SkipReason.CORRUPT


@pytest.fixture
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    office_program._sweep.cache_clear()
    yield tmp_path
    office_program._sweep.cache_clear()


@needs_office
def test_what_takes_too_long_is_ended_and_leaves_nothing(
    old_letter: bytes, own_temp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_program, "SECONDS", 0.2)
    with pytest.raises(ExtractionError) as caught:
        extract("doc", old_letter)
    assert caught.value.reason == SkipReason.TIME_LIMIT
    assert list(own_temp.iterdir()) == []
    _gone(own_temp)


@needs_office
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes can't be forked here")
def test_a_killed_worker_leaves_nothing(old_letter: bytes, own_temp: Path) -> None:
    worker = multiprocessing.get_context("fork").Process(target=extract, args=("doc", old_letter))
    worker.start()
    while worker.is_alive() and not _running(own_temp):
        time.sleep(0.01)
    assert worker.pid
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    _gone(own_temp)
    assert list(own_temp.iterdir()) == []


def _running(folder: Path) -> list[int]:
    """The processes that work in a folder."""
    return [
        each.pid
        for each in psutil.process_iter(["cmdline"])
        if any(str(folder) in word for word in each.info["cmdline"] or ()) and each.status() != psutil.STATUS_ZOMBIE
    ]


def _gone(folder: Path) -> None:
    """Waits until nothing works there any more; the test's own time limit is the last resort."""
    for _ in range(1_000):
        if not _running(folder):
            return
        time.sleep(0.01)
    pytest.fail("a process outlived its worker")


def test_what_was_left_long_ago_is_swept(own_temp: Path) -> None:
    old, new, other = (own_temp / name for name in (f"{office_program.PREFIX}a", f"{office_program.PREFIX}b", "c"))
    for each in (old, new, other):
        (each / "profile").mkdir(parents=True)
    for each in (old, other):
        os.utime(each, (1, 1))
    office_program._sweep()
    assert sorted(own_temp.iterdir()) == [other, new]


def linked(picture: str, section: str) -> bytes:
    """An OpenDocument text that shows a picture and a section of other files."""
    names = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text", "manifest")}
    names |= {"draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0", "xlink": "http://www.w3.org/1999/xlink"}
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in names.items())
    kind = "application/vnd.oasis.opendocument.text"
    content = (
        f'<office:document-content {spaces} office:version="1.2"><office:body><office:text><text:p>Here<draw:frame>'
        f'<draw:image xlink:href="{picture}"/></draw:frame></text:p><text:section text:name="S"><text:section-source'
        f' xlink:href="{section}"/><text:p>kept</text:p></text:section></office:text></office:body>'
        "</office:document-content>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{media}"/>'
        for path, media in (("/", kind), ("content.xml", "text/xml"))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", kind)
        made.writestr("META-INF/manifest.xml", f"<manifest:manifest {spaces}>{entries}</manifest:manifest>")
        made.writestr("content.xml", content)
    return out.getvalue()


@needs_office
def test_no_link_is_followed(tmp_path: Path) -> None:
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def parse_request(self) -> bool:
            asked.append(str(self.raw_requestline))
            return False

    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        (tmp_path / "secret.txt").write_text("the secret of another file")
        picture = f"http://127.0.0.1:{server.server_port}/a.png"
        made = office_program.converted(linked(picture, (tmp_path / "secret.txt").as_uri()), "odt", "docx")
    finally:
        server.shutdown()
    assert extract("docx", made).text == "Here\n\nkept"
    assert asked == []


def test_the_settings_are_xml(tmp_path: Path) -> None:
    office_program._set_up(tmp_path)
    written = (tmp_path / "user" / "registrymodifications.xcu").read_text()
    names = {each.get("{http://openoffice.org/2001/registry}name") for each in ElementTree.fromstring(written).iter()}  # noqa: S314 - our own
    assert {"DisableMacrosExecution", "MacroSecurityLevel", "BlockUntrustedRefererLinks"} <= names
