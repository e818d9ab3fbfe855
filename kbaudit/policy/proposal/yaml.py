"""How a proposed policy is written: what documents say becomes quoted YAML, patterns and comments of one line."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Final

from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH: Final = 120
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_ ][A-Za-z0-9]+)*")
_NO_TEXT: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"})
_SPECIAL: Final = re.compile(r"[\\*?\[\]]")
_LONGEST: Final = 60  # characters of a document's own words in a comment
_COLUMN: Final = 40  # where a comment beside a key begins, if the key is that short


def quoted(text: str) -> str:
    """A text as one YAML scalar, which YAML 1.1 and 1.2 read alike: bare where it can be nothing but text."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NO_TEXT:
        return text
    return in_quotes(text)


def in_quotes(text: str) -> str:
    """A text as one YAML scalar in quotes, whatever is in it: 7.10 is no number then, and * no alias."""
    escaped = "".join(map(_escaped, text))
    return f'"{escaped}"'


def listed(texts: Sequence[str]) -> str:
    """A list of texts on one line."""
    return f"[{', '.join(map(quoted, texts))}]"


def all_in_quotes(texts: Sequence[str]) -> str:
    """A list of texts on one line, each in quotes."""
    return f"[{', '.join(map(in_quotes, texts))}]"


def shown(text: str) -> str:
    """What a document says, for a comment: one line, nothing invisible, not long, in quotes."""
    line = displayed(" ".join(text.split()))
    return json.dumps(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…", ensure_ascii=False)


def folder_name(name: str) -> str:
    """The name of a folder or source as a comment shows it."""
    line = displayed(name)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def glob_of(folders: Sequence[str], rest: str = "**") -> str:
    """The pattern, in gitignore syntax, of what lies in a folder, given by the names above it; "**" of all."""
    return "/".join((*map(_literal, folders), rest))


def anywhere(name: str) -> str:
    """The pattern of all that lies in folders of a name, wherever they are."""
    return f"**/{_literal(name)}/**"


def folder_glob(name: str) -> str:
    """The pattern of all folders of a name, wherever they are."""
    return f"{_literal(name)}/"


def remark(text: str, indent: int = 0) -> list[str]:
    """A comment of as many lines as it takes."""
    lead = f"{' ' * indent}# "
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=lead, break_on_hyphens=False) or ["#"]


def entry(text: str, comment: str, indent: int) -> list[str]:
    """A key with its value, and a comment: beside it where there is room, else above."""
    line = f"{' ' * indent}{text}"
    if not comment:
        return [line]
    beside = f"{line:<{_COLUMN}}  # {comment}"
    return [beside] if len(beside) <= WIDTH else [*remark(comment, len(line) - len(line.lstrip())), line]


def documents(count: int) -> str:
    """`1 document`, `1,024 documents`."""
    return f"{count:,} document{'s' * (count != 1)}"


def percent(part: int, whole: int) -> str:
    """A share in words; only all is 100 %, and only nothing is 0 %."""
    if part >= whole:
        return "100 %"
    return "under 1 %" if 0 < part < whole / 100 else f"{min(99, round(100 * part / whole))} %" if whole else "0 %"


def _literal(name: str) -> str:
    """A folder's name in a pattern that means it alone. What a policy may not hold stands for itself as "?"."""
    name = "".join(ch if ch.isprintable() else "?" for ch in _SPECIAL.sub(r"\\\g<0>", name))
    return f"\\{name}" if name.startswith(("!", "#")) else name


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"
