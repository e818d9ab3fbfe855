"""Links and images in Markdown source, with the places where they stand: one linear walk, for a parser tells none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.model import Link

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARK: Final = re.compile(
    r"""(?P<escape>\\[!-/:-@\[-`{-~])"""
    r"""|(?P<code>`+)"""
    r"""|(?P<open>!?\[)"""
    r"""|(?P<close>\])"""
    r"""|<(?P<auto>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{1,2000}|[\w.+-]{1,64}@[\w.-]{1,200})>"""
    r"""|(?P<comment><!--)"""
    r"""|<a\s[^<>]{0,500}?\bhref\s{0,5}=\s{0,5}["'](?P<html>[^"'<>]{0,2000})["']"""
    r"""|<img\s[^<>]{0,500}?\bsrc\s{0,5}=\s{0,5}["'](?P<image>[^"'<>]{0,2000})["']"""
    r"""|(?P<bare>https?://[^\s<>()\[\]"'`]{1,2000})""",
    re.IGNORECASE,
)
# Possessive throughout: parentheses three deep without backtracking.
_INNERMOST: Final = r"(?:[^\s()]{1,500}+|\([^\s()]{0,500}+\)){0,20}+"
_INNER: Final = rf"(?:[^\s()]{{1,500}}+|\({_INNERMOST}\)){{0,20}}+"
_TARGET: Final = re.compile(
    rf"""\(\s{{0,5}}(?:<([^<>\n]{{0,2000}})>|([^\s()]{{0,2000}}+(?:\({_INNER}\)[^\s()]{{0,500}}+){{0,20}}+))"""
    r"""(?:\s{1,5}(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\)))?\s{0,5}\)"""
)
_TEMPLATE: Final = re.compile(r"<?%[=\s-]|\{[{%]")
_LABEL: Final = re.compile(r"\[([^\[\]]{0,300})\]")
_CODE_WINDOW: Final = 5_000
_TEXT_LIMIT: Final = 300
_OPEN_LIMIT: Final = 1_000
"""Brackets that may stand open at once; older ones are forgotten."""


def worth_reading(source: str) -> bool:
    """Whether a stretch of Markdown can hold a link at all."""
    return "](" in source or "]" in source or "://" in source or "<" in source


class Linked(NamedTuple):
    """The links of a stretch and the images that it shows, each in their order."""

    links: list[Link]
    images: list[Link]


def links_in(text: str, start: int, end: int, references: Mapping[str, str]) -> Linked:
    """What text[start:end], which is prose of a Markdown source, links and shows; a comment does neither.

    references maps the labels of link reference definitions, as `normalized` makes them, to targets.
    """
    return _Reader(text, end, references).read(start)


def normalized(label: str) -> str:
    """A reference label as CommonMark compares it."""
    return " ".join(label.split()).lower().upper()


class _Reader:
    """One walk over one stretch of text."""

    def __init__(self, text: str, end: int, references: Mapping[str, str]) -> None:
        self._text, self._end, self._references = text, end, references
        self._opened: list[tuple[int, bool]] = []
        self._found: list[Link] = []
        self._images: list[Link] = []

    def read(self, position: int) -> Linked:
        while found := _MARK.search(self._text, position, self._end):
            position = self._take(found)
        return Linked(*(sorted(each, key=lambda link: link.start) for each in (self._found, self._images)))

    def _take(self, found: re.Match[str]) -> int:
        kind = found.lastgroup
        if kind == "code":
            return self._after_code(found)
        if kind == "open":
            self._opened.append((found.end(), found[0] == "!["))
            del self._opened[:-_OPEN_LIMIT]
        elif kind == "close":
            return self._close(found)
        elif kind == "comment":
            return self._after_comment(found.end())
        elif kind == "image":
            self._images.append(Link(found["image"], "", found.start()))
        elif kind in ("auto", "html") or (kind == "bare" and not self._opened):
            target = found[kind]
            mail = kind == "auto" and ":" not in target
            text = target if kind != "html" else ""
            if kind == "bare":
                target = text = target.rstrip(".,;:!?*_")
            self._found.append(Link(f"mailto:{target}" if mail else target, text, found.start()))
        return found.end()

    def _after_code(self, found: re.Match[str]) -> int:
        ticks = found[0]
        stop = min(self._end, found.end() + _CODE_WINDOW)
        close = self._text.find(ticks, found.end(), stop)
        while close >= 0:
            after = close + len(ticks)
            while after < stop and self._text[after] == "`":
                after += 1
            if after == close + len(ticks):
                return after
            close = self._text.find(ticks, after, stop)
        return found.end()

    def _after_comment(self, start: int) -> int:
        end = self._text.find("-->", start, self._end)
        return self._end if end < 0 else end + len("-->")

    def _close(self, found: re.Match[str]) -> int:
        if not self._opened:
            return found.end()
        start, image = self._opened.pop()
        target, after = self._target(start, found)
        if target is not None and not _TEMPLATE.match(target):
            text = " ".join(self._text[start : min(found.start(), start + _TEXT_LIMIT)].split())
            (self._images if image else self._found).append(Link(target, text, start - 1 - image))
        return after

    def _target(self, start: int, close: re.Match[str]) -> tuple[str | None, int]:
        inline = _TARGET.match(self._text, close.end(), self._end)
        if inline:
            return inline[1] if inline[1] is not None else inline[2], inline.end()
        if not self._references:
            return None, close.end()
        label = _LABEL.match(self._text, close.end(), self._end)
        written = (label[1] if label else "") or self._text[start : min(close.start(), start + _TEXT_LIMIT)]
        target = self._references.get(normalized(written))
        return target, label.end() if label and target is not None else close.end()
