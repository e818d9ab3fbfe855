"""Files made to bring a reader down: each costs itself alone, within the policy's limits, and none passes as clean."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest

from kbaudit.catalog import Catalog
from kbaudit.model import Document, Skipped

MIB: Final = 1 << 20
POLICY: Final = """schema: kbaudit.policy/1
limits: {seconds: 30, memory: 512 MiB, file_size: 11 MiB, unreadable: 90 %}
"""
GOOD: Final = "Book the journey early, and hand in the receipts within thirty days of it.\n"
HEAD: Final = "From: a@example.com\nSubject: Parts\nMIME-Version: 1.0\n"
FROM_LINE: Final = "From a@example.com Mon Jan  1 10:00:00 2024\nSubject: One\n\n"
OFFICE: Final = "http://schemas.openxmlformats.org"
DEAD: Final = frozenset({"crashed", "memory_limit", "time_limit"})
"""How a reader may end that runs away: whichever limit it meets first."""


def package(part: str, kind: str, chunks: Iterable[bytes], *others: tuple[str, str]) -> bytes:
    out = io.BytesIO()
    types = (
        f'<Types xmlns="{OFFICE}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    )
    types += '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types += f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("[Content_Types].xml", f"{types}</Types>")
        made.writestr("_rels/.rels", relation("officeDocument", part))
        for name, text in others:
            made.writestr(name, text)
        with made.open(part, "w") as member:
            for chunk in chunks:
                member.write(chunk)
    return out.getvalue()


def relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{OFFICE}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>'
    )


def docx(paragraphs: Iterable[bytes]) -> bytes:
    def chunks() -> Iterable[bytes]:
        yield f'<w:document xmlns:w="{OFFICE}/wordprocessingml/2006/main"><w:body>'.encode()
        yield from paragraphs
        yield b"</w:body></w:document>"

    return package("word/document.xml", "wordprocessingml.document.main", chunks())


def paragraph(text: bytes) -> bytes:
    return b"<w:p><w:r><w:t>" + text + b"</w:t></w:r></w:p>"


def workbook(sheet: str) -> bytes:
    main = f"{OFFICE}/spreadsheetml/2006/main"
    book = f'<workbook xmlns="{main}" xmlns:r="{OFFICE}/officeDocument/2006/relationships"><sheets>'
    book += '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
    return package(
        "xl/workbook.xml",
        "spreadsheetml.sheet.main",
        [book.encode()],
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}">{sheet}</worksheet>'),
    )


def cell(at: str, text: str) -> str:
    return f'<row><c r="{at}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def pdf(*objects: bytes) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
    page += b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<</X 5 0 R>>>>>>"
    made, starts = b"%PDF-1.4\n", []
    for number, each in enumerate(
        (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, *objects), start=1
    ):
        starts.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(starts) + 1, len(made))
    return made + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(starts) + 1, table, end)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data)


def looped_pdf() -> bytes:
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R/Y 6 0 R>>>>"
    calls = b"/X Do /Y Do " * 20
    return pdf(stream(b"BT /F 12 Tf (Hello) Tj ET /X Do"), stream(calls, form), stream(calls, form))


def double_flate_pdf() -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"BT /F 12 Tf (a) Tj ET\n" * (1 << 15)) for _ in range(700)) + packer.flush()
    return pdf(stream(zlib.compress(packed, 9), b"/Filter[/FlateDecode/FlateDecode]"))


def nested_mail(levels: int) -> str:
    opened = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(levels))
    return f"{HEAD}{opened}\ninmost\n" + "".join(f"--b{n}--\n" for n in reversed(range(levels)))


def laughs() -> str:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "lol">{entities}]><a>&e12;</a>'


def nested(before: str, after: str, levels: int, inside: str) -> str:
    return before * levels + inside + after * levels


HOSTILE: Final[dict[str, tuple[Callable[[], bytes | str], frozenset[str]]]] = {
    "bomb.docx": (lambda: docx([paragraph(b"a" * MIB)] * 80), frozenset({"too_large"})),
    "paragraphs.docx": (lambda: docx([paragraph(b"hi") * 30_000] * 100), frozenset({"too_large"})),
    "columns.csv": (lambda: ",".join(f"c{n}" for n in range(100_000)) + "\n" + "1," * 100_000, frozenset({"limit"})),
    "nuls.csv": (lambda: "a,b\n" + "1,2\n" * 500 + "\0" * 20 + "3,4\n", frozenset({"encoding"})),
    "nuls_only.csv": (lambda: "1,\0,3\n" * 1_000, frozenset({"corrupt"})),
    "deep.html": (lambda: nested("<div>", "</div>", 5_000, "deep words"), frozenset({"whole"})),
    "abyss.html": (lambda: nested("<div>", "</div>", 200_000, "deep words"), frozenset({"limit"})),
    "brackets.md": (lambda: "[" * 200_000 + "\n\ndeep words\n", frozenset({"limit"})),
    "links.md": (lambda: "[a](" * 100_000 + "\n\ndeep words\n", frozenset({"limit"})),
    "emphasis.md": (lambda: "*a **b _c " * 150_000 + "\n\ndeep words\n", frozenset({"limit"})),
    "line.md": (lambda: ("deep words " * MIB)[: 10 * MIB], frozenset({"limit"})),
    "over.md": (lambda: "deeper words " * MIB, frozenset({"too_large"})),
    "loop.pdf": (looped_pdf, DEAD),
    "flate.pdf": (double_flate_pdf, DEAD),
    "nested.json": (lambda: nested("[", "]", 100_000, '"deep words"'), frozenset({"json"})),
    "records.json": (lambda: nested('{"a":', "}", 500, '"deep words"'), frozenset({"limit"})),
    "laughs.xml": (laughs, frozenset({"xml"})),
    "deep.xml": (lambda: nested("<a>", "</a>", 100_000, "deep words"), frozenset({"whole"})),
    "parts.eml": (
        lambda: f"{HEAD}Content-Type: multipart/mixed; boundary=x\n\n" + "--x\n\ndeep words\n" * 10_000,
        frozenset({"limit"}),
    ),
    "nested.eml": (lambda: nested_mail(500), frozenset({"limit"})),
    "line.mbox": (lambda: FROM_LINE + "deep words " * 500_000, frozenset({"whole"})),
    "from.mbox": (lambda: "From " + "deep words " * 500_000, frozenset({"mail"})),
    "dimension.xlsx": (
        lambda: workbook(f'<dimension ref="A1:XFD1048576"/><sheetData>{cell("A1", "deep words")}</sheetData>'),
        frozenset({"whole"}),
    ),
    "corner.xlsx": (
        lambda: workbook(f"<sheetData>{cell('A1', 'deep words')}{cell('XFD1048576', 'far')}</sheetData>"),
        DEAD | {"too_large"},
    ),
    "groups.rtf": (lambda: nested("{\\b ", "}", 100_000, "deep words").join(("{\\rtf1 ", "}")), frozenset({"whole"})),
}
"""How each is made, and how it may end: a reason to skip it, the code of a problem, or read as a whole."""

HEALTHY: Final[dict[str, bytes]] = {
    "good.md": f"# Travel\n\n{GOOD}".encode(),
    "good.csv": b"item,price\npen,3\nink,4\n",
    "good.eml": f"{HEAD}\n{GOOD}".encode(),
    "good.docx": docx([paragraph(GOOD.encode())]),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile") / "docs"
    made.mkdir()
    for name, data in HEALTHY.items():
        (made / name).write_bytes(data)
    for name, (make, _) in HOSTILE.items():
        data = make()
        (made / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return made


@pytest.mark.afresh
def test_each_costs_itself_alone(kbaudit, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY)
    outcome = kbaudit("audit", f"docs={folder}", "-p", "policy.yaml", "--fail-on", "never", "--jobs", 2)
    assert outcome.code == 0, outcome.err
    with Catalog.open(tmp_path / ".kbaudit" / "catalog.duckdb", read_only=True) as catalog:
        documents = {each.uri.removeprefix("docs/"): each for each in catalog.documents()}
        skipped = {each.uri.removeprefix("docs/"): each for each in catalog.skipped()}
        texts = catalog.texts([each.content_key for each in documents.values()])

    ends = {name: _ends(documents.get(name), skipped.get(name)) for name in HOSTILE}
    assert {name: found for name, found in ends.items() if not found & HOSTILE[name][1]} == {}
    assert {name: _ends(documents.get(name), skipped.get(name)) for name in HEALTHY} == dict.fromkeys(
        HEALTHY, frozenset({"whole"})
    )
    assert outcome.findings["summary"]["found"] == len(HOSTILE) + len(HEALTHY)

    whole = {name: texts[each.content_key] for name, each in documents.items()}
    lost = {name for name, text in whole.items() if name in HOSTILE and not text.strip()}
    assert lost <= {"nested.eml", "records.json"}  # what is in them stands deeper than is read: "limit"
    assert len(whole["line.md"]) == 10 * MIB
    for name in ("deep.html", "abyss.html", "brackets.md", "line.mbox", "dimension.xlsx", "groups.rtf", "deep.xml"):
        assert "deep words" in whole[name], name


def _ends(document: Document | None, skip: Skipped | None) -> frozenset[str]:
    if skip:
        return frozenset({str(skip.reason)})
    return frozenset(code for code, _ in document.problems) or frozenset({"whole"}) if document else frozenset()
