"""Columns of SharePoint libraries and custom properties, in pages, Word, Excel, PowerPoint and OpenDocument files."""

from __future__ import annotations

import io
import zipfile
from typing import Final

import docx
import pptx
import pytest

from kbaudit.extractors import extract, kind_by_name
from kbaudit.model import DateKind, Extract, State
from kbaudit.signals import read_signals

VT: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
CUSTOM: Final = f"""<?xml version="1.0"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="{VT}">
<property fmtid="{{D5CDD505}}" pid="2" name="Document Owner"><vt:lpwstr>Facilities Team</vt:lpwstr></property>
<property fmtid="{{D5CDD505}}" pid="3" name="Next Review Date">
<vt:filetime>2027-03-01T10:00:00Z</vt:filetime></property>
<property fmtid="{{D5CDD505}}" pid="4" name="Expiry Date"><vt:lpwstr>2028-01-31</vt:lpwstr></property>
<property fmtid="{{D5CDD505}}" pid="5" name="Status"><vt:lpwstr>Draft</vt:lpwstr></property>
<property fmtid="{{D5CDD505}}" pid="6" name="Department"><vt:lpwstr>Facilities</vt:lpwstr></property>
<property fmtid="{{D5CDD505}}" pid="7" name="_AuthorEmail"><vt:lpwstr>mallory@example.com</vt:lpwstr></property>
<property fmtid="{{D5CDD505}}" pid="8" name="Pages"><vt:i4>12</vt:i4></property>
</Properties>"""
LIBRARY: Final = """<?xml version="1.0"?>
<p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata/properties"><documentManagement>
<Review_x0020_Due_x0020_Date xmlns="3f1c">2027-05-01T00:00:00Z</Review_x0020_Due_x0020_Date>
<Policy_x0020_Owner xmlns="3f1c"><UserInfo><DisplayName>Dana Whitlock</DisplayName><AccountId>42</AccountId>
</UserInfo></Policy_x0020_Owner><Empty xmlns="3f1c"/></documentManagement></p:properties>"""


def word() -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_heading("Parking", level=1)
    made.add_paragraph("Visitors park behind the building.")
    made.save(out)
    return out.getvalue()


def slides() -> bytes:
    made, out = pptx.Presentation(), io.BytesIO()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Parking", "Behind the building"
    made.save(out)
    return out.getvalue()


def workbook() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="Bays" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="inlineStr">'
        "<is><t>Bay</t></is></c></row></sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, written in parts.items():
            archive.writestr(name, written)
    return out.getvalue()


FILES: Final = {"docx": word, "pptx": slides, "xlsx": workbook}


def with_parts(data: bytes, **parts: str) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        for name, written in parts.items():
            archive.writestr(name, written)
    return out.getvalue()


def claims(found: Extract) -> tuple[dict[DateKind, str], list[str], list[State]]:
    signals = read_signals(found)
    declared = {c.kind: c.value for c in signals.dates if not c.where.endswith((".created", ".modified"))}
    authors = [c.value for c in signals.owners if not c.where.endswith(".author")]
    return declared, authors, [c.state for c in signals.states]


@pytest.mark.parametrize("kind", FILES)
def test_custom_properties_of_office_files_are_claims(kind: str) -> None:
    found = extract(kind, with_parts(FILES[kind](), **{"docProps/custom.xml": CUSTOM}))
    fields = {field.name: field.value for field in found.fields if ".custom." in field.name}
    assert fields == {
        f"{kind}.custom.Document Owner": "Facilities Team",
        f"{kind}.custom.Next Review Date": "2027-03-01",
        f"{kind}.custom.Expiry Date": "2028-01-31",
        f"{kind}.custom.Status": "Draft",
        f"{kind}.custom.Department": "Facilities",
        f"{kind}.custom.Pages": "12",
    }
    dates, owners, states = claims(found)
    assert dates == {DateKind.REVIEW_DUE: "2027-03-01", DateKind.VALID_UNTIL: "2028-01-31"}
    assert (owners, states) == (["Facilities Team"], [State.DRAFT])


