"""Front matter: the YAML (---) or TOML (+++) block at the very start of a document, and header lines as in PEPs."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

from kbaudit.model import Field, Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

SIZE_LIMIT: Final = 64 * 1024
DEPTH_LIMIT: Final = 20
DUPLICATE_LIMIT: Final = 20

_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_YAML_END: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_TOML_END: Final = re.compile(r"^\+\+\+[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
_OPENING: Final = re.compile(r"(---|\+\+\+)[ \t]*\r?\n")
_KEY_LINE: Final = re.compile(r"""["']?([A-Za-z_][\w. -]{0,63}?)["']?[ \t]*[:=](?:[ \t]+|$)(.{0,2000})""")
_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
)
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}
_HEADER: Final = re.compile(r"([A-Z][A-Za-z-]{1,30}): +(\S.{0,2000})")
_HEADER_LINES: Final = 100

Problems = tuple[tuple[str, str], ...]


class Split(NamedTuple):
    """A document's front matter and what is left of it. A bad block costs the fields, never the body."""

    fields: tuple[Field, ...]
    body: str
    problems: Problems = ()


class _BadBlockError(Exception):
    """A block that can't be read as a whole; the message says where and why."""


class _NoMappingError(Exception):
    """A block between two rules that is no front matter at all."""


def split(text: str) -> Split:
    """Takes the front matter off a text, which begins after any byte order mark."""
    opening = _OPENING.match(text)
    if not opening:
        return Split((), text)
    is_yaml = opening[1] == "---"
    end = (_YAML_END if is_yaml else _TOML_END).search(text, opening.end(), opening.end() + SIZE_LIMIT)
    if not end:
        return Split((), text, _endless(text, opening.end()))
    block, body = text[opening.end() : end.start()], text[end.end() :]
    try:
        pairs, problems = _yaml(block) if is_yaml else (_toml(block), ())
    except _NoMappingError:
        return Split((), text)
    except _BadBlockError as error:
        if not _begins_with_key(block):
            return Split((), text)
        return Split(_fields(_salvaged(block)), body, (("front_matter", str(error)),))
    return Split(_fields(pairs), body, problems)


def header_fields(text: str) -> tuple[Field, ...]:
    """The `Name: value` lines that a text begins with (RFC 2822 style), where there are three or more of them."""
    pairs: list[tuple[str, str]] = []
    for i, line in enumerate(text[:SIZE_LIMIT].split("\n")):
        if not line.strip() or i >= _HEADER_LINES:
            break
        found = _HEADER.match(line)
        if found:
            pairs.append((found[1], found[2].strip()))
        elif not i:
            return ()
        elif pairs and line[0] in " \t":
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}")
    return _fields(pairs) if len(pairs) >= 3 else ()


def title_of(fields: Iterable[Field]) -> str:
    """The declared title, on one line; "" where there is none."""
    return next((" ".join(each.values[0].split()) for each in fields if each.name.lower() == "title"), "")


def _fields(pairs: Iterable[tuple[str, str]]) -> tuple[Field, ...]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return tuple(Field(name, tuple(each), Origin.FRONT_MATTER) for name, each in values.items())


def _endless(text: str, start: int) -> Problems:
    if len(text) - start > SIZE_LIMIT and _begins_with_key(text[start : start + 2000]):
        return (("front_matter", f"no end within {SIZE_LIMIT // 1024} KiB"),)
    return ()


