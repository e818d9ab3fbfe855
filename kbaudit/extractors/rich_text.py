"""Rich Text (.rtf) by striprtf, and what its info group declares."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Final

from kbaudit.errors import ExtractionError
from kbaudit.extractors.extras import missing
from kbaudit.extractors.flow import Flow
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract, Field, Origin, SkipReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_INFO_LIMIT: Final = 256 * 1024
_MOMENT: Final = re.compile(r"\{\\(creatim|revtim)\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_WORDS: Final = re.compile(r"\{\\(title|author|subject|keywords|operator)\s([^{}\\]{1,300})\}")
_NAMES: Final = {"creatim": "created", "revtim": "modified", "operator": "last_modified_by"}
_CONTROL: Final = re.compile(r"(?<!\\)\\(?=[a-z])")
_WORDS_A_LINE: Final = 50
_FIELD: Final = re.compile(r"\{\\field(?![a-z])", re.IGNORECASE)


def extract(data: bytes, kind: str) -> Extract:
    """The document in these bytes. Raises ExtractionError: corrupt, or striprtf is missing."""
    try:
        from striprtf.striprtf import rtf_to_text  # noqa: PLC0415 - an extra, and only .rtf needs it
    except ImportError as error:
        raise missing("rich texts", "striprtf") from error
    read: Callable[[str, str, str], str] = rtf_to_text
    source = data.decode("latin-1")
    if not source.lstrip().startswith("{\\rtf") and source.strip():
        raise ExtractionError(SkipReason.CORRUPT, "not RTF", remedy="save it again as .rtf or .docx")
    try:
        written = read(_tame(source), "cp1252", "replace")
    except (ValueError, LookupError, TypeError, OverflowError) as error:
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise ExtractionError(SkipReason.CORRUPT, detail, remedy="save it again as .docx") from error
    flow = Flow()
    for line in written.split("\n"):
        flow.block(line.strip(), gap="\n")
    text, passages = flow.made()
    fields = tuple(_fields(source[:_INFO_LIMIT]))
    return Extract(
        kind=kind,
        title=next((each.value for each in fields if each.name == "rtf.title"), ""),
        text=text,
        passages=passages,
        fields=fields,
        sample=sample_of(text[:RAW_LIMIT]),
    )


def _tame(source: str) -> str:
    """The same document in shorter lines and without field marks: striprtf's searches go by the square of a line."""
    source = _FIELD.sub("{", source)
    if "\\bin" in source:
        return source
    number = count()
    return _CONTROL.sub(lambda _: "\\" if next(number) % _WORDS_A_LINE else "\n\\", source)


def _fields(head: str) -> Iterator[Field]:
    for key, value in _WORDS.findall(head):
        yield Field(f"rtf.{_NAMES.get(key, key)}", (" ".join(value.split()),), Origin.PROPERTIES)
    for key, year, month, day in _MOMENT.findall(head):
        # The hour is local time of nobody knows where: the date alone is sure.
        yield Field(f"rtf.{_NAMES[key]}", (f"{year}-{int(month):02}-{int(day):02}",), Origin.PROPERTIES)
