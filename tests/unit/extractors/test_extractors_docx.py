"""Word files, made here with python-docx."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document

from kbaudit.errors import ExtractionError
from kbaudit.extractors import extract
from kbaudit.model import SkipReason

TEXT_BOX = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:pict><w:txbxContent>'
    "<w:p><w:r><w:t>Boxed words</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
)


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def without(data: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            content = old.read(each)
            if each.filename.endswith(".rels") and name in content.decode():
                head, _, rest = content.decode().partition(f'Target="{name}"')
                content = (head[: head.rindex("<Relationship ")] + rest.partition("/>")[2]).encode()
            if each.filename != name:
                new.writestr(each.filename, content)
    return out.getvalue()


@pytest.fixture(scope="module")
def policy() -> bytes:
    made = docx.Document()
    made.add_heading("Travel policy", 1)
    made.add_paragraph("Book early.")
    made.add_heading("Costs", 2)
    made.add_paragraph("Trains", style="List Bullet")
    table = made.add_table(2, 2)
    for i, word in enumerate(["Day", "Rate", "Monday", "30 EUR"]):
        table.cell(i // 2, i % 2).text = word
    properties = made.core_properties
    properties.author, properties.title, properties.content_status = "Ann", "Old title", "Final"
    properties.created, properties.modified = datetime(2024, 3, 3, 10), datetime(2024, 5, 6)  # noqa: DTZ001 - UTC, as python-docx wants it
    return saved(made)


def test_a_document(policy: bytes) -> None:
    found = extract("docx", policy)
    assert found.text == "Travel policy\n\nBook early.\n\nCosts\n\nTrains\n\nDay\tRate\nMonday\t30 EUR"
    assert found.title == "Travel policy"
    assert [(found.text[p.start : p.end].split("\n")[0], p.heading) for p in found.passages] == [
        ("Travel policy", ("Travel policy",)),
        ("Costs", ("Travel policy", "Costs")),
    ]
    fields = {each.name: each.value for each in found.fields}
    assert (fields["docx.author"], fields["docx.title"], fields["docx.content_status"]) == ("Ann", "Old title", "Final")
    assert fields["docx.created"] == "2024-03-03T10:00:00+00:00"
    assert fields["docx.modified"] == "2024-05-06T00:00:00+00:00"
    assert found.problems == ()
    assert extract("docx", policy) == found


def test_no_properties_are_made_up(policy: bytes) -> None:
    found = extract("docx", without(policy, "docProps/core.xml"))
    assert found.fields == ()
    assert found.text.startswith("Travel policy")


def test_text_boxes_and_headers_do_not_vanish() -> None:
    made = docx.Document()
    made.add_paragraph("In the flow.")
    made.element.body.insert(1, docx.oxml.parse_xml(TEXT_BOX))
    found = extract("docx", saved(made))
    assert found.text == "In the flow.\n\nBoxed words"
    assert found.problems[0][0] == "text_boxes"
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "Only a header"
    assert extract("docx", saved(made)).text == "Only a header"


def test_an_empty_document_is_one() -> None:
    found = extract("docx", saved(docx.Document()))
    assert (found.text, found.passages, found.title) == ("", (), "")


@pytest.mark.parametrize("missing", ["[Content_Types].xml", "word/document.xml", "_rels/.rels"])
def test_corrupt(policy: bytes, missing: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract("docx", without(policy, missing))
    assert caught.value.reason == SkipReason.CORRUPT


def test_the_guard_stands_before_the_library(policy: bytes) -> None:
    with pytest.raises(ExtractionError) as caught:
        extract("docx", b"no zip\0\1\2")
    assert caught.value.reason == SkipReason.CORRUPT


def test_nothing_is_sent_fetched_or_said(policy: bytes, tmp_path: Path, project: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(policy)
    code = f"""
import socket, sys
calls = []
def refuse(*args, **kwargs):
    calls.append(args)
    raise OSError("no network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from kbaudit.extractors import extract
text = extract("docx", open({str(path)!r}, "rb").read()).text
from unstructured.nlp.tokenize import sent_tokenize
assert sent_tokenize("One. Two.") == ["One.", "Two."]
import threading, time
while any(t.daemon and t is not threading.current_thread() for t in threading.enumerate()): time.sleep(0.05)
print(len(text), calls)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=project, timeout=120
    )
    assert done.stdout == f"{len(extract('docx', policy).text)} []\n"
    assert done.stderr == ""
