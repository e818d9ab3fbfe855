"""Word and PowerPoint files of 1997 to 2003 (.doc, .ppt): converted by LibreOffice, read as .docx and .pptx."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Final

from kbaudit.errors import ExtractionError
from kbaudit.extractors import guard
from kbaudit.extractors.office_program import converted
from kbaudit.model import SkipReason

if TYPE_CHECKING:
    from collections.abc import Callable

    from kbaudit.model import Extract

_NEWER: Final = {"doc": "docx", "ppt": "pptx"}
_READERS: Final = {"docx": "kbaudit.extractors.docx", "pptx": "kbaudit.extractors.slides"}


def extract(data: bytes, kind: str) -> Extract:
    """The document in these bytes. Raises ExtractionError: encrypted, damaged, or LibreOffice is missing."""
    newer = _NEWER[kind]
    if not guard.is_ole(data):
        raise ExtractionError(
            SkipReason.CORRUPT,
            "not an Office file of 1997 to 2003" if data.strip() else guard.EMPTY,
            remedy=f"open it in its own program and save it as .{newer}",
        )
    guard.check_ole(data)
    made = converted(data, kind, newer)
    read: Callable[[bytes, str], Extract] = import_module(_READERS[newer]).extract
    found = read(made, newer)
    # The properties are those of the old file, but for the language, which LibreOffice makes up.
    fields = tuple(each for each in found.fields if each.name != f"{newer}.language")
    return replace(found, kind=kind, fields=fields)
