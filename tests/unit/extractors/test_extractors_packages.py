"""Slides, OpenDocument texts, e-books and rich texts."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pptx
import pytest

from kbaudit.errors import ExtractionError
from kbaudit.extractors import extract
from kbaudit.model import SkipReason

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
CONTENT = (
    f'<o:document-content xmlns:o="{OFFICE}" xmlns:t="{TEXT}" xmlns:b="{TABLE}" xmlns:x="http://www.w3.org/1999/xlink">'
    '<o:body><o:text><t:tracked-changes><t:p>gone</t:p></t:tracked-changes><t:h t:outline-level="1">Travel</t:h>'
    '<t:p>Book<t:s/>early, see <t:a x:href="https://example.com">rates</t:a>.</t:p>'
    '<t:h t:outline-level="2">Costs</t:h><b:table><b:table-row><b:table-cell><t:p>Day</t:p></b:table-cell>'
    "<b:table-cell><t:p>Rate</t:p></b:table-cell></b:table-row></b:table></o:text></o:body></o:document-content>"
)
META = (
    f'<o:document-meta xmlns:o="{OFFICE}" xmlns:m="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><o:meta>'
    "<m:creation-date>2015-03-03T10:00:00.123456789</m:creation-date>"
    "<dc:date>2016-01-01T00:00:00</dc:date><m:initial-creator>Ann</m:initial-creator></o:meta></o:document-meta>"
)


def archive(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, written in members.items():
            made.writestr(name, written)
    return out.getvalue()


def odt(manifest: str = "<m/>", content: str = CONTENT) -> bytes:
    return archive(
        **{
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
            "meta.xml": META,
            "META-INF/manifest.xml": manifest,
        }
    )


def test_slides() -> None:
    made = pptx.Presentation()
    for title, body in (("Travel", "Book early"), ("Costs", "Trains")):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, body
        slide.notes_slide.notes_text_frame.text = "not for the audience"
    made.core_properties.created = datetime(2015, 3, 3, 10)  # noqa: DTZ001 - UTC, as python-pptx wants it
    out = io.BytesIO()
    made.save(out)
    found = extract("pptx", out.getvalue())
    assert found.text == "Travel\n\nBook early\n\nCosts\n\nTrains"
    assert [(each.heading, each.page) for each in found.passages] == [(("Travel",), 1), (("Costs",), 2)]
    assert found.title == "Travel"
    assert {each.name: each.value for each in found.fields}["pptx.created"] == "2015-03-03T10:00:00+00:00"


def test_slides_that_are_broken() -> None:
    with pytest.raises(ExtractionError) as caught:
        extract("pptx", archive(**{"ppt/presentation.xml": "<p/>"}))
    assert caught.value.reason == SkipReason.CORRUPT


def test_an_opendocument_text() -> None:
    found = extract("odt", odt())
    assert found.text == "Travel\n\nBook early, see rates.\n\nCosts\nDay\tRate"
    assert [each.heading for each in found.passages] == [("Travel",), ("Travel", "Costs")]
    assert [each.target for each in found.links] == ["https://example.com"]
    assert {each.name: each.value for each in found.fields} == {
        "odt.created": "2015-03-03T10:00:00+00:00",
        "odt.modified": "2016-01-01T00:00:00+00:00",
        "odt.author": "Ann",
    }


def test_opendocument_texts_that_cannot_be_read() -> None:
    for data, reason in (
        (odt(manifest="<manifest:encryption-data/>"), SkipReason.ENCRYPTED),
        (odt(content="<a>"), SkipReason.CORRUPT),
        (odt(content="<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), SkipReason.CORRUPT),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), SkipReason.CORRUPT),
    ):
        with pytest.raises(ExtractionError) as caught:
            extract("odt", data)
        assert caught.value.reason == reason


def test_an_e_book() -> None:
    book = archive(
        **{
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<c><rootfiles><rootfile full-path="O/b.opf"/></rootfiles></c>',
            "O/b.opf": '<package xmlns:dc="d"><metadata>'
            "<dc:title>Guide</dc:title><dc:creator>Ann</dc:creator></metadata>"
            '<manifest><item id="1" href="one%20a.xhtml"/><item id="2" href="two.xhtml"/></manifest>'
            '<spine><itemref idref="2"/><itemref idref="1"/><itemref idref="3"/></spine></package>',
            "O/one a.xhtml": "<!DOCTYPE html><html><body><h1>One</h1><p>first</p></body></html>",
            "O/two.xhtml": "<html><body><h1>Two</h1><p>second</p></body></html>",
        }
    )
    found = extract("epub", book)
    assert (found.title, found.text) == ("Guide", "Two\n\nsecond\n\nOne\n\nfirst")
    assert [each.heading for each in found.passages] == [("Two",), ("One",)]
    assert {each.name: each.value for each in found.fields} == {"epub.title": "Guide", "epub.author": "Ann"}


def test_a_rich_text() -> None:
    source = (
        rb"{\rtf1\ansi{\fonttbl{\f0\fnil\fcharset0 Calibri;}}{\info{\title Travel}{\creatim\yr2015\mo3\dy3\hr10}}"
        rb"\f0 Book \'e4rly.\par {\field{\*\fldinst{HYPERLINK "
        rb'"https://example.com"}}{\fldrslt{rates}}}\par}'
    )
    found = extract("rtf", source)
    assert (found.title, found.text) == ("Travel", "Book ärly.\nrates")
    assert {each.name: each.value for each in found.fields} == {"rtf.title": "Travel", "rtf.created": "2015-03-03"}


def test_a_hostile_rich_text_ends() -> None:
    fonts = rb"{\rtf1 {\fonttbl " + rb"\f1 a" * 30_000 + b"}x}"
    assert extract("rtf", fonts).text == "x"
    fields = rb"{\rtf1 " + rb'{\field{\*\fldinst{HYPERLINK "' * 20_000 + b"x}"
    assert extract("rtf", fields).text == ""
