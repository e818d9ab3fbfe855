"""Plain text and the lightweight markups that read well as plain text (.rst, .adoc, .org), with their headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.extractors import front_matter
from kbaudit.extractors.decode import decode
from kbaudit.extractors.front_matter_markup import RULE
from kbaudit.extractors.passages import Block, Headings, packed
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLANK: Final = re.compile(r"\n[ \t\r\f\v]{0,1000}\n\s{0,10000}")
_MARK: Final = re.compile(r"(?:=+|#\+title:|\*+)\s+", re.IGNORECASE)
_DIRECTIVES: Final = (".. ", "#+", ":", "//")
_TITLE_LIMIT: Final = 120
_ADOC_HEADING: Final = re.compile(r"(={1,6})[ \t]+(\S.{0,119})$")
_ORG_HEADING: Final = re.compile(r"(\*{1,8})[ \t]+(\S.{0,119})$")
_ORG_KEYWORD: Final = re.compile(r"^#\+[A-Za-z_]{3,20}:", re.MULTILINE)
_KEYWORDS_WITHIN: Final = 2_000
_LINES: Final = 4 * _TITLE_LIMIT


def extract(data: bytes, kind: str) -> Extract:
    """The document in bytes of text of that kind; text is the source without its front matter, header lines stay."""
    source, problems = decode(data)
    fields, text, bad_block = front_matter.cut(source)
    headers = front_matter.header_fields(text, kind)
    blocks = list(_blocks(text))
    return Extract(
        kind=kind,
        title=front_matter.title_of((*fields, *headers.fields)) or headers.title or _title(text),
        text=text,
        passages=packed(text, blocks),
        fields=(*fields, *headers.fields),
        sample=sample_of(text[:RAW_LIMIT]),
        problems=(*problems, *bad_block),
        heading=headers.title,
    )


def _blocks(text: str) -> Iterator[Block]:
    """The paragraphs, under the headings that reStructuredText, AsciiDoc and Org mode mark as such."""
    marked = _ORG_HEADING if _ORG_KEYWORD.search(text[:_KEYWORDS_WITHIN]) else _ADOC_HEADING
    headings = Headings()
    rules: list[str] = []
    for at in (0, *(gap.end() for gap in _BLANK.finditer(text))):
        first, _, rest = text[at : at + _LINES].lstrip("\r\n").partition("\n")
        if heading := marked.match(first):
            headings.enter(len(heading[1]), heading[2].strip())
        elif underlined := _underlined(first, rest):
            rule, heading_text = underlined
            rules += [] if rule in rules else [rule]
            headings.enter(rules.index(rule), heading_text)
        yield Block(at, headings.path)


def _underlined(first: str, rest: str) -> tuple[str, str] | None:
    """The rule's character, with what stands above it doubled, and the heading."""
    second, _, after = rest.partition("\n")
    above = RULE.match(first)
    title, rule = (second, RULE.match(after.partition("\n")[0])) if above else (first, RULE.match(second))
    title = title.strip()
    if not rule or not title or len(title) > _TITLE_LIMIT or len(rule[0].rstrip()) + 1 < len(title):
        return None
    return (rule[1] * 2 if above else rule[1]), title


def _title(text: str) -> str:
    """The first line, where it is short and stands alone or is underlined."""
    lines = [line.strip() for line in text.lstrip()[: 4 * _TITLE_LIMIT].splitlines()[:3]] + ["", ""]
    if RULE.match(lines[0]):  # reStructuredText may draw a line above as well
        del lines[0]
    first, second = lines[:2]
    alone = not second or bool(RULE.match(second))
    title = _MARK.sub("", first, count=1) if alone and 0 < len(first) < _TITLE_LIMIT else ""
    return "" if title.startswith(_DIRECTIVES) else title
