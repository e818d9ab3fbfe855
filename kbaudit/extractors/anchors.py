"""Anchors: the fragments that a link into a document may name, as renderers make them of headings and ids."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ANCHOR_LIMIT: Final = 5_000
"""Anchors that are kept of one document; one that reaches it has others that nobody knows."""

_LENGTH: Final = 200
_NOT_IN_SLUG: Final = re.compile(r"[^\w\- ]")
# Each begins with letters of its own: then the search for them is as quick as that for a word.
_IDS: Final = tuple(
    re.compile(rf"""{name}\s{{0,3}}=\s{{0,3}}\{{?\s{{0,3}}["']?([^"'\s<>{{}}]{{1,200}})""")
    for name in ("id", "name", "ID", "NAME")
)
_BRACED: Final = re.compile(r"#([\w:.\-]{1,200})[^{}\n]{0,100}\}")
_BRACE_WITHIN: Final = 100
_LABEL: Final = re.compile(r"^\(([\w:.\- ]{1,100})\)=[ \t]*$", re.MULTILINE)
_HTML_HEADING: Final = re.compile(r"<h[1-6](?:\s[^<>]{0,500})?>(.{1,300}?)</h[1-6]>", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]{1,500}>")
_INCLUDES: Final = tuple(
    (mark, re.compile(pattern))
    for mark, pattern in (
        ("{%", r"-?\s{0,5}(?:include|render|import|partial|embed)"),
        ("{{", r"[<%#]\s{0,5}[\w./-]{0,40}(?:include|import|embed|readfile|partial|snippet|content|transclude)"),
        ("{{", r"\s{0,5}(?:content|page|include|yield|body)\b"),
        ("<%=", r"\s{0,5}(?:partial|render|include|yield)"),
        ("\n<%=", ""),
        ("\nimport ", r".{1,200}\.mdx?[\"']"),
        ("--8<--", ""),
        ("[!INCLUDE", ""),
        ("[!include", ""),
        ("\n{!", r"\s{0,5}\S"),
        ("{include}", ""),
        ("{eval-rst}", ""),
        ("{auto", r"(?:class|module)\}"),
    )
)
"""What begins a template's tag that puts another file in, and how it goes on."""


class Anchors:
    """The anchors so far, in order, each once."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}
        self._repeats: dict[str, int] = {}

    def heading(self, text: str) -> None:
        """The slug of a heading as GitHub makes it; a repeated one gets -1, -2 (https://github.com/Flet/github-slugger)."""
        slug = self.slug(text)
        repeat = self._repeats.get(slug, 0)
        self._repeats[slug] = repeat + 1
        self.add(f"{slug}-{repeat}" if repeat else slug)

    @staticmethod
    def slug(text: str) -> str:
        return _NOT_IN_SLUG.sub("", text[:_LENGTH].lower()).replace(" ", "-")

    def add(self, name: str) -> None:
        if name and len(self._found) < ANCHOR_LIMIT:
            self._found[name[:_LENGTH]] = None

    def made(self) -> tuple[str, ...]:
        return tuple(self._found)


def written_ids(source: str) -> Iterator[str]:
    """The ids that a Markdown source states: HTML's id and name, {#id} of Pandoc and kramdown, (label)= of MyST."""
    for pattern in _IDS:
        for found in pattern.finditer(source):
            if not source[found.start() - 1].isalnum():
                yield found[1]
    if ")=" in source:
        yield from (found[1] for found in _LABEL.finditer(source))
    for found in _BRACED.finditer(source) if "{" in source else ():
        brace = source.rfind("{", max(0, found.start() - _BRACE_WITHIN), found.start())
        if brace >= 0 and source.find("\n", brace, found.start()) < 0:
            yield found[1]


def html_headings(source: str) -> Iterator[str]:
    """The texts of <h1> to <h6> in a Markdown source."""
    for found in _HTML_HEADING.finditer(source) if "</h" in source or "</H" in source else ():
        yield " ".join(_TAG.sub("", found[1]).split())


def includes_others(source: str) -> bool:
    """Whether a template puts other files into this one, whose anchors nobody knows here."""
    return any(_begins(source, mark, pattern) for mark, pattern in _INCLUDES if mark in source)


def _begins(source: str, mark: str, rest: re.Pattern[str]) -> bool:
    at = source.find(mark)
    while at >= 0:
        if rest.match(source, at + len(mark)):
            return True
        at = source.find(mark, at + 1)
    return False
