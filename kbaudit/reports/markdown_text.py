"""Text of documents inside Markdown: shown as it is, never read as markup, whatever reads the page."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from kbaudit.reports.wording import clipped

_SPECIAL: Final = re.compile(r"[\\`*_{}\[\]<>&#|~!$^=]")
_FENCES: Final = re.compile(r"`+")
_MARKER: Final = re.compile(r"\A(\d{0,9})([-+.)])(?=\s|\Z)")  # what would begin a list, were it first on a line
_WORDS: Final = re.compile(r"(\s+)")
_ADDRESS: Final = re.compile(r"@|://|www\.|\bjavascript:|\bmailto:|\bdata:", re.IGNORECASE)


def plain(text: str, limit: int) -> str:
    """The text on one line, its markup escaped. What a reader would link or notify by itself stands as code."""
    line = "".join(map(_word, _WORDS.split(clipped(" ".join(text.split()), limit))))
    return _MARKER.sub(r"\1\\\2", line)


def code(text: str, limit: int = 500) -> str:
    """The text as a code span, in which nothing is markup (CommonMark 0.31, 6.1)."""
    return _span(clipped(text, limit))


def link(said: str, path: str, limit: int) -> str:
    """A link to a file; every character of the path that isn't plain is percent-encoded."""
    return f"[{plain(said, limit) or code(path)}]({quote(path, safe='/')})"


def cell(text: str) -> str:
    """What was made above, within a table: GFM splits cells at bars before anything else."""
    return text.replace("\\|", "|").replace("|", "\\|")


def _word(word: str) -> str:
    return _span(word) if _ADDRESS.search(word) else _SPECIAL.sub(lambda found: f"\\{found[0]}", word)


def _span(text: str) -> str:
    longest = max((len(found[0]) for found in _FENCES.finditer(text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""
