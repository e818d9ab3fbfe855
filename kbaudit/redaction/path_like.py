"""Stretches of a text that look like paths, files or addresses, whatever they name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.extractors import kind_by_name
from kbaudit.extractors.kinds import image_by_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

_STRETCH: Final = re.compile(r"[^\s\"`<>|(){}\[\],;“”„«»‘’]+")
_EDGES: Final = ".:!?'*_="
_BEFORE: Final = _EDGES.replace(".", "")
_SPLIT: Final = re.compile(r"[/\\]")
_ROOTED: Final = re.compile(r"(?:\.{1,2}|~)?/\w|[A-Za-z]:[/\\]|\\\\\w")
_NUMBERS: Final = re.compile(r"[\d\W_]*")
_BEHIND_ENDING: Final = re.compile(r"[#?:].*", re.DOTALL)
_MIXED: Final = re.compile(r"[._]|\d")
_LONGEST: Final = 4_000


def path_like(text: str, parts: Set[str]) -> Iterator[tuple[int, int]]:
    """Where such stretches stand. parts are names of files and folders, in small letters: with a slash each is one.

    "and/or", "km/h" and "2026/05/01" are none.
    """
    if "/" not in text and "\\" not in text and "." not in text:
        return
    for found in _STRETCH.finditer(text):
        said = found[0].lstrip(_BEFORE).rstrip(_EDGES) if len(found[0]) < _LONGEST else found[0]
        if said and is_path(said, parts):
            start = found.start() + found[0].index(said)
            yield start, start + len(said)


def is_path(said: str, parts: Set[str]) -> bool:
    """Whether one word is a path, the name of a file, or an address on the web."""
    if "/" not in said and "\\" not in said:
        return "@" not in said and _is_file(said)
    if _NUMBERS.fullmatch(said):
        return False
    if "://" in said or _ROOTED.match(said) or _is_file(said):
        return True
    split = [part for part in _SPLIT.split(said) if part]
    if any(part.lower() in parts for part in split):
        return True
    if "/" not in said:
        return False
    return said.count("/") > 1 or said.endswith("/") or any(_MIXED.search(part) for part in split)


def _is_file(said: str) -> bool:
    name = _BEHIND_ENDING.sub("", said).rpartition("/")[2].strip(_EDGES)
    return "." in name and bool(kind_by_name(name) or image_by_name(name))