def _begins_with_key(block: str) -> bool:
    lines = (line for line in block.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return bool(_KEY_LINE.match(next(lines, "")))


def _salvaged(block: str) -> list[tuple[str, str]]:
    """The plain `key: value` lines of a broken block: templates put placeholders where YAML can't have them."""
    pairs: dict[str, str] = {}
    for line in block.splitlines():
        found = _KEY_LINE.match(line)
        value = found[2].strip() if found else ""
        if found and value and value[0] not in "&*!|>[{%@`" and value not in _NULLS:
            pairs[found[1]] = value.strip("\"'")
    return list(pairs.items())


def _toml(block: str) -> list[tuple[str, str]]:
    try:
        table = tomllib.loads(block.replace("\r\n", "\n"))
    except RecursionError as error:
        raise _BadBlockError("nested too deeply") from error
    except ValueError as error:  # not TOML, or a number of more digits than Python reads
        raise _BadBlockError(str(error)) from error
    pairs: list[tuple[str, str]] = []
    pending: list[tuple[str, object, int]] = [("", table, 0)]
    while pending:
        name, value, depth = pending.pop()
        if depth > DEPTH_LIMIT:
            raise _BadBlockError(f"nested more than {DEPTH_LIMIT} deep")
        if isinstance(value, dict):
            pending += [(f"{name}.{key}" if name else key, each, depth + 1) for key, each in reversed(value.items())]
        elif isinstance(value, list):
            pending += [(name, each, depth + 1) for each in reversed(value)]
        else:
            pairs.append((name, _toml_text(value)))
    return pairs


def _toml_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    isoformat = getattr(value, "isoformat", None)
    try:
        return str(isoformat()) if isoformat else str(value)
    except ValueError as error:  # a hexadecimal number of more digits than Python writes
        raise _BadBlockError(str(error)) from error


def _yaml(block: str) -> tuple[list[tuple[str, str]], Problems]:
    # Events rather than a loader: scalars stay as written (PyYAML would turn 2020-06-09 into a date and 12:30 into
    # 750), an alias is seen before anything grows from it, and no depth can exhaust the stack.
    flattener = _Flattener()
    try:
        for event in yaml.parse(block, Loader=_Loader):
            flattener.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 2}: " if mark else ""
        raise _BadBlockError(f"{line}{error.problem or error.context or 'not YAML'}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise _BadBlockError(" ".join(str(error).split())[:200]) from error
    return flattener.pairs, tuple(flattener.problems)


class _Container:
    """A mapping or list that is being read. first is where its pairs begin."""

    __slots__ = ("first", "key", "name", "seen")

    def __init__(self, name: str, *, first: int, is_mapping: bool) -> None:
        self.name, self.first = name, first
        self.key: str | None = None
        self.seen: set[str] | None = set() if is_mapping else None


class _Flattener:
    """Makes name and value pairs of YAML events: nested keys joined by dots, a list as several values of one name."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []
        self.problems: list[tuple[str, str]] = []
        self._open: list[_Container] = []

    def take(self, event: yaml.Event) -> None:
        """Reads one event; raises for what front matter may not hold."""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _BadBlockError(f"{_line(event)}anchors and aliases are not read")
        tag = getattr(event, "tag", None)
        if tag and tag not in _PLAIN_TAGS:
            raise _BadBlockError(f"{_line(event)}the tag {tag} is not read")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._value_read()

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if not self._open:
            if event.value.strip():
                raise _NoMappingError
            return
        top = self._open[-1]
        if top.seen is not None and top.key is None:
            self._key(top, event)
            return
        value = str(event.value)
        if event.implicit[0]:  # a plain scalar
            value = "" if value in _NULLS else _BOOLEANS.get(value, value)
        if value.strip():
            self.pairs.append((self._name(), value.strip()))
        self._value_read()

    def _key(self, top: _Container, event: yaml.ScalarEvent) -> None:
        top.key = str(event.value)
        assert top.seen is not None  # noqa: S101 - for the type checker: only mappings have keys
        if top.key in top.seen:
            self.problems.append(("front_matter", f"{_line(event)}the key {top.key} stands there twice"))
            if len(self.problems) > DUPLICATE_LIMIT:
                raise _BadBlockError("too many keys stand there twice")
            name = self._name()
            kept = [p for p in self.pairs[top.first :] if p[0] != name and not p[0].startswith(f"{name}.")]
            self.pairs[top.first :] = kept
        top.seen.add(top.key)

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        if not self._open and not is_mapping:
            raise _NoMappingError
        if len(self._open) >= DEPTH_LIMIT:
            raise _BadBlockError(f"{_line(event)}nested more than {DEPTH_LIMIT} deep")
        if self._open and self._open[-1].seen is not None and self._open[-1].key is None:
            raise _BadBlockError(f"{_line(event)}a key must be plain text")
        self._open.append(_Container(self._name(), first=len(self.pairs), is_mapping=is_mapping))

    def _name(self) -> str:
        if not self._open:
            return ""
        top = self._open[-1]
        return ".".join(part for part in (top.name, top.key) if part)

    def _value_read(self) -> None:
        if self._open:
            self._open[-1].key = None


def _line(event: yaml.Event) -> str:
    mark = event.start_mark
    return f"line {mark.line + 2}: " if mark else ""
