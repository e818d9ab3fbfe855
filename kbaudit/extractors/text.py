"""Plain text, and for now the lightweight markups that read well as plain text (.rst, .adoc, .org)."""

from __future__ import annotations

import re
from typing import Final

from kbaudit.extractors import front_matter
from kbaudit.extractors.decode import decode
from kbaudit.extractors.passages import Block, packed
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract

_BLANK: Final = re.compile(r"\n[ \t\r\f\v]{0,1000}\n\s{0,10000}")
_RULE: Final = re.compile(r"([=\-~#*^\"'`+:.])\1{2,200}\s{0,10}$")
_MARK: Final = re.compile(r"(?:=+|#\+title:|\*+)\s+", re.IGNORECASE)
_DIRECTIVES: Final = (".. ", "#+", ":", "//")
_TITLE_LIMIT: Final = 120


def extract(data: bytes, name: str) -> Extract:  # noqa: ARG001 - every extractor is called alike
    """The document in plain text bytes; text is the source without its front matter, header lines stay."""
    source, problems = decode(data)
    fields, text, bad_block = front_matter.split(source)
    headers = front_matter.header_fields(text)
    title = front_matter.title_of((*fields, *headers)) or ("" if headers else _title(text))
    blocks = [Block(0), *(Block(gap.end()) for gap in _BLANK.finditer(text))]
    return Extract(
        kind="text",
        title=title,
        text=text,
        passages=packed(text, blocks),
        fields=(*fields, *headers),
        sample=sample_of(text[:RAW_LIMIT]),
        problems=(*problems, *bad_block),
    )


def _title(text: str) -> str:
    """The first line, where it is short and stands alone or is underlined."""
    lines = [line.strip() for line in text.lstrip()[: 4 * _TITLE_LIMIT].splitlines()[:3]] + ["", ""]
    if _RULE.match(lines[0]):  # reStructuredText may draw a line above as well
        del lines[0]
    first, second = lines[:2]
    alone = not second or bool(_RULE.match(second))
    title = _MARK.sub("", first, count=1) if alone and 0 < len(first) < _TITLE_LIMIT else ""
    return "" if title.startswith(_DIRECTIVES) else title
