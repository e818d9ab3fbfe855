"""Text of documents inside Markdown: shown as it is, never read as markup, whatever reads the page."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

from kbaudit.reports.wording import clipped

_SPECIAL: Final = re.compile(r"[\\`*_{}\[\]<>&#|~!$^=]")
_FENCES: Final = re.compile(r"`+")
_MARKER: Final = re.compile(r"\A(\d{0,9})([-+.)])(?=\s|\Z)")  # what would begin a list, were it first on a line
_RULE: Final = re.compile(r"\A[-:](?=[-:\s]*\Z)")  # after a paragraph: a heading of that, a rule, or a table
_OWN_CODE: Final = re.compile(r"(?<!\S)(\(?)`([^`]+)`([).,;:]*)(?!\S)")
_PARTS: Final = re.compile(r"\\.|(?P<fence>`+)(?P<said>.+?)(?<!`)(?P=fence)(?!`)|\|", re.DOTALL)
_WORDS: Final = re.compile(r"(\s+)")
_ADDRESS: Final = re.compile(r"@|://|www\.|\bjavascript:|\bmailto:|\bdata:", re.IGNORECASE)


def plain(text: str, limit: int) -> str:
    """The text on one line, its markup escaped. What a reader would link or notify by itself stands as code."""
    return _at_the_start(_escaped(clipped(" ".join(text.split()), limit)))


def ours(text: str, limit: int) -> str:
    """A sentence of kbaudit's own: what it has between backticks stays code, all else is as in `plain`.

    It may quote a document. That is safe: nothing is markup within code, and code that isn't a word, or several words,
    by itself isn't taken for any, so that no two spans touch.
    """
    line, made, at = clipped(" ".join(text.split()), limit), [], 0
    for found in _OWN_CODE.finditer(line):
        before, said, after = found.groups()
        made += [_escaped(line[at : found.start()]), before, _span(said), after]
        at = found.end()
    return _at_the_start("".join((*made, _escaped(line[at:]))))


def code(text: str, limit: int = 500) -> str:
    """The text as a code span, in which nothing is markup (CommonMark 0.31, 6.1)."""
    return _span(clipped(text, limit))


def link(said: str, path: str, limit: int) -> str:
    """A link to a file; every character of the path that isn't plain is percent-encoded."""
    return f"[{plain(said, limit) or code(path)}]({quote(path, safe='/')})"


def cell(text: str) -> str:
    """What was made above, within a table: GFM splits cells at bars before anything else, within code too."""
    return _PARTS.sub(_in_cell, text)


def _in_cell(found: re.Match[str]) -> str:
    said = found["said"]
    if said is None:
        return "\\|" if found[0] == "|" else found[0]
    if "\\|" not in said:
        return found[0].replace("|", "\\|")
    # Readers differ over a backslash before the bar: bars stand between two spans then.
    padded = len(said) > 2 and said[0] == said[-1] == " " and bool(said.strip())
    return "\\|".join(map(_span, (said[1:-1] if padded else said).split("|")))


def _at_the_start(line: str) -> str:
    return _RULE.sub(r"\\\g<0>", _MARKER.sub(r"\1\\\2", line))


def _escaped(line: str) -> str:
    return "".join(map(_word, _WORDS.split(line)))


def _word(word: str) -> str:
    return _span(word) if _ADDRESS.search(word) else _SPECIAL.sub(lambda found: f"\\{found[0]}", word)


def _span(text: str) -> str:
    longest = max((len(found[0]) for found in _FENCES.finditer(text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""
