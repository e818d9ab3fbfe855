"""Markdown in its dialects (CommonMark, MDX, Quarto, ERB templates): the source as it is, with its structure found.

Only block structure is parsed; inline markup is read where it is needed: headings, links, the sample.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from kbaudit.extractors import front_matter
from kbaudit.extractors.decode import decode
from kbaudit.extractors.links import links_in, normalized, worth_reading
from kbaudit.extractors.markdown_headings import HEADING_LIMIT, Outline, parser
from kbaudit.extractors.passages import Block, Headings, packed
from kbaudit.extractors.prose import RAW_LIMIT, SAMPLE_LIMIT, sample_of
from kbaudit.model import Extract

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown_it.token import Token

    from kbaudit.model import Link

PARSE_LIMIT: Final = 1 << 20
LINE_LIMIT: Final = 20_000
LINES_LIMIT: Final = 50_000
"""Beyond any of these three a text is scanned for ATX headings line by line: a parser can take minutes on such."""

_NEWLINE: Final = re.compile(r"\r\n?|\n")
_ATX: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_MODULE_LINE: Final = ("import ", "export ", "<%")
_ENOUGH_PROSE: Final = 200


def extract(data: bytes, kind: str) -> Extract:
    """The document in Markdown bytes; text is the source without its front matter."""
    source, problems = decode(data)
    fields, text, bad_block = front_matter.split(source)
    reading = _Reading(text)
    limit = _over_limit(text)
    if limit:
        _scan(text, reading)
        problems = (*problems, ("limit", f"{limit}: headings by a line scan only, no links"))
    else:
        _parse(text, reading)
    title = front_matter.title_of(fields)
    return Extract(
        kind=kind,
        title=title or reading.outline.title,
        text=text,
        passages=packed(text, reading.blocks),
        links=tuple(reading.links),
        fields=fields,
        sample=reading.sample(),
        problems=(*problems, *bad_block),
        heading=reading.outline.heading(titled=bool(title)),
        images=tuple(reading.images),
        anchors=() if limit else reading.outline.anchors(text, title),
    )


class _Reading:
    """What is found on the way through one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.outline = Outline()
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.images: list[Link] = []
        self.headings = Headings()
        self._prose: list[str] = []
        self._prose_size = 0

    def heading(self, level: int, markup: str, start: int) -> None:
        self.blocks.append(Block(start, self.headings.enter(level, self.outline.add(level, markup))))

    def block(self, start: int) -> None:
        self.blocks.append(Block(start, self.headings.path))

    def prose(self, paragraph: str) -> None:
        if self._prose_size < RAW_LIMIT and not paragraph.startswith(_MODULE_LINE):
            self._prose.append(paragraph[:RAW_LIMIT])
            self._prose_size += len(self._prose[-1])

    def sample(self) -> str:
        found = sample_of("\n".join(self._prose))
        if len(found) >= _ENOUGH_PROSE:
            return found
        return f"{found} {sample_of('. '.join(self.outline.texts[:100]))}".strip()[:SAMPLE_LIMIT]


def _parse(text: str, reading: _Reading) -> None:
    starts = _line_starts(text)
    tokens: list[Token] = []
    environment: dict[str, object] = {}
    parser().block.parse(_with_plain_newlines(text), parser(), environment, tokens)
    linked = _Stretches()
    for i, token in enumerate(tokens):
        if token.map is None:
            continue
        if token.type in ("inline", "html_block"):
            linked.add(*token.map)
        if token.type == "inline" and tokens[i - 1].type == "paragraph_open":
            reading.prose(token.content)
        elif token.type == "heading_open" and token.level == 0:
            reading.heading(int(token.tag[1]), tokens[i + 1].content, starts[token.map[0]])
        elif token.type == "heading_open":
            reading.outline.inner(tokens[i + 1].content)
        elif _begins_block(token):
            reading.block(starts[token.map[0]])
    _read_links(linked.found, starts, _references(environment), reading)


def _read_links(
    stretches: list[tuple[int, int]], starts: list[int], references: Mapping[str, str], reading: _Reading
) -> None:
    for first, after in stretches:
        start, end = starts[first], starts[min(after, len(starts) - 1)]
        if worth_reading(reading.text[start:end]):
            found = links_in(reading.text, start, end, references)
            reading.links += found.links
            reading.images += found.images


def _begins_block(token: Token) -> bool:
    return token.level == 0 or (token.type == "list_item_open" and token.level == 1)


def _with_plain_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class _Stretches:
    """Ranges of lines that hold inline markup, in order, each only once."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int]] = []

    def add(self, first: int, after: int) -> None:
        if not self.found or first >= self.found[-1][1]:
            self.found.append((first, after))


def _references(environment: Mapping[str, object]) -> dict[str, str]:
    found = environment.get("references")
    if not isinstance(found, dict):
        return {}
    return {normalized(label): str(definition["href"]) for label, definition in found.items()}


def _scan(text: str, reading: _Reading) -> None:
    """Headings and blocks by a single pass over the lines; a line may be of any length."""
    starts = _line_starts(text)
    fence = ""
    blank = True
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line = text[start : min(end, start + HEADING_LIMIT + 1000)].rstrip("\r\n")
        mark = _FENCE.match(line)
        if mark:
            fence = _fence_after(fence, mark[1])
        heading = None if fence or mark else _ATX.match(line)
        if heading:
            reading.heading(len(heading[1]), (heading[2] or "").rstrip(" \t#"), start)
        elif blank and line.strip():
            reading.block(start)
        if not fence and not mark and not heading:
            reading.prose(text[start : min(end, start + RAW_LIMIT)])
        blank = bool(heading) or not line.strip()


def _fence_after(fence: str, mark: str) -> str:
    if not fence:
        return mark
    return "" if mark[0] == fence[0] and len(mark) >= len(fence) else fence


def _over_limit(text: str) -> str:
    if len(text) > PARSE_LIMIT:
        return f"over {PARSE_LIMIT:,} characters"
    if text.count("\n") + text.count("\r") > LINES_LIMIT and len(_line_starts(text)) > LINES_LIMIT:
        return f"over {LINES_LIMIT:,} lines"
    if len(text) > LINE_LIMIT and _longest(_line_starts(text), len(text)) > LINE_LIMIT:
        return f"a line over {LINE_LIMIT:,} characters"
    return ""


def _longest(starts: list[int], end: int) -> int:
    return max(after - start for start, after in zip(starts, [*starts[1:], end], strict=True))


def _line_starts(text: str) -> list[int]:
    """Where each line begins, and the text's end, counting lines as CommonMark does: CR, LF or both."""
    if "\r" in text:
        starts = [0, *(found.end() for found in _NEWLINE.finditer(text))]
    else:
        lengths = map(len, text.split("\n"))
        starts = [0, *(end + number for number, end in enumerate(accumulate(lengths), start=1))]
        del starts[-1]  # what follows the last line end is no further line
    if starts[-1] != len(text):
        starts.append(len(text))
    return starts
