"""Patterns in gitignore syntax, decided as git decides them.

A walk asks folder by folder and never enters an ignored one, so a pattern is held against the entry itself, not
against the folders above it. pathspec translates the patterns; its own verdict isn't taken because it differs
from git where `*` is followed by `!*/` (https://git-scm.com/docs/gitignore; tested against git itself).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pathspec.patterns.gitignore.base import GitIgnorePatternError
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from kbaudit.errors import UsageError
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MOST_STARS: Final = 4  # in one name: each further one multiplies the time to match a long name by 255
_MOST_FOLDER_STARS: Final = 3  # "**" in one pattern
_LONGEST: Final = 1000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the last pattern that fits says of an entry; text is the pattern as written."""

    ignored: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One pattern. contents_only is for `folder/**`, which means what is in the folder and not the folder."""

    text: str
    regex: re.Pattern[str]
    ignores: bool
    contents_only: bool

    def fits(self, path: str) -> bool:
        """Whether it means this very entry, and not only a folder above it."""
        return any(self._is_entry(found, len(path)) for found in self.regex.finditer(path))

    def _is_entry(self, found: re.Match[str], length: int) -> bool:
        if self.contents_only:
            return found.end() < length
        mark = found.re.groupindex.get("ps_d")  # pathspec's mark for the slash after a folder's name
        return mark is None or found.end(mark) in {-1, length}


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of one file (or of the command line). base is the folder they speak of: "" or "a/b/"."""

    base: str
    _patterns: tuple[_Pattern, ...]

    @classmethod
    def of(cls, lines: Iterable[str], *, where: str, base: str = "") -> Patterns:
        """Raises UsageError, naming `where` and the line, for a pattern that can't be used."""
        return cls(base, tuple(_compiled(lines, where)))

    def verdict(self, path: str) -> Verdict | None:
        """What is said of an entry: its path below the source, with a slash at the end if it is a folder."""
        below = path.removeprefix(self.base)
        for pattern in reversed(self._patterns):
            if pattern.fits(below):
                return Verdict(pattern.ignores, pattern.text)
        return None

    def __bool__(self) -> bool:
        return bool(self._patterns)


def first_verdict(layers: Sequence[Patterns], path: str) -> Verdict | None:
    """What the first layer that has an opinion says of an entry."""
    for layer in layers:
        if verdict := layer.verdict(path):
            return verdict
    return None


def _compiled(lines: Iterable[str], where: str) -> Iterator[_Pattern]:
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            _refuse_slow(line)
            # To git `folder/**/` means the folders in it; pathspec takes it for the folder itself.
            pattern = GitIgnoreSpecPattern(re.sub(r"/\*\*/ *$", "/**/*/", line))
        except (GitIgnorePatternError, re.error, ValueError) as error:
            shown = displayed(line[:80])
            raise UsageError(f"{where}, line {number}: the pattern {shown!r} can't be used: {error}") from error
        # regex is None for a pattern that git takes and that fits nothing (an unclosed bracket).
        if isinstance(pattern.regex, re.Pattern) and pattern.include is not None:
            contents_only = line.rstrip().endswith("/**") and not line.startswith(("**/**", "/**", "!/**", "!**/**"))
            yield _Pattern(displayed(line), pattern.regex, pattern.include, contents_only)


def _refuse_slow(line: str) -> None:
    """The patterns become backtracking regexes, and a folder's own file of them is not to be trusted."""
    if len(line) > _LONGEST:
        raise ValueError(f"it is longer than {_LONGEST} characters")
    names = line.split("/")
    if any(name.count("*") > _MOST_STARS for name in names):
        raise ValueError(f"more than {_MOST_STARS} stars in one name")
    if names.count("**") > _MOST_FOLDER_STARS:
        raise ValueError(f"more than {_MOST_FOLDER_STARS} times **")
