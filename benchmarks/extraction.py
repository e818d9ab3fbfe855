"""What reading costs, format by format: each extractor against the bare library it stands on, and against unstructured.

All in one process and one run, on the same real files (those of ../shared/corpora and the sample corpus), in turn,
the best of three rounds each: processor time of the extractor over that of the library's own call which gives the text.
The library's call is what a user of it would write; what the extractor does beyond it (front matter, headings,
links, passages, guards) is the difference.

    python -m benchmarks.extraction [--without-unstructured]
"""

from __future__ import annotations

import csv
import email
import email.policy
import io
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from markdown_it import MarkdownIt
from python_calamine import CalamineWorkbook
from selectolax.lexbor import LexborHTMLParser

from kbaudit.errors import ExtractionError
from kbaudit.extractors import EXTRACTORS, extract, kind_by_name
from kbaudit.extractors.unstructured_text import PROBLEM

ROOT = Path(__file__).resolve().parent.parent
PLACES = (ROOT.parent / "shared" / "corpora", ROOT / "sample_corpus")
MOST = 120  # files a format
LARGEST = 2_000_000  # bytes
ROUNDS = 3

Read = Callable[[bytes], object]


def main() -> None:
    """Prints a line a format."""
    pool = [path for top in PLACES for path in sorted(top.rglob("*")) if path.is_file()]
    with_unstructured = "--without-unstructured" not in sys.argv
    for kind in EXTRACTORS:
        paths = [path for path in pool if kind_by_name(path.as_posix()) == kind and path.stat().st_size < LARGEST]
        files = _readable(kind, paths[:MOST])
        if files:
            print(_line(kind, files, with_unstructured=with_unstructured), flush=True)


def _readable(kind: str, paths: list[Path]) -> list[bytes]:
    """The files that the extractor reads as that kind; the others cost nobody anything."""
    kept = []
    for path in paths:
        data = path.read_bytes()
        try:
            if extract(kind, data).kind == kind and not _fails(BARE.get(kind), data):
                kept.append(data)
        except ExtractionError:
            continue
    return kept


def _fails(read: Read | None, data: bytes) -> bool:
    try:
        if read:
            read(data)
    except Exception:  # noqa: BLE001 - a library may raise anything; then the two can't be compared on this file
        return True
    return False


def _line(kind: str, files: list[bytes], *, with_unstructured: bool) -> str:
    bare = BARE.get(kind)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(_seconds(lambda data: extract(kind, data), files))
        if bare:
            theirs.append(_seconds(bare, files))
    size = sum(map(len, files)) / 1e6
    said = f"{kind}: {len(files)} files, {size:.2f} MB, {len(files) / min(ours):.0f} documents per CPU second"
    if bare:
        said += f"; bare library {len(files) / min(theirs):.0f}; ratio {min(ours) / min(theirs):.2f}"
    if with_unstructured and (other := _unstructured(kind, files[:20])):
        said += f"; unstructured {other:.1f}"
    return said


def _seconds(read: Read, files: list[bytes]) -> float:
    began = _spent()
    for data in files:
        read(data)
    return max(_spent() - began, 1e-9)


def _spent() -> float:
    """Processor seconds of this process, and of those that it started: pandoc, LibreOffice."""
    started = os.times()
    return time.process_time() + started.children_user + started.children_system


def _unstructured(kind: str, files: list[bytes]) -> float:
    """Documents per CPU second by unstructured's function for the format; 0 where it has none or can't read it here."""
    try:
        found = extract(kind, files[0], extractor="unstructured")
        if any(code == PROBLEM for code, _ in found.problems):  # it was read natively after all
            return 0.0
        return len(files) / _seconds(lambda data: extract(kind, data, extractor="unstructured"), files)
    except ExtractionError:
        return 0.0


def _markdown(data: bytes) -> object:
    return PARSER.parse(data.decode("utf-8", "replace"))


def _html(data: bytes) -> object:
    body = LexborHTMLParser(data).body
    return body.text(separator="\n") if body else ""


def _pdf(data: bytes) -> object:
    document = pypdfium2.PdfDocument(data)
    text = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return text


def _sheets(data: bytes) -> object:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def _rows(data: bytes) -> object:
    return list(csv.reader(io.StringIO(data.decode("utf-8", "replace"))))


def _mail(data: bytes) -> object:
    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    return message["subject"], body.get_content() if body else ""


PARSER = MarkdownIt("commonmark")
BARE: dict[str, Read] = {
    "markdown": _markdown,
    "html": _html,
    "pdf": _pdf,
    "xlsx": _sheets,
    "xls": _sheets,
    "ods": _sheets,
    "csv": _rows,
    "eml": _mail,
}


if __name__ == "__main__":
    main()
