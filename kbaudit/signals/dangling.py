"""References to what isn't there: "as shown above" with nothing above, "see the table below" with no table.

In the source of a text (Markdown, reStructuredText) tables and images can be seen. Where only the text layer is known,
a reference counts when there's nothing at all where it points, or when others of its kind are numbered and it isn't.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from kbaudit.model import Mark, MarkKind
from kbaudit.signals.pointers import (
    ABOVE,
    ABOVE_WORDS,
    AT_THE_END,
    BELOW_WORDS,
    CAPTION,
    DOWN_WORDS,
    ELSEWHERE,
    KINDS,
    NUMBER_WORDS,
    NUMBERED,
    REFERS,
    SECTION,
    THING_ABOVE,
    THING_BELOW,
    UP_WORDS,
)
from kbaudit.signals.statements import quoted
from kbaudit.signals.uncoded import SOURCES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.signals.uncoded import Uncoded

_MOST: Final = 20
_OPENING: Final = 800
_ENDING: Final = 300
_REACH: Final = 40
_FEWEST_WORDS: Final = 5
"""Words of prose above that an "as shown above" may speak of."""

_QUOTES: Final = frozenset("\"'“‘„«`")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_TITLE: Final = re.compile(
    r"^[ \t]{0,3}(?:#{1,6}[ \t].*|.{0,120}\n[ \t]{0,3}(?:={3,}|-{3,}|~{3,}|\^{3,})[ \t]*"
    r"|[\w ]{2,30}:[ \t].{0,80}|<[^\n]*>|\[!?\[.*|:[\w-]+:.*)$",
    re.MULTILINE,
)
"""Headings, and lines such as "Owner: Ann": nothing that words above may speak of."""
_ANYTHING: Final = r"|\{\{|\{%|<%|<[A-Z]\w+|\binclude::|\.\. include|^import |```|~~~|^\t"
"""Templates, components and code may show anything."""
_SEEN: Final = {
    "table": re.compile(
        r"^[^\n|]{0,500}\|[^\n|]{0,500}\||<table|\.\. (?:list-table|csv-table|table|flat-table)|^\s{0,20}\+[-=+]{3,}"
        r"|^\s{0,20}={2,} +={2,}|^-{3,} +-{3,}|\S\t" + _ANYTHING,
        re.MULTILINE,
    ),
    "figure": re.compile(
        r"!\[|<(?:img|figure|svg|video|iframe|object|picture|canvas)\b|\.\. (?:image|figure|graphviz|mermaid|uml|plot)"
        r"|\bimage::|::\s{0,20}$|^ {4}|[─│┌└├]|\]\([^()\s]{1,300}\.(?:png|jpe?g|svg|gif|webp|pdf|drawio)" + _ANYTHING,
        re.MULTILINE,
    ),
}


def dangling_marks(uncoded: Uncoded, words: frozenset[str]) -> Iterator[Mark]:
    """The references to nothing, at most 20. words are those of pointers.WORDS that the text has."""
    if not words or uncoded.is_data:
        return
    found: dict[int, Mark] = {}
    maybe = chain(_to_nothing(uncoded, words), _to_no_thing(uncoded, words), _to_no_number(uncoded, words))
    for start, end, label in islice(maybe, _MOST):
        if uncoded.is_prose(start, end) and not _is_linked(uncoded, start, end):
            begin, done = _sentence(uncoded, start, end)
            found.setdefault(begin, Mark(MarkKind.DANGLING, label, start, end, quote=quoted(uncoded.text[begin:done])))
    yield from sorted(found.values(), key=lambda mark: mark.start)


def _to_nothing(uncoded: Uncoded, words: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """References upwards with hardly a word above, and downwards where the text ends."""
    for found in ABOVE.finditer(uncoded.lowered, 0, _OPENING) if words & UP_WORDS else ():
        if _has_something(uncoded, _sentence(uncoded, *found.span())[0]):
            break
        yield *found.span(), "nothing stands above"
    end = len(uncoded.text.rstrip())
    last = AT_THE_END.search(uncoded.lowered, max(0, end - _ENDING), end) if words & DOWN_WORDS else None
    if last:
        yield *last.span(), "nothing stands below"


def _has_something(uncoded: Uncoded, end: int) -> bool:
    """Whether something stands before a place that words may speak of, a title not counted."""
    before = uncoded.text[:end]
    if any(image.start <= end for image in uncoded.extract.images):
        return True
    if uncoded.extract.kind in SOURCES and any(seen.search(before) for seen in _SEEN.values()):
        return True
    return len(_WORD.findall(_TITLE.sub(" ", before))) >= _FEWEST_WORDS


def _to_no_thing(uncoded: Uncoded, words: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Tables and figures that can't be seen in the source of the text, before or after the reference."""
    if uncoded.extract.kind not in SOURCES or uncoded.extract.images:
        return
    for found in _around(uncoded.lowered, words & ABOVE_WORDS, THING_ABOVE):
        thing = (found.lastgroup or "").removesuffix("_too")
        if not _SEEN[thing].search(uncoded.text, 0, found.start()):
            yield *found.span(), f"no {thing} stands above"
    for found in _around(uncoded.lowered, words & BELOW_WORDS, THING_BELOW):
        thing = (found.lastgroup or "").removesuffix("_too")
        if not _SEEN[thing].search(uncoded.text, found.end()):
            yield *found.span(), f"no {thing} stands below"


def _around(lowered: str, words: frozenset[str], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Where a pattern is found around one of the words."""
    for word in sorted(words):
        at = lowered.find(word)
        while at >= 0:
            if found := pattern.search(lowered, max(0, at - _REACH), at + _REACH):
                yield found
            at = lowered.find(word, at + len(word))


def _to_no_number(uncoded: Uncoded, words: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Numbers that no figure, table, section or appendix of the text has, where such are numbered."""
    if words.isdisjoint(NUMBER_WORDS):
        return
    known: dict[str, set[str]] = {}
    for found in NUMBERED.finditer(uncoded.lowered):
        kind, number = KINDS[found["kind"]], found["number"]
        if not _is_asked(uncoded, found, kind):
            continue
        known = known or _numbers(uncoded)
        if number in known[kind]:
            continue
        if kind == "appendix" or _counts_to(number, known["heading" if kind == "section" else kind]):
            yield *found.span(), f"there is no {found['kind']} {number.upper()}"


def _is_asked(uncoded: Uncoded, found: re.Match[str], kind: str) -> bool:
    """Whether it is a reference, within the text, to something whose number can be seen."""
    if found["number"].isalpha() and kind != "appendix":
        return False
    if kind == "section" and uncoded.extract.kind == "html":  # lists are numbered by the browser
        return False
    refers = REFERS.search(uncoded.lowered, max(0, found.start() - 20), found.start())
    return bool(refers) and not ELSEWHERE.search(uncoded.lowered, *_sentence(uncoded, *found.span()))


def _counts_to(number: str, known: set[str]) -> bool:
    """Whether a text counts its own from one on, and could have come to this number: other texts' may be any."""
    tops = {int(each.partition(".")[0]) for each in known}
    last = max(tops, default=0)
    return last > 1 and tops >= set(range(1, last + 1)) and int(number.partition(".")[0]) <= last + 3


def _numbers(uncoded: Uncoded) -> dict[str, set[str]]:
    """The numbers that captions and headings have, by kind; for sections those of numbered paragraphs too."""
    known: dict[str, set[str]] = {kind: set() for kind in (*KINDS.values(), "heading")}
    for caption in CAPTION.finditer(uncoded.lowered):
        known[KINDS[caption["kind"]]].add(caption["number"])
    headings = "\n".join(heading.lower() for passage in uncoded.extract.passages for heading in passage.heading[-1:])
    known["heading"].update(found["number"] for found in SECTION.finditer(headings))
    known["section"] |= known["heading"]
    if known["heading"]:
        known["section"].update(found["number"] for found in SECTION.finditer(uncoded.lowered))
    return known


def _sentence(uncoded: Uncoded, start: int, end: int) -> tuple[int, int]:
    """The sentence around a stretch, within its line."""
    first, last = uncoded.line_at(start)
    begin = max(first, uncoded.text.rfind(". ", first, start) + 2) if ". " in uncoded.text[first:start] else first
    stop = uncoded.text.find(". ", end, last)
    return begin, stop + 1 if stop >= 0 else max(last, end)


def _is_linked(uncoded: Uncoded, start: int, end: int) -> bool:
    """Whether a reference is quoted, or the text of a link: then that says where it leads."""
    words = uncoded.text[start:end]
    if (
        uncoded.text[max(0, start - 1) : start] in _QUOTES
        or "](" in words
        or uncoded.text[end : end + 2] in ("](", "][", "`_", "_ ")
    ):
        return True
    return any(link.start - 3 <= end and start <= link.start + len(link.text) + 3 for link in uncoded.extract.links)
