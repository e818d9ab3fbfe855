"""The strict YAML of policy files: safe values only, each with its place in the file.

No aliases, anchors, merge keys, tags, duplicate or empty keys; bounded in size, depth and number of values. Plain
scalars mean what they look like: true, false, null, numbers; `yes`, `2024-03-03` and `1e3` are text
(https://yaml.org/spec/1.2.2/#103-core-schema, less the surprises of YAML 1.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import yaml

from kbaudit.errors import PolicyError
from kbaudit.model import displayed

LARGEST: Final = 2**20  # bytes
DEEPEST: Final = 30
_MOST_VALUES: Final = 50_000
_UNUSABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # escapes can smuggle in what YAML forbids
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_WORDS: Final = {"true": True, "false": False, "null": None, "~": None, "": None}

Scalar = str | int | float | bool | None
Path = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something stands: the file as messages call it, line and column counted from 1."""

    file: str
    line: int
    column: int


@dataclass(slots=True)
class Tree:
    """The values of a file, and where each key and each value stands, by its path: ("document_sets", 0, "name")."""

    file: str
    value: object = None
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)

    def place(self, path: Path, *, of_key: bool = False) -> Place:
        """Where the value (or the key) of a path stands; of the nearest one around it, if it has none."""
        for length in range(len(path), -1, -1):
            for places in (self.keys, self.values) if of_key else (self.values, self.keys):
                if found := places.get(path[:length]):
                    return found
        return Place(self.file, 1, 1)


def read_tree(data: bytes, file: str, schema: str = "kbaudit.policy/1") -> Tree:
    """The values of a YAML file. Raises PolicyError, with line and column, for all that a policy may not hold.

    schema is what an empty file is told to begin with.
    """
    if len(data) > LARGEST:
        raise PolicyError(f"is larger than {LARGEST // 2**20} MiB: nothing that people review is", file=file)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PolicyError("is not UTF-8 text", file=file, line=line) from None
    try:
        return _Reader(text, file).tree(schema)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        problem = displayed(f"is not YAML: {error.problem or error.context or 'unreadable'}")
        raise PolicyError(problem, file=file, line=where[0], column=where[1]) from None
    except yaml.YAMLError as error:  # the reader's: it knows a position, no line
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1
        raise PolicyError("is not YAML: it holds a character that isn't allowed", file=file, line=line) from None


class _Reader:
    """Builds the tree from YAML's events, one by one, so that nothing oversized is ever built."""

    def __init__(self, text: str, file: str) -> None:
        self._loader = yaml.SafeLoader(text)
        self._file = file
        self._tree = Tree(file)
        self._count = 0

    def tree(self, schema: str) -> Tree:
        event = self._next()
        while isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent)):
            event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            raise self._refusal(event, f'is empty: begin it with "schema: {schema}"')
        self._tree.value = self._value(event, (), 1)
        self._next()  # the document's end
        if not isinstance(event := self._next(), yaml.StreamEndEvent):
            raise self._refusal(event, "holds a second YAML document")
        return self._tree

    def _next(self) -> yaml.Event:
        event = self._event()
        self._count += 1
        if self._count > _MOST_VALUES:
            raise self._refusal(event, f"holds more than {_MOST_VALUES:,} values")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._refusal(event, "uses an anchor or alias (& or *): write the value out, or quote the text")
        if getattr(event, "tag", None):
            raise self._refusal(event, "uses a tag (!): values are plain, or quote the text")
        return event

    def _event(self) -> yaml.Event:
        try:
            event: yaml.Event = self._loader.get_event()  # type: ignore[no-untyped-call]  # bare in PyYAML's stubs
        except (ValueError, OverflowError):  # chr() of a \U escape beyond Unicode
            line = self._loader.get_mark().line + 1
            problem = "is not YAML: it holds an escape that means no character"
            raise PolicyError(problem, file=self._file, line=line) from None
        return event

    def _value(self, event: yaml.Event, path: Path, depth: int) -> object:
        self._tree.values[path] = self._place(event)
        if depth > DEEPEST:
            raise self._refusal(event, f"is nested more than {DEEPEST} levels deep")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        raise self._refusal(event, "is not YAML that a policy may hold")

    def _mapping(self, path: Path, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event)
            if key in values:
                raise self._refusal(event, f'has the key "{displayed(key)}" twice')
            self._tree.keys[*path, key] = self._place(event)
            values[key] = self._value(self._next(), (*path, key), depth + 1)
        return values

    def _sequence(self, path: Path, depth: int) -> list[object]:
        values: list[object] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values)), depth + 1))
        return values

    def _key(self, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._refusal(event, "has a key that is no text")
        if event.value == "<<" and event.style is None:
            raise self._refusal(event, "uses a merge key (<<): write the values out")
        if not event.value or _UNUSABLE.search(event.value):
            raise self._refusal(event, "has a key that is empty or holds control characters")
        return str(event.value)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        text: str = event.value
        if _UNUSABLE.search(text):
            raise self._refusal(event, "holds a control character")
        return text if event.style is not None else _plain(text)

    def _refusal(self, event: yaml.Event, problem: str) -> PolicyError:
        place = self._place(event)
        return PolicyError(problem, file=place.file, line=place.line, column=place.column)

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self._file, mark.line + 1, mark.column + 1) if mark else Place(self._file, 1, 1)


def _plain(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
