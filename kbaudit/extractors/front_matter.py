"""Front matter: what a document declares of itself at its very beginning, in the dialects of those who write it.

A block of YAML (---), TOML (+++) or JSON ({ or ;;;) is cut off. Header lines without a fence are read and stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.extractors.front_matter_block import SIZE_LIMIT, BadBlockError, NoBlockError, is_telling
from kbaudit.extractors.front_matter_data import json_end, read_json, read_toml
from kbaudit.extractors.front_matter_lines import header_pairs, markdown_pairs, meta_pairs
from kbaudit.extractors.front_matter_markup import head_of
from kbaudit.extractors.front_matter_yaml import NULLS, read_yaml
from kbaudit.model import Field, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kbaudit.extractors.front_matter_block import Pairs, Problems

_OPENING: Final = re.compile(r"(---|\+\+\+|;;;)(yaml|yml|toml|json)?[ \t]*\r?\n", re.IGNORECASE)
_END: Final = {
    "---": re.compile(r"^(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+\+\+[ \t]*\r?(?:\n|\Z)", re.MULTILINE),
    ";;;": re.compile(r"^;;;[ \t]*\r?(?:\n|\Z)", re.MULTILINE),
}
_LANGUAGE: Final = {"---": "yaml", "+++": "toml", ";;;": "json"}
_READERS: Final[dict[str, Callable[[str], tuple[Pairs, Problems]]]] = {
    "yaml": read_yaml,
    "yml": read_yaml,
    "toml": read_toml,
    "json": read_json,
}
_KEY_LINE: Final = re.compile(r"""["']?([A-Za-z_][\w. -]{0,63}?)["']?[ \t]*[:=](?:[ \t]+|$)(.{0,2000})""")
_JSON_START: Final = re.compile(r'\{\s{0,200}"[A-Za-z_][\w .-]{0,63}"\s{0,20}:')
_JSON_LAST: Final = re.compile(r"^\}[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_LINE_END: Final = re.compile(r"[ \t]*\r?(?:\n|\Z)")
_PAGE_KEYS: Final = frozenset({"title", "date", "draft", "lastmod", "slug", "layout"})
"""Of these a JSON object at the beginning of a page has one: any other may be a sample."""
_NEITHER: Final = ("{%", "{{", "<%", "#", "]", "}")
"""How lines begin that are neither a key nor prose: template marks, comments, the ends of lists."""


class Split(NamedTuple):
    """A document's front matter and what is left of it. A bad block costs the fields, never the body."""

    fields: tuple[Field, ...]
    body: str
    problems: Problems = ()


class Headed(NamedTuple):
    """What the header lines of a plain text or a lightweight markup say, and the document's title in that markup."""

    fields: tuple[Field, ...]
    title: str = ""


def split(text: str) -> Split:
    """Takes the front matter off a Markdown text, which begins after any byte order mark; reads header lines else."""
    found = cut(text)
    if found.fields or found.problems or len(found.body) < len(text):
        return found
    return Split(_fields(markdown_pairs(text)), text)


def cut(text: str) -> Split:
    """Takes a block of front matter off any text; header lines are neither read nor taken."""
    if text[:1] == "{":
        return _braced(text)
    opening = _OPENING.match(text)
    if not opening:
        return Split((), text)
    end = _END[opening[1]].search(text, opening.end(), opening.end() + SIZE_LIMIT)
    if not end:
        return _unclosed(text, opening.end(), opening[1])
    language = (opening[2] or _LANGUAGE[opening[1]]).lower()
    return _fenced(text, opening.end(), end, language)


def header_fields(text: str, kind: str = "") -> Headed:
    """What the header lines of a text say: mail-like ones, else those of the markup that its kind is."""
    if pairs := header_pairs(text):
        return Headed(_fields(pairs))
    head = head_of(text, kind)
    return Headed(_fields(head.pairs or meta_pairs(text)), head.title)


def title_of(fields: Iterable[Field]) -> str:
    """The declared title, on one line; "" where there is none."""
    return next((" ".join(each.values[0].split()) for each in fields if each.name.lower() == "title"), "")


def _fields(pairs: Iterable[tuple[str, str]]) -> tuple[Field, ...]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return tuple(Field(name, tuple(each), Origin.FRONT_MATTER) for name, each in values.items())


def _fenced(text: str, start: int, end: re.Match[str], language: str) -> Split:
    block, body = text[start : end.start()], text[end.end() :]
    try:
        pairs, problems = _READERS[language](block)
    except NoBlockError:
        return Split((), text)
    except BadBlockError as error:
        if not _begins_with_key(block):
            return Split((), text)
        return _bad(text, start, block, Split((), body, (("front_matter", str(error)),)))
    return Split(_fields(pairs), body, problems)


def _braced(text: str) -> Split:
    """A JSON object that a page begins with, as Hugo has it."""
    if not _JSON_START.match(text):
        return Split((), text)
    head = text[:SIZE_LIMIT]
    end = json_end(head)
    after = _LINE_END.match(text, end) if end else _JSON_LAST.search(head)
    if not after or not text[after.end() :].strip():
        return Split((), text)
    problems: Problems
    block = text[: end or after.end()]
    try:
        pairs, problems = read_json(block, line=1)
    except (BadBlockError, NoBlockError) as error:
        pairs, problems = _salvaged(block), (("front_matter", str(error)),)
    if _PAGE_KEYS.isdisjoint(name.lower() for name, _ in pairs):
        return Split((), text)
    return Split(_fields(pairs), text[after.end() :], problems)


def _unclosed(text: str, start: int, fence: str) -> Split:
    """A block without an end: its first lines may be read all the same, and no text is taken off."""
    if not _begins_with_key(text[start : start + 2000]):
        return Split((), text)
    pairs = _salvaged(text[start : start + _first_blank(text[start : start + SIZE_LIMIT])])
    if len(pairs) > 1 and is_telling(name for name, _ in pairs):
        return Split(_fields(pairs), text, (("front_matter", f"no closing {fence}"),))
    over = len(text) - start > SIZE_LIMIT
    return Split((), text, (("front_matter", f"no end within {SIZE_LIMIT // 1024} KiB"),) if over else ())


def _bad(text: str, start: int, block: str, whole: Split) -> Split:
    """What is left of a bad block. Where prose follows a blank line, what seemed to end it is a rule in the text."""
    blank = _first_blank(block)
    lines = (line for line in block[blank:].splitlines() if line.strip())
    if not any(_is_prose(line) for line in lines):
        return whole._replace(fields=_fields(_salvaged(block)))
    line = block.count("\n", 0, blank) + 2
    problem = ("front_matter", f"line {line}: the text begins before the block ends")
    return Split(_fields(_salvaged(block[:blank])), text[start + blank :], (problem,))


def _first_blank(block: str) -> int:
    """Where the first blank line begins."""
    at = 0
    for line in block.splitlines(keepends=True):
        if not line.strip():
            return at
        at += len(line)
    return at


def _is_prose(line: str) -> bool:
    return not (line[0] in " \t" or line.startswith(("- ", *_NEITHER)) or _KEY_LINE.match(line))


def _begins_with_key(block: str) -> bool:
    lines = (line.lstrip("{ \t") for line in block.splitlines() if line.strip(" \t\r{") and line.lstrip()[0] != "#")
    return bool(_KEY_LINE.match(next(lines, "")))


def _salvaged(block: str) -> Pairs:
    """The plain `key: value` lines of a broken block: templates put placeholders where YAML can't have them."""
    is_json = block.lstrip().startswith(("{", '"'))
    pairs: dict[str, str] = {}
    for line in block.splitlines():
        found = _KEY_LINE.match(line.strip(" \t{") if is_json else line)
        value = found[2].strip() if found else ""
        value = value.rstrip(",") if is_json else value
        if found and value and value[0] not in "&*!|>[{%@`" and value not in NULLS:
            pairs[found[1]] = value.strip("\"'")
    return list(pairs.items())