@pytest.mark.parametrize("kind", FILES)
def test_columns_of_a_library_that_a_file_carries_are_claims(kind: str) -> None:
    other = "<b:Sources xmlns:b='urn:b'><b:Owner>Bibliography</b:Owner></b:Sources>"
    found = extract(kind, with_parts(FILES[kind](), **{"customXml/item7.xml": other, "customXml/item9.xml": LIBRARY}))
    assert claims(found) == ({DateKind.REVIEW_DUE: "2027-05-01"}, ["Dana Whitlock"], [])


def test_properties_of_an_opendocument_text_that_its_user_defined() -> None:
    content = (
        '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><o:body><o:text><t:p>Parking</t:p></o:text></o:body>'
        "</o:document-content>"
    )
    meta = (
        '<o:document-meta xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:m="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><o:meta>'
        '<m:user-defined m:name="Owner">Facilities Team</m:user-defined>'
        '<m:user-defined m:name="Valid until">2028-01-31</m:user-defined></o:meta></o:document-meta>'
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content, "meta.xml": meta}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, written in {**parts, "META-INF/manifest.xml": "<m/>"}.items():
            archive.writestr(name, written)
    assert claims(extract("odt", out.getvalue())) == ({DateKind.VALID_UNTIL: "2028-01-31"}, ["Facilities Team"], [])


def page(columns: str) -> bytes:
    return (
        '<%@ Page Language="C#" MasterPageFile="~masterurl/default.master" %>\n<html xmlns:mso="urn:x"><head>\n'
        '<!--[if gte mso 9]><SharePoint:CTFieldRefs runat=server Prefix="mso:"><xml>\n'
        f"<mso:CustomDocumentProperties>{columns}</mso:CustomDocumentProperties></xml></SharePoint:CTFieldRefs>"
        "<![endif]--><title>Parking</title></head><body><h1>Parking</h1><p>Visitors park here.</p></body></html>"
    ).encode()


def test_the_columns_of_a_page_are_claims() -> None:
    assert kind_by_name("SitePages/Parking.aspx") == "html"
    column = '<mso:{0} msdt:dt="string">{1}</mso:{0}>'
    people = "display_urn_x003a_schemas-microsoft-com_x003a_office_x003a_office_x0023_"
    written = {
        "Review_x0020_Due_x0020_Date": "2027-05-01T00:00:00Z",
        "ExpiryDate": "2028-01-31T22:00:00Z",
        "Modified": "2024-02-02T10:00:00Z",
        "PageOwner": "42",
        f"{people}PageOwner": "Dana Whitlock &amp; Co",
        "Topic": "7;#Buildings",
        "Approver": "i:0#.f|membership|ann@example.com",
        "_ModerationStatus": "3",
    }
    found = extract("html", page("".join(column.format(*each) for each in written.items())))
    assert {field.name: field.value for field in found.fields} == {
        "mso.Review Due Date": "2027-05-01",
        "mso.ExpiryDate": "2028-01-31T22:00:00Z",
        "mso.Modified": "2024-02-02T10:00:00Z",
        "mso.PageOwner": "Dana Whitlock & Co",
        "mso.Topic": "Buildings",
        "mso.Approver": "ann@example.com",
    }
    dates, owners, _ = claims(found)
    assert dates == {
        DateKind.REVIEW_DUE: "2027-05-01",
        DateKind.VALID_UNTIL: "2028-01-31T22:00:00+00:00",
        DateKind.UPDATED: "2024-02-02T10:00:00+00:00",
    }
    assert owners == ["Dana Whitlock & Co"]
    assert found.text == "Parking\n\nVisitors park here."


@pytest.mark.parametrize(
    "columns",
    ["<mso:Owner>", "<mso:Owner>" * 50_000, '<mso:Owner x="' + "a" * 50_000, "<mso:Owner></mso:Owner>", "&#0;<x/>"],
    ids=["open", "many", "endless", "empty", "other"],
)
def test_a_block_that_is_broken_claims_nothing(columns: str) -> None:
    assert extract("html", page(columns)).fields == ()


@pytest.mark.parametrize("part", ["docProps/custom.xml", "customXml/item9.xml"])
def test_a_part_that_is_broken_leaves_the_document(part: str) -> None:
    found = extract("docx", with_parts(word(), **{part: "<documentManagement"}))
    assert "Visitors park behind the building." in found.text
    assert not any(".custom." in field.name for field in found.fields)


def test_a_system_account_owns_nothing() -> None:
    found = extract("html", page("<mso:Author>System Account</mso:Author>"))
    assert read_signals(found).owners == ()
