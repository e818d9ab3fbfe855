"""Values written as Python, with a name in place of "$now": what `rules compile` prints to be pasted."""

from __future__ import annotations

import pprint
from typing import Final

from kbaudit.retrieval.rules import NOW

_WIDTH: Final = 110


class _Name:
    """Written without quotes."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


def as_python(value: object, now: str = "now", indent: int = 0) -> str:
    """The value as Python source, indented from its second line on; the text "$now" becomes the name."""
    text = pprint.pformat(_named(value, _Name(now)), width=_WIDTH - indent, sort_dicts=False)
    return text.replace("\n", "\n" + " " * indent)


def _named(value: object, now: _Name) -> object:
    if isinstance(value, dict):
        return {name: _named(part, now) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_named(part, now) for part in value]
    return now if value == NOW else value
