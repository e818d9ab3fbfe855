"""YAML front matter, read as events: nothing is built that the text doesn't hold, and scalars stay as written."""

from __future__ import annotations

from typing import Final

import yaml

from kbaudit.extractors.front_matter_block import (
    DEPTH_LIMIT,
    DUPLICATE_LIMIT,
    BadBlockError,
    NoBlockError,
    Pairs,
    Problems,
)

NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
)
_BOOLEANS: Final = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}


def read_yaml(block: str) -> tuple[Pairs, Problems]:
    """The pairs of a YAML mapping. Raises BadBlockError for what can't be read, NoBlockError for no mapping."""
    # Events rather than a loader: scalars stay as written (PyYAML would turn 2020-06-09 into a date and 12:30 into
    # 750), an alias is seen before anything grows from it, and no depth can exhaust the stack.
    flattener = _Flattener()
    try:
        for event in yaml.parse(block, Loader=_Loader):
            flattener.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 2}: " if mark else ""
        raise BadBlockError(f"{line}{error.problem or error.context or 'not YAML'}") from error
    except (yaml.YAMLError, ValueError) as error:
        raise BadBlockError(" ".join(str(error).split())[:200]) from error
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
        self.pairs: Pairs = []
        self.problems: list[tuple[str, str]] = []
        self._open: list[_Container] = []

    def take(self, event: yaml.Event) -> None:
        """Reads one event; raises for what front matter may not hold."""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise BadBlockError(f"{_line(event)}anchors and aliases are not read")
        tag = getattr(event, "tag", None)
        if tag and tag not in _PLAIN_TAGS:
            raise BadBlockError(f"{_line(event)}the tag {tag} is not read")
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
                raise NoBlockError
            return
        top = self._open[-1]
        if top.seen is not None and top.key is None:
            self._key(top, event)
            return
        value = str(event.value)
        if event.implicit[0]:  # a plain scalar
            value = "" if value in NULLS else _BOOLEANS.get(value, value)
        if value.strip():
            self.pairs.append((self._name(), value.strip()))
        self._value_read()

    def _key(self, top: _Container, event: yaml.ScalarEvent) -> None:
        top.key = str(event.value)
        assert top.seen is not None  # noqa: S101 - for the type checker: only mappings have keys
        if top.key in top.seen:
            self.problems.append(("front_matter", f"{_line(event)}the key {top.key} stands there twice"))
            if len(self.problems) > DUPLICATE_LIMIT:
                raise BadBlockError("too many keys stand there twice")
            name = self._name()
            kept = [p for p in self.pairs[top.first :] if p[0] != name and not p[0].startswith(f"{name}.")]
            self.pairs[top.first :] = kept
        top.seen.add(top.key)

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        if not self._open and not is_mapping:
            raise NoBlockError
        if len(self._open) >= DEPTH_LIMIT:
            raise BadBlockError(f"{_line(event)}nested more than {DEPTH_LIMIT} deep")
        if self._open and self._open[-1].seen is not None and self._open[-1].key is None:
            raise BadBlockError(f"{_line(event)}a key must be plain text")
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
