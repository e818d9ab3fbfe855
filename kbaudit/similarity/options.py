"""The settings of a fenced block: "timeout = 30" in YAML, INI and the like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Setting: TypeAlias = tuple[str, tuple[int, int], tuple[int, int]]
"""Its key with those it stands under, the span of its value, and that of its line."""

_SETTINGS: Final = frozenset(
    re.findall(r"\S+", "yaml yml ini toml properties conf cfg config env dotenv json text txt plain")
)
_OPTION: Final = re.compile(
    r"(?P<indent>\s*)(?:-\s)?(?:export\s)?[\"']?(?P<key>[A-Za-z_][\w ./-]{0,60}?)[\"']?\s?(?P<sign>=|:(?=\s))\s?"
    r"(?P<value>\S.{0,200}?)?[,;]?\s*$"
)


def settings(text: str, start: int, end: int, language: str) -> list[Setting]:
    """The settings of text[start:end], a block in that language ("" if none is named), if it holds settings at all."""
    if language and language not in _SETTINGS:
        return []
    found = list(_options(text, start, end))
    lines = sum(1 for line in text[start:end].splitlines() if line.strip())
    return found if language in _SETTINGS - {"text", "txt", "plain"} or len(found) * 10 >= lines * 8 else []


def _options(text: str, start: int, end: int) -> Iterator[Setting]:
    above: list[tuple[int, str]] = []
    for line in text[start:end].splitlines(keepends=True):
        if found := _OPTION.match(line):
            indent = len(found["indent"].expandtabs(4))
            while above and above[-1][0] >= indent:
                above.pop()
            above.append((indent, found["key"].lower()))
            if found["value"] and found["value"] not in "{[|>":
                quote = (start + len(line) - len(line.lstrip()), start + len(line.rstrip()))
                label = ".".join(key for _, key in above)
                yield label, (start + found.start("value"), start + found.end("value")), quote
        start += len(line)
