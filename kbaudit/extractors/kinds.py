"""What a file is by its content, against what its name says: its first bytes, the members of its archive, its tags.

Only what can be known for sure overrules a name: text that could be anything is what it is called.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from typing import Final

from kbaudit.extractors.decode import decode
from kbaudit.extractors.delimited import delimiter_of
from kbaudit.extractors.guard import MEMBER_LIMIT, is_ole

BINARY: Final = frozenset({"pdf", "docx", "xlsx", "xlsb", "xls", "ods", "pptx", "epub", "odt", "msg", "doc", "ppt"})
"""Kinds that are never plain text, whatever their name says."""
PLAIN: Final = frozenset({"text", "rst", "asciidoc", "org"})
"""Kinds of plain text: no markup of theirs is so sure that it overrules a name."""
IMAGES: Final = frozenset({"png", "gif", "jpeg", "tiff", "webp", "bmp", "ico"})

_CALLED: Final = {
    "markdown": "Markdown",
    "html": "HTML",
    "text": "plain text",
    "rst": "reStructuredText",
    "asciidoc": "AsciiDoc",
    "org": "Org",
    "pdf": "PDF",
    "docx": "Word (.docx)",
    "pptx": "PowerPoint (.pptx)",
    "xlsx": "Excel (.xlsx)",
    "xlsb": "binary Excel (.xlsb)",
    "xls": "old Excel (.xls)",
    "doc": "old Word (.doc)",
    "ppt": "old PowerPoint (.ppt)",
    "csv": "a table of values (.csv)",
    "eml": "a mail message",
    "msg": "an Outlook message",
    "mbox": "a mailbox",
    "odt": "an OpenDocument text",
    "ods": "an OpenDocument spreadsheet",
    "rtf": "RTF",
    "epub": "an e-book (.epub)",
    "zip": "an archive (zip)",
    "gzip": "an archive (gzip)",
    "7z": "an archive (7z)",
    "rar": "an archive (rar)",
}
_IMAGE_BY_ENDING: Final = {"jpg": "jpeg", "jpe": "jpeg", "tif": "tiff"}
_MAGIC: Final = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"\0\0\1\0", "ico"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
)
_STREAMS: Final = {
    kind: tuple(stream.encode("utf-16-le") for stream in streams)
    for kind, streams in {
        "msg": ("__substg1.0_", "__properties_version1.0"),
        "doc": ("WordDocument",),
        "ppt": ("PowerPoint Document",),
        "xls": ("Workbook", "Book\0"),
    }.items()
}
_MIMETYPES: Final = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_FOLDERS: Final = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}
_START: Final = 4 * 1024
_PROLOGUE: Final = re.compile(
    r"\s{0,1000}(?:<\?xml[^<>]{0,300}>\s{0,100})?(?:<!--.{0,2000}?-->\s{0,100}){0,5}", re.DOTALL
)
_PAGE: Final = re.compile(r"<!doctype\s{1,10}html|<html[\s>]", re.IGNORECASE)
_PART: Final = re.compile(r"<(?:head|body|title|meta|div|p|h1|table)[\s>]", re.IGNORECASE)
_FRAGMENT: Final = re.compile(r"<(?:body|head|div|p|h[1-6]|table|ul|ol|section|article)[\s>]", re.IGNORECASE)
_ANY_TAG: Final = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,15}(?:\s[^<>]{0,1000})?/?>")
_FRAGMENT_TAGS: Final = 8
_HEADER: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]")
_MAIL: Final = frozenset({"from", "mime-version"})


def called(kind: str) -> str:
    """A kind as people call it."""
    return f"an image ({kind.upper()})" if kind in IMAGES else _CALLED.get(kind, kind.upper())


def misnamed(by_name: str, really: str) -> str:
    """What is said of a file that is of another kind than its name claims; check KB401 takes both from it."""
    return f"named as {called(by_name)}, but it is {called(really)}"


def image_by_name(name: str) -> str | None:
    """The kind of image that a name claims; None for no image."""
    ending = name.rpartition(".")[2].lower()
    kind = _IMAGE_BY_ENDING.get(ending, ending)
    return kind if kind in IMAGES else None


def content_kind(data: bytes, by_name: str) -> str:
    """The kind of these bytes; by_name, the kind that the file's name claims, where nothing speaks against it."""
    if data.startswith(b"PK\x03\x04"):
        return _of_archive(data) or by_name
    if is_ole(data):
        return _of_ole(data, by_name)
    found = _of_magic(data)
    if found:
        return found
    if by_name in BINARY:
        return by_name if b"%PDF-" in data[:1024] else _of_text(data, by_name)
    return _of_markup(data, by_name)


