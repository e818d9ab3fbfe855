"""The headings of a Markdown text as a reader sees them, and the anchors that renderers make of them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt

from kbaudit.extractors.anchors import Anchors, html_headings, includes_others, written_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

HEADING_LIMIT: Final = 300
_ANCHOR: Final = re.compile(r"\s{0,20}\{(?:#|:|\.|/\*)[^{}]{0,200}\}\s{0,20}$")
_TEMPLATE_TAG: Final = re.compile(r"<%.{0,300}?%>")
_TEMPLATE: Final = re.compile(r"<%|\{\{|\{%")
_BADGE: Final = re.compile(r"<(\w{1,20})(?:\s[^<>]{0,200})?>[^<>]{0,100}</\1>")
_MARKED: Final = frozenset("`*_[]<>\\&!{~")


@cache
def parser() -> MarkdownIt:
    """The one parser of CommonMark."""
    return MarkdownIt("commonmark")


class Outline:
    """The headings so far. title is the first one of the top level."""

    def __init__(self) -> None:
        self.title = ""
        self.texts: list[str] = []
        self._anchors = Anchors()
        self._first: tuple[int, str] | None = None
        self._made_elsewhere = 0

    def add(self, level: int, markup: str) -> str:
        """A heading of the text itself; how it reads."""
        text = self.inner(markup)
        self.texts.append(text)
        self._first = self._first or (level, text)
        if level == 1 and not self.title:
            self.title = text
        return text

    def inner(self, markup: str) -> str:
        """One in a list or a quotation: a link may lead there, but nothing stands under it."""
        text = plain(markup)
        self._anchors.heading(text)
        if "</" in markup:  # renderers disagree on whether a label in a heading is part of it
            self._anchors.add(Anchors.slug(plain(_BADGE.sub("", markup[: 2 * HEADING_LIMIT]))))
        if _TEMPLATE.search(markup):
            self._made_elsewhere += 1
        return text

    def heading(self, *, titled: bool) -> str:
        """The heading of the whole: the first one, unless it's a section's under a title from elsewhere."""
        level, text = self._first or (0, "")
        return "" if titled and level > 1 else text

    def anchors(self, source: str, title: str) -> tuple[str, ...]:
        """All anchors of the source under its declared title; none where a template makes some that nobody knows."""
        if includes_others(source) or self._made_elsewhere > bool(title):
            return ()
        for heading in html_headings(source):
            self._anchors.heading(heading)
        for name in (*written_ids(source), Anchors.slug(title)):
            self._anchors.add(name)
        return self._anchors.made()


def plain(markup: str) -> str:
    """A heading's markup as a reader sees it."""
    markup = markup[: 2 * HEADING_LIMIT]
    if _MARKED.isdisjoint(markup):
        return " ".join(markup.split())[:HEADING_LIMIT]
    markup = _ANCHOR.sub("", _TEMPLATE_TAG.sub("", markup))
    tokens = parser().parseInline(markup)
    return " ".join("".join(_texts(tokens[0].children or ())).split())[:HEADING_LIMIT]


def _texts(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        if token.type in ("text", "code_inline", "image"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield " "
