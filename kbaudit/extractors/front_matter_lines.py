"""Header lines without a fence: mail-like headers, MultiMarkdown and MkDocs metadata, Pandoc title blocks, comments.

All of them are read and none is cut off: they stay in the text, as every reader but their own shows them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.extractors.front_matter_block import SIZE_LIMIT, is_telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.extractors.front_matter_block import Pairs

_HEADER: Final = re.compile(r"([A-Z][A-Za-z-]{1,30}): +(\S.{0,2000})")
_HEADER_LINES: Final = 100
_ENOUGH: Final = 3

_LINES: Final = 60
_HEAD: Final = 8 * 1024
_META: Final = re.compile(r"([A-Za-z][\w .-]{0,40}?)[ \t]{0,20}:(?:[ \t]+(\S.{0,2000}?)?)?[ \t]*$")
_PEOPLE: Final = re.compile(r"(?:author|owner|maintainer|contributor)s?$", re.IGNORECASE)

_TITLE_BLOCK_LINES: Final = 10
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NAME: Final = re.compile(r"[^\W\d_][\w.'’-]{0,40}(?:[ ,]{1,2}[^\W\d_][\w.'’-]{0,40}){1,4}(?:\s*<[^<>\s]{3,200}>)?")

_COMMENT: Final = re.compile(r"\s{0,200}<!-{2,5}(?!>)(.{0,4000}?)-{2,5}>", re.DOTALL)
_COMMENTS: Final = 10
_HEADING: Final = re.compile(r"#[ \t][^\n]{0,300}\n")
_SIDE_BY_SIDE: Final = re.compile(
    r"(?:[ \t]{2,20}|[ \t]{0,5}[;|·][ \t]{1,5})(?=[A-Za-z][\w.-]{0,20}(?: \w{1,20})?:[ \t])"
)
"""Where another `name: value` begins on the same line."""
_PAGE: Final = re.compile(r"\s{0,200}<(?:!doctype|html|head|\?xml)", re.IGNORECASE)


def header_pairs(text: str) -> Pairs:
    """The `Name: value` lines that a text begins with (RFC 2822 style), where there are three or more of them."""
    pairs: Pairs = []
    for i, line in enumerate(text[:SIZE_LIMIT].split("\n")):
        if not line.strip() or i >= _HEADER_LINES:
            break
        found = _HEADER.match(line)
        if found:
            pairs.append((found[1], found[2].strip()))
        elif not i:
            return []
        elif pairs and line[0] in " \t":
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}")
    return pairs if len(pairs) >= _ENOUGH else []


def markdown_pairs(text: str) -> Pairs:
    """What a Markdown text without front matter says of itself at its very beginning."""
    first = text[:1]
    if first == "%":
        return _title_block(text)
    if first in ("<", "#"):
        return _commented(text) if "<!--" in text[:_HEAD] else []
    return meta_pairs(text) if first.isascii() and first.isalpha() else []


def meta_pairs(text: str) -> Pairs:
    """MultiMarkdown's and MkDocs' metadata: nothing but `name: value` lines, two or more, up to the first blank line.

    Indented lines go on with the value above. One of the names must be such as documents describe themselves by.
    """
    end = text.find("\n")
    if not _META.match(text, 0, end if end >= 0 else min(len(text), _HEAD)):
        return []
    pairs: Pairs = []
    for i, line in enumerate(text[:_HEAD].splitlines()):
        if not line.strip():
            break
        found = None if line[0] in " \t" else _META.match(line)
        if found:
            pairs.append((found[1], found[2] or ""))
        elif line[0] in " \t" and pairs and i < _LINES:
            _go_on(pairs, line.strip())
        else:
            return []
    pairs = [(name, value) for name, value in pairs if value]
    return pairs if len(pairs) > 1 and is_telling(name for name, _ in pairs) else []


def _go_on(pairs: Pairs, more: str) -> None:
    """Adds a line to the last value; of people, each line is one."""
    name, value = pairs[-1]
    if value and _PEOPLE.search(name) and not value.endswith(","):
        pairs.append((name, more))
    else:
        pairs[-1] = (name, f"{value} {more}".strip())


def _title_block(text: str) -> Pairs:
    """Pandoc's title block: up to three `%` entries. A comment in other languages begins so too."""
    entries: list[list[str]] = []
    for line in text[:_HEAD].splitlines()[:_TITLE_BLOCK_LINES]:
        if line.startswith("%") and line[1:2] in ("", " ", "\t"):
            entries.append([line[1:].strip()])
        elif line.strip() and line[0] in " \t":
            entries[-1].append(line.strip())
        elif line.strip():
            return []
        else:
            break
    title, authors, date = ([each for entry in entries[i : i + 1] for each in entry if each] for i in range(3))
    people = [name.strip() for line in authors for name in line.split(";") if name.strip()]
    dated = bool(date and _YEAR.search(date[0]))
    if len(entries) > _ENOUGH or not (dated or (people and not date and all(map(_is_name, people)))):
        return []
    found = [("title", " ".join(title)), *(("author", name) for name in people), ("date", " ".join(date))]
    return [(name, value) for name, value in found if value]


def _is_name(written: str) -> bool:
    return bool(_NAME.fullmatch(written)) and all(word[0].isupper() for word in written.partition("<")[0].split())


def _commented(text: str) -> Pairs:
    """The comments at the beginning, or right under the title, that are all `name: value` lines.

    Those of a web page speak of its theme.
    """
    pairs: Pairs = []
    heading = _HEADING.match(text)
    at = heading.end() if heading else 0
    for _ in range(_COMMENTS):
        found = _COMMENT.match(text, at)
        if not found:
            break
        at = found.end()
        pairs += _lines_of(found[1])
    return pairs if is_telling(name for name, _ in pairs) and not _PAGE.match(text, at) else []


def _lines_of(comment: str) -> Iterator[tuple[str, str]]:
    written = (part for line in comment.splitlines() for part in _SIDE_BY_SIDE.split(line.strip()))
    lines = [line for line in written if line]
    found = [match for line in lines[:_LINES] if (match := _META.match(line)) and match[2]]
    if len(found) == len(lines):
        yield from ((match[1], match[2]) for match in found)
