"""What reStructuredText, AsciiDoc and Org files declare at their beginning, each in its way; it stays in the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.extractors.front_matter_block import is_telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from kbaudit.extractors.front_matter_block import Pairs

RULE: Final = re.compile(r"([=\-~#*^\"'`+:.])\1{2,200}\s{0,10}$")
"""The line that is drawn under, or above and under, a heading."""

_HEAD: Final = 16 * 1024
_LINES: Final = 200
_VALUE: Final = 2_000
_TITLE: Final = 120

_FIELD: Final = re.compile(r":([A-Za-z][^:`\n]{0,60}):(?:[ \t]+(.*))?$")
_EXPLICIT: Final = re.compile(r"\.\.(?:[ \t]|$)")
_BULLET: Final = re.compile(r"[-*+][ \t]+")
_KEYWORD: Final = re.compile(r"\$[A-Za-z]{2,20}:[ \t]*([^$]{0,200}?)[ \t]*\$")

_ADOC_TITLE: Final = re.compile(r"(?:=|#)[ \t]+(\S.{0,200})$")
_ATTRIBUTE: Final = re.compile(r":([A-Za-z][\w-]{0,60}):(?:[ \t]+(.*))?$")
_UNSET: Final = re.compile(r":![\w-]{1,60}:|:[\w-]{1,60}!:")
_AUTHOR: Final = re.compile(r"([^\W\d_][\w.'’-]{0,40}(?:[ ][^\W\d_][\w.'’-]{0,40}){0,3})(?:[ ]+<([^<>\s]{3,200})>)?")
_REVISION: Final = re.compile(r"(?:v|ver|version|rev|revision|r)?[. ]{0,2}(\d[\w.+-]{0,30})", re.IGNORECASE)
_MARKED_REVISION: Final = re.compile(r"v\d[\w.+-]{0,30}", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

_ORG_KEYWORD: Final = re.compile(r"#\+([A-Za-z][\w-]{1,40}):(?:[ \t]+(.*))?$")
_DRAWER_LINE: Final = re.compile(r"[ \t]*:([A-Za-z][\w-]{0,60}):(?:[ \t]+(.*))?$")
_STAMP: Final = re.compile(
    r"[<\[](\d{4}-\d\d-\d\d)(?:[ ][^\W\d_]{2,10}\.?)?(?:[ ](\d\d?:\d\d))?(?:[ -][^<>\[\]]{0,30})?[>\]]"
)
_REFERENCE: Final = re.compile(r"\|[^|]{1,60}\||\{[^{}]{1,60}\}")
"""A value that is filled in when the document is made."""


class Head(NamedTuple):
    """What stands at the beginning: the document's title, and what it declares."""

    title: str = ""
    pairs: Pairs = []  # noqa: RUF012 - never changed


def head_of(text: str, kind: str) -> Head:
    """The head of a text in the markup that its kind is, or that its first characters give away."""
    start = text[:_HEAD].lstrip("\r\n")
    reader = _READERS.get(kind) or _guessed(start)
    if reader is None:
        return Head()
    lines = [line.rstrip() for line in start.splitlines()[:_LINES]]
    title, pairs = reader(lines)
    kept = [(key, value[:_VALUE]) for key, value in pairs if value and not _REFERENCE.fullmatch(value)]
    return Head(title, kept)


def _guessed(start: str) -> Callable[[list[str]], Head] | None:
    if start.startswith("= "):
        return _asciidoc
    if start.startswith("#+"):
        return _org
    return _docinfo if start.startswith(":") or "\n:" in start[:1_000] else None


def _docinfo(lines: list[str]) -> Head:
    """The field lists before and right after the title of a reStructuredText document (docutils' docinfo)."""
    title = ""
    pairs: Pairs = []
    at = headings = 0
    while at < len(lines):
        line = lines[at]
        if not line:
            at += 1
        elif _EXPLICIT.match(line):
            at = _after_indented(lines, at + 1)
        elif _FIELD.match(line):
            at = _read_fields(lines, at, pairs)
            headings = 2 if headings else 0
        elif headings < 2 and (heading := _heading(lines, at)):  # a title and a subtitle
            title = title or heading[0]
            at, headings = heading[1], headings + 1
        else:
            break
    return Head(title, pairs if is_telling(name for name, _ in pairs) else [])


def _after_indented(lines: list[str], at: int) -> int:
    while at < len(lines) and (not lines[at] or lines[at][0] in " \t"):
        at += 1
    return at


def _read_fields(lines: list[str], at: int, pairs: Pairs) -> int:
    """Reads one field list; where it ends."""
    while at < len(lines):
        line = lines[at]
        if found := _FIELD.match(line):
            pairs.append((found[1], _bare(found[2] or "")))
        elif line and line[0] in " \t":
            name, value = pairs[-1]
            more = line.strip()
            if value and _BULLET.match(more):
                pairs.append((name, _bare(more)))
            else:
                pairs[-1] = (name, f"{value} {_bare(more)}".strip())
        else:
            break
        at += 1
    return at