def _of_magic(data: bytes) -> str:
    start = data[:_START].lstrip(b"\xef\xbb\xbf \t\r\n")[:16]
    found = next((kind for magic, kind in _MAGIC if start.startswith(magic) or data.startswith(magic)), "")
    if not found and data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if not found and data.startswith(b"BM") and len(data) > 6 and struct.unpack_from("<L", data, 2)[0] == len(data):
        return "bmp"
    return found


def _of_archive(data: bytes) -> str:
    """The kind by the members; "zip" for an archive of anything else, "" for one that can't be listed."""
    if data.count(b"PK\x01\x02") > MEMBER_LIMIT:
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            info = archive.getinfo("mimetype") if "mimetype" in names else None
            declared = archive.read(info)[:100] if info and info.file_size < 200 else b""
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, RuntimeError, struct.error, EOFError):
        return ""
    if "xl/workbook.bin" in names:
        return "xlsb"
    found = _MIMETYPES.get(declared.strip()) or next(
        (kind for folder, kind in _FOLDERS.items() if any(name.startswith(folder) for name in names)), ""
    )
    if found or "[Content_Types].xml" in names or "_rels/.rels" in names or not names:
        return found  # a package with its parts elsewhere: its own library finds them
    return "zip"


def _of_ole(data: bytes, by_name: str) -> str:
    # An embedded object brings its own streams with it: what the name says goes first.
    held = [kind for kind, streams in _STREAMS.items() if any(stream in data for stream in streams)]
    return by_name if by_name in held or not held else held[0]


def _of_text(data: bytes, by_name: str) -> str:
    """The kind of what is called a binary one and isn't; by_name for what is no text either."""
    start = data[:_START]
    if not start.strip() or start.startswith(b"\x80") or _unprintable(start):
        return by_name
    found = _of_markup(data, "text")
    if found != "text":
        return found
    delimiter = delimiter_of(start.decode("utf-8", "replace"))
    return "csv" if delimiter and start.count(b"\n") > 1 else "text"


def _unprintable(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    controls = sum(start.count(bytes([code])) for code in range(32) if code not in b"\t\n\r\f\x1b")
    return controls > 0.01 * len(start)


def _of_markup(data: bytes, by_name: str) -> str:
    if by_name == "html" or not _may_be_markup(data):
        return by_name
    start = decode(data[:_START])[0]
    begins = _PROLOGUE.match(start)
    at = begins.end() if begins else 0
    if _PAGE.match(start, at) and _PART.search(start, at):
        return "html"
    if by_name in PLAIN or by_name in ("csv", "json"):
        return _of_plain(start, at, by_name)
    return by_name


def _may_be_markup(data: bytes) -> bool:
    """Whether it begins with a tag, or with a header line as mail does; quick, for most texts do not."""
    start = data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    return start.startswith(b"<") or bool(re.match(rb"[A-Za-z][A-Za-z0-9\0-]{1,80}:", start))


def _of_plain(start: str, at: int, by_name: str) -> str:
    if start.startswith("<?xml"):
        return "xml"
    tags = _ANY_TAG.findall(start) if _FRAGMENT.match(start, at) else []
    if len(tags) >= _FRAGMENT_TAGS and sum(map(len, tags)) > 0.15 * len(start):
        return "html"
    return "eml" if by_name in PLAIN and _is_mail(start) else by_name


def _is_mail(start: str) -> bool:
    names: set[str] = set()
    for line in start.splitlines()[:60]:
        header = _HEADER.match(line)
        if header:
            names.add(header[1].lower())
        elif not line.strip() or line[0] not in " \t":
            break
    return names >= _MAIL
