"""Patterns of CODEOWNERS files, and what a path must have for one to match it: so few have to be tried.

They come from repositories that nobody vouches for: RE2 takes time in proportion to the path, whatever they say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import re2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_TRIES: Final = 500
"""Patterns with wildcards that are held against one path."""

LONGEST: Final = 500
"""Characters of a pattern; a longer one means nothing."""

_MEMORY: Final = 2**20  # bytes that one pattern may take once it's compiled

# What a path has, by which its rules are looked up: a folder that it lies in ("" for the top), itself, the name of any
# folder that it lies in, its own name, the end of that from the last dot.
BELOW, AT, IN, NAMED, ENDING = range(5)
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a pattern of a CODEOWNERS file means. regex is "" where the keys say it all."""

    folder: str
    keys: tuple[Key, ...]
    regex: str = ""

    @classmethod
    def of(cls, pattern: str) -> Pattern | None:
        """None for one that means nothing here (a negation)."""
        written = pattern.replace("\\ ", " ").replace("\\#", "#")
        parts = [part for part in written.split("/") if part]
        if not parts or len(written) > LONGEST or written[0] == "!":
            return None
        if set(parts) == {"**"} or written in {"*", "*/"}:
            return cls("", ((BELOW, ""),), ".+/.+" if written.endswith("/") else "")
        anchored = "/" in written.rstrip("/") and parts[0] != "**"
        inside = written.endswith("/") or parts[-1] == "**"  # it means what lies in it, not itself
        parts = parts[parts[0] == "**" : len(parts) - (parts[-1] == "**")]
        folder = "/".join(_written_out(parts)) if anchored else ""
        keys = _telling(parts, folder, anchored=anchored, inside=inside)
        whole = "/".join(parts) == folder if anchored else len(parts) == 1 and not _is_glob(parts[0])
        return cls(folder, keys, "" if whole else _regex(parts, anchored=anchored, inside=inside))


def _is_glob(part: str) -> bool:
    return "*" in part or "?" in part


def _written_out(parts: Sequence[str]) -> Iterator[str]:
    """The parts before the first one with a wildcard."""
    for part in parts:
        if _is_glob(part):
            return
        yield part


def _telling(parts: Sequence[str], folder: str, *, anchored: bool, inside: bool) -> tuple[Key, ...]:
    """What a path must have for a pattern of these parts to match it: as rare a thing as they name."""
    if anchored and folder:
        itself = not inside and folder == "/".join(parts)
        return ((BELOW, folder), (AT, folder)) if itself else ((BELOW, folder),)
    named = [at for at, part in enumerate(parts) if not _is_glob(part)]
    if named:
        name = parts[named[-1]]
        itself = not inside and named[-1] == len(parts) - 1
        return ((IN, name), (NAMED, name)) if itself else ((IN, name),)
    tail = re.split(r"[*?]", parts[-1])[-1]
    if not inside and "." in tail:
        return ((ENDING, _ending(tail)),)
    return ((BELOW, ""),)


def _regex(parts: Sequence[str], *, anchored: bool, inside: bool) -> str:
    made = "" if anchored else "(?:.*/)?"
    for at, part in enumerate(parts):
        last = at == len(parts) - 1
        made += "(?:.*/)?" if part == "**" else _segment(part) + ("" if last else "/")
    if inside:
        return made + "/.+"
    return made if _is_glob(parts[-1]) else made + "(?:/.*)?"


def _segment(part: str) -> str:
    signs = {"*": "[^/]*", "?": "[^/]"}
    return "".join(signs.get(sign) or re2.escape(sign) for sign in re.sub(r"\*+", "*", part))


@lru_cache(maxsize=2 * MOST_TRIES)
def compiled(pattern: str) -> re2._Regexp:
    """RE2 takes time in proportion to the path, whatever a repository writes into its patterns."""
    options = re2.Options()
    options.dot_nl = True
    options.log_errors = False  # it would write to stderr by itself
    options.max_mem = _MEMORY
    return re2.compile(pattern, options)


def keys_of(path: str) -> Iterator[Key]:
    """All keys of a path, each once."""
    *folders, name = path.split("/")
    yield AT, path
    yield NAMED, name
    yield ENDING, _ending(name)
    yield BELOW, ""
    yield from ((IN, folder) for folder in dict.fromkeys(folders))
    yield from ((BELOW, folder) for folder in folders_of("/".join(folders)) if folder)


def _ending(name: str) -> str:
    return "".join(name.rpartition(".")[1:]) if "." in name else ""


def folders_of(path: str) -> Iterator[str]:
    """The path and the folders above it, the topmost first."""
    parts = path.split("/")
    for count in range(1, len(parts) + 1):
        yield "/".join(parts[:count])