def _bare(value: str) -> str:
    """A value without the dress of version control ("$Date: 2006/05/21 $") and without a list's mark."""
    value = _BULLET.sub("", value.strip(), count=1)
    found = _KEYWORD.fullmatch(value)
    return found[1] if found else value


def _heading(lines: list[str], at: int) -> tuple[str, int] | None:
    """The underlined heading that begins at a line, and where the text goes on."""
    over = 1 if RULE.match(lines[at]) else 0
    text, rule = [*lines[at + over : at + over + 2], "", ""][:2]
    text = text.strip()
    if not text or len(text) > _TITLE or not RULE.match(rule) or len(rule) + 1 < len(text):
        return None
    return text, at + over + 2


def _asciidoc(lines: list[str]) -> Head:
    """The header of an AsciiDoc document: title, author line, revision line, attributes; it ends at a blank line."""
    title = ""
    pairs: Pairs = []
    at = _attributes(lines, 0, pairs, blanks=True)
    found = _ADOC_TITLE.match(lines[at]) if at < len(lines) else None
    heading = None if found or at >= len(lines) else _heading(lines, at)
    if found or heading:
        title, at = (found[1], at + 1) if found else heading or ("", at)
        if _is_words(lines, at):  # the author line, whatever it holds
            pairs += _authors(lines[at])
            at += 1
            if _is_words(lines, at):
                pairs += _revision(lines[at])
                at += 1
        _attributes(lines, at, pairs, blanks=False)
    return Head(title, pairs if is_telling(name for name, _ in pairs) else [])


def _is_words(lines: list[str], at: int) -> bool:
    return at < len(lines) and bool(lines[at]) and not lines[at].startswith((":", "//"))


def _attributes(lines: list[str], at: int, pairs: Pairs, *, blanks: bool) -> int:
    """Reads `:name: value` entries, over comments (and blank lines, before the title); where they end."""
    while at < len(lines):
        line = lines[at]
        if line == "////":
            at = next((i for i in range(at + 1, len(lines)) if lines[i] == "////"), len(lines))
        elif found := _ATTRIBUTE.match(line):
            value = found[2] or ""
            while value.endswith((" \\", " +")) and at + 1 < len(lines):
                at += 1
                value = f"{value[:-2]} {lines[at].strip()}"
            pairs.append((found[1], value.strip()))
        elif not (line.startswith("//") or _UNSET.match(line) or (blanks and not line)):
            break
        at += 1
    return at


def _authors(line: str) -> Pairs:
    """The people of an author line ("Ann Lee <ann@x.org>; Bob B. Day"); none where it may be something else."""
    people = [_AUTHOR.fullmatch(part.strip()) for part in line.split(";")]
    found = [each for each in people if each]
    sure = all(each[2] or (" " in each[1] and all(word[0].isupper() for word in each[1].split())) for each in found)
    if len(found) < len(people) or not sure:
        return []
    return [("author", each[0].strip().replace("_", " ") if not each[2] else each[0].strip()) for each in found]


def _revision(line: str) -> Pairs:
    """The parts of a revision line ("v1.2, 2024-03-03: second edition")."""
    stated, _, remark = line.partition(": ")
    stated = stated.strip().rstrip(":")
    first, comma, rest = stated.partition(",")
    number = _REVISION.fullmatch(first.strip()) if comma or _MARKED_REVISION.fullmatch(stated) else None
    date = rest.strip() if number else stated
    if date and not _YEAR.search(date):
        return []
    found = [("revnumber", number[1] if number else ""), ("revdate", date), ("revremark", remark.strip())]
    return [(name, value) for name, value in found if value]


def _org(lines: list[str]) -> Head:
    """The keywords and the property drawer that an Org file begins with."""
    title = ""
    pairs: Pairs = []
    drawer = False
    for line in lines:
        word = line.strip().upper()
        if word in (":PROPERTIES:", ":END:"):
            drawer = word != ":END:"
        elif found := (_DRAWER_LINE if drawer else _ORG_KEYWORD).match(line):
            pairs.append((found[1], _STAMP.sub(_stamp, (found[2] or "").strip())))
            if found[1].lower() == "title":
                title = f"{title} {pairs[-1][1]}".strip()
        elif line and line != "#" and not line.startswith("# "):
            break
    return Head(title, pairs if is_telling(name for name, _ in pairs) else [])


def _stamp(found: re.Match[str]) -> str:
    return " ".join(part for part in found.groups() if part)


_READERS: Final[dict[str, Callable[[list[str]], Head]]] = {
    "rst": _docinfo,
    "asciidoc": _asciidoc,
    "org": _org,
}
