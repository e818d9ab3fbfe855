"""JSON and its lines (.json, .jsonl, .ndjson) as text: a line a value with its key, nested keys as headings."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from kbaudit.extractors import text
from kbaudit.extractors.decode import decode
from kbaudit.extractors.flow import Flow
from kbaudit.extractors.prose import RAW_LIMIT, sample_of
from kbaudit.model import Extract, Field, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

VALUE_LIMIT: Final = 100_000
DEPTH_LIMIT: Final = 50
_FIELDS: Final = 50
_FIELD_LIMIT: Final = 500
_NAMED_BY: Final = ("title", "name", "id")


def extract(data: bytes, kind: str) -> Extract:
    """The values in these bytes, in their order; what can't be read as JSON is plain text, with a problem."""
    source, problems = decode(data)
    try:
        loaded = loaded_of(source)
    except (ValueError, RecursionError) as error:
        found = text.extract(data, kind)
        if not source.strip():
            return found
        return replace(found, problems=(*found.problems, ("json", str(error)[:200])))
    reading = _Reading()
    reading.take(loaded)
    written, passages = reading.flow.made()
    return Extract(
        kind=kind,
        title=_name(loaded),
        text=written,
        passages=passages,
        fields=tuple(_fields(loaded)),
        sample=sample_of(written[:RAW_LIMIT]),
        problems=(*problems, *reading.problems),
    )


def loaded_of(source: str) -> object:
    """The value that a text is, or the list of those on its lines: its content says which, whatever it is called.

    Raises ValueError or RecursionError where it's neither.
    """
    try:
        return json.loads(source)
    except ValueError:
        if not is_lines(source):
            raise
    return [_line(number, line) for number, line in enumerate(source.split("\n"), start=1) if line.strip()]


def is_lines(source: str) -> bool:
    """Whether the first two lines that aren't blank are values each: a value over several lines begins otherwise."""
    lines = (line for line in source.split("\n") if line.strip())
    first = list(islice(lines, 2))
    return len(first) > 1 and all(map(_is_value, first))


def _is_value(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _line(number: int, line: str) -> object:
    try:
        loaded: object = json.loads(line)
    except ValueError as error:
        detail = f"line {number}: {error}"
        raise ValueError(detail) from error
    return loaded


def _fields(loaded: object) -> Iterator[Field]:
    """What a record says of itself at its top: short values under their keys."""
    for key, value in list(loaded.items())[:_FIELDS] if isinstance(loaded, dict) else ():
        shown = value if isinstance(value, str) else json.dumps(value) if isinstance(value, (bool, int, float)) else ""
        if shown.strip() and len(shown) <= _FIELD_LIMIT:
            yield Field(key, (" ".join(shown.split()),), Origin.FRONT_MATTER)


class _Reading:
    """The values so far, by a loop: no depth can exhaust the stack."""

    def __init__(self) -> None:
        self.flow = Flow()
        self.problems: list[tuple[str, str]] = []
        self._count = 0

    def take(self, loaded: object) -> None:
        pending: list[tuple[int, str, object]] = [(0, "", loaded)]
        while pending:
            depth, key, value = pending.pop()
            self._count += 1
            if self._count > VALUE_LIMIT or depth > DEPTH_LIMIT:
                self.problems = [
                    ("limit", f"over {VALUE_LIMIT:,} values, or {DEPTH_LIMIT} levels: the rest isn't read")
                ]
                if self._count > VALUE_LIMIT:
                    return
            elif isinstance(value, (dict, list)):
                self.flow.under(depth, key or (_name(value) if depth else ""))
                pending += reversed(_below(depth + 1, value))
            elif value is not None and value != "":
                self._value(depth, key, value)

    def _value(self, depth: int, key: str, value: object) -> None:
        shown = value if isinstance(value, str) else json.dumps(value)
        self.flow.under(depth, "")
        self.flow.block(f"{key}: {shown}" if key else shown, gap="\n")


def _below(depth: int, value: dict[str, object] | list[object]) -> list[tuple[int, str, object]]:
    if isinstance(value, dict):
        return [(depth, key, each) for key, each in value.items()]
    return [(depth, "", each) for each in value]


def _name(value: object) -> str:
    """What a record calls itself."""
    named = (value.get(key) for key in _NAMED_BY) if isinstance(value, dict) else ()
    return next((" ".join(each.split())[:300] for each in named if isinstance(each, str) and each.strip()), "")
