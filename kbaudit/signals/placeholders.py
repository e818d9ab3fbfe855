"""Text that was never filled in: filler, "TODO: ...", "[insert name here]", empty form fields.

Code, comments and what is quoted don't count, for a page may explain TODO comments; nor do the blanks of a template.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import Mark, MarkKind
from kbaudit.signals.fillers import FILLERS, LEFT, LINE_WORDS, WHOLE_LINE
from kbaudit.signals.statements import plain, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.signals.fillers import Filler
    from kbaudit.signals.uncoded import Uncoded

_MOST: Final = 50
_LONGEST_LINE: Final = 120
_SHOUTED: Final = re.compile(r"TODO|FIXME|TBD|TBC|[Xx]{3}")
_IDENTIFIER: Final = re.compile(r"[\[<](?:[A-Z]?[a-z]+[A-Z]\w+|[a-z]+_[a-z_]+|[A-Z]+[_-][A-Z_-]+)[\]>]")
_TEMPLATE: Final = re.compile(
    r"template|boilerplate|vorlage|muster|modèle|plantilla|form letter|snippet", re.IGNORECASE
)


def placeholder_marks(uncoded: Uncoded, words: frozenset[str]) -> Iterator[Mark]:
    """The placeholders of a text in their order, at most 50, one a line. words are the fillers.WORDS that it has."""
    if not words or uncoded.is_data:
        return
    found: dict[int, Mark] = {}
    for start, end, label in sorted((*_spans(uncoded, words), *_lines(uncoded, words))):
        begin, done = uncoded.line_at(start)
        if begin not in found and uncoded.is_prose(start, end):
            found[begin] = Mark(MarkKind.PLACEHOLDER, label, start, end, quote=quoted(uncoded.text[begin:done]))
        if len(found) >= _MOST:
            break
    yield from sorted(found.values(), key=lambda mark: mark.start)


def _spans(uncoded: Uncoded, words: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    template = bool(_TEMPLATE.search(uncoded.extract.title))
    for filler in FILLERS:
        if words.isdisjoint(filler.words) or (filler.blank and template):
            continue
        for found in filler.pattern.finditer(uncoded.text if filler.cased else uncoded.lowered):
            if not _is_code(uncoded, filler, *found.span()):
                yield *found.span(), filler.label


def _is_code(uncoded: Uncoded, filler: Filler, start: int, end: int) -> bool:
    """Code that isn't marked as such: [FirstName] is a column, and TODO behind // a comment."""
    if filler.blank:
        return bool(_IDENTIFIER.match(uncoded.text, start, end))
    return filler.cased and "//" in uncoded.text[uncoded.line_at(start)[0] : start]


def _lines(uncoded: Uncoded, words: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    lowered = f"\n{uncoded.lowered}"  # some words begin with the end of the line before
    for word in words & LINE_WORDS:
        at = lowered.find(word)
        while at >= 0:
            start, end = uncoded.line_at(at)
            line = uncoded.text[start:end]
            if len(line) <= _LONGEST_LINE and _stands_alone(uncoded.text, start, line) and _says_nothing(_bare(line)):
                yield start, end, LEFT
            at = lowered.find(word, end + 1)


def _bare(line: str) -> str:
    """A line without markup; a row of two cells as "name: value"."""
    cells = plain(line.strip().strip("|"))
    return re.sub(r"[ ]*[|\t][ ]*", ": ", cells) if "|" in cells or "\t" in cells else cells


def _says_nothing(line: str) -> bool:
    if not WHOLE_LINE.fullmatch(line.lower()):
        return False
    # A "todo" in small letters is a word like any other: "Status: todo".
    return bool(_SHOUTED.search(line)) or not re.search(r"\b(?:todo|fixme|tbd|tbc)\b", line)


def _stands_alone(text: str, start: int, line: str) -> bool:
    """Not the end of a wrapped sentence, and no row of a table, where a plan may well say TBD."""
    if line.strip().strip("|").count("|") > 1 or line.count("\t") > 1:
        return False
    return not line.lstrip()[:1].islower() or start < 2 or text[start - 2] == "\n"
