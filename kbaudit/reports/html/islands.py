"""Data inside a page: JSON, compressed (zlib, RFC 1950) and written in base64, in a script element that nothing runs.

A list of details is cut into blocks, each an island of its own: opening one of a hundred thousand unpacks one block.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LEVEL: Final = 6
_ESCAPED: Final = re.compile(r"\\[bfnrtu]")
"""How JSON writes control characters. A backslash before one of these letters looks alike: that costs a look more."""
_JSON: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Island:
    """Data by the id of its element. text is base64: nothing in it can end the element."""

    id: str
    text: str


def island(name: str, value: object) -> Island:
    """A value as an island; every text in it is written as `displayed` shows it."""
    return Island(name, _packed(value))


def blocks(name: str, values: Sequence[object], size: int) -> Iterator[Island]:
    """A list as islands of so many values each: the value at `n` lies in `name-(n // size)`."""
    for number, begin in enumerate(range(0, len(values), size)):
        yield Island(f"{name}-{number}", _packed(values[begin : begin + size]))


class Words:
    """Texts that recur, each once, in the order of their first use."""

    def __init__(self, *first: str) -> None:
        self._at: dict[str, int] = {}
        for text in first:
            self.at(text)

    def at(self, text: str) -> int:
        """Where a text stands in `all`."""
        return self._at.setdefault(text, len(self._at))

    @property
    def all(self) -> list[str]:
        """The texts."""
        return list(self._at)


def _packed(value: object) -> str:
    text = _JSON.encode(value)
    if not text.isprintable() or _ESCAPED.search(text):
        text = _JSON.encode(_shown(value))
    return base64.b64encode(zlib.compress(text.encode("utf-8"), _LEVEL)).decode("ascii")


def _shown(value: object) -> object:
    """The value with every text in it as it may be shown: most have none that has to be changed."""
    if isinstance(value, str):
        return displayed(value)
    if isinstance(value, dict):
        return {_shown(name): _shown(one) for name, one in value.items()}
    return [_shown(one) for one in value] if isinstance(value, list | tuple) else value
