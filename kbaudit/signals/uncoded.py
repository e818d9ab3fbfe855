"""A text less its code: of the same length, so that whatever is found in it stands at the same place in the text."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kbaudit.model import Extract

SOURCES: Final = frozenset({"markdown", "text", "rst", "asciidoc", "org"})
"""Kinds whose text is the source as somebody wrote it, markup and all."""

_FENCE: Final = re.compile(r"[ \t>]{0,12}(?:[-*+]|\d{1,3}[.)])?[ \t]{0,4}(`{3,}|~{3,})([^`]*)$")
_LISTED: Final = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)]|[a-z][.)])[ \t]|[ \t]{2}|\[\^|:[ \t]")
_LITERAL: Final = re.compile(r"(?:::|\.\. (?:code|code-block|parsed-literal|literal)::[^\n]{0,40})$")
_INLINE: Final = re.compile(r"(`{1,3})(?!`)[^`\n]{1,400}\1(?!`)|``[^\n]{1,300}?``")
_TAGS: Final = ("pre", "code", "kbd", "samp", "script", "style")
_COMMENTS: Final = (("<!--", "-->"), ("{/*", "*/}"), ("<%", "%>"))
_DATA: Final = frozenset({"csv", "xlsx", "xlsb", "xls", "ods", "json", "xml", "ipynb"})
_MARKUPS: Final = SOURCES | {"ipynb"}


class Uncoded:
    """What the detectors of faults read. The prose is made only where a cheap test says that it's worth it."""

    def __init__(self, extract: Extract) -> None:
        self.extract = extract
        self.text = extract.text

    @property
    def is_data(self) -> bool:
        """Whether it's a table or the like, of which no prose is expected."""
        return self.extract.kind in _DATA

    @cached_property
    def lowered(self) -> str:
        """The text in lower case and of the same length, for cheap tests whether a word is there at all."""
        return self.text.replace("\u0130", "I").lower()  # the one letter that lower() makes longer

    def line_at(self, position: int, reach: int = 300) -> tuple[int, int]:
        """Where the line around a place begins and ends, at most so many characters to either side."""
        start = self.text.rfind("\n", max(0, position - reach), position) + 1 or max(0, position - reach)
        end = self.text.find("\n", position, position + reach)
        return start, min(len(self.text), position + reach) if end < 0 else end

    def is_prose(self, start: int, end: int) -> bool:
        """Whether a stretch is no code and no comment."""
        return self.prose[start:end] == self.text[start:end]

    @cached_property
    def prose(self) -> str:
        """The text with code, literal blocks and comments as blanks."""
        text = self.text
        if self.extract.kind not in _MARKUPS:
            return text
        if "```" in text or "~~~" in text or "\n  " in text or "\n\t" in text:
            text = _blanked(text, _code_lines(text))
        for opening, closing in _COMMENTS:
            text = _blanked(text, _between(text, opening, closing)) if opening in text else text
        for tag in _TAGS if "</" in text else ():
            text = _blanked(text, _between(text, f"<{tag}", f"</{tag}>")) if f"</{tag}>" in text else text
        return _blanked(text, (found.span() for found in _INLINE.finditer(text))) if "`" in text else text


def _code_lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines of fenced and indented code. What is never closed goes on to the end."""
    fence = before = ""
    blank, code, start = True, False, 0
    for line in text.split("\n"):
        mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence or mark:
            yield start, start + len(line)
            fence = _fence_after(fence, mark)
        elif not line or line.isspace():
            blank = True
        else:
            code = line.startswith(("  ", "\t")) and (code or (blank and _begins_code(line, before)))
            if code:
                yield start, start + len(line)
            else:
                before = line
            blank = False
        start += len(line) + 1


def _fence_after(fence: str, mark: re.Match[str] | None) -> str:
    if not fence:
        return mark[1] if mark else ""
    closes = mark and mark[1].startswith(fence) and not mark[2].strip()
    return "" if closes else fence


def _begins_code(line: str, before: str) -> bool:
    """Whether an indented line does; below an item of a list it's a paragraph, unless "::" or the like announces it."""
    if _LITERAL.search(before.rstrip()):
        return True
    return line.startswith(("    ", "\t")) and not _LISTED.match(before)


def _between(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """What stands between these two, both included; what is never closed stays."""
    start = text.find(opening)
    while start >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            return
        yield start, end + len(closing)
        start = text.find(opening, end + len(closing))


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with blanks for these spans."""
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        pieces += (text[done:start], " " * (end - start))
        done = end
    return "".join((*pieces, text[done:])) if done else text
