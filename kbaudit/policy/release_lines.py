"""Releases that live side by side: which one a path belongs to, and which comes after which."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

from kbaudit.policy.expressions import compiled

if TYPE_CHECKING:
    from collections.abc import Iterable

RELEASE: Final = "{release}"
STAND_IN: Final = "\ue000"  # stands for the release while pathspec translates the pattern: no path has it
_PARTS: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_Key = tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class ReleasePath:
    """Where a path names its release: a pattern in gitignore syntax, with {release} in it."""

    pattern: str
    live: tuple[str, ...]
    _expression: str

    @classmethod
    def of(cls, pattern: str, live: Iterable[str]) -> ReleasePath:
        """Compiles the pattern, which the policy's schema has checked."""
        longest_first = sorted(live, key=lambda release: (-len(release), release))
        regex = GitIgnoreSpecPattern(pattern.replace(RELEASE, STAND_IN)).regex
        either = "|".join(re.escape(release) for release in longest_first)
        translated = regex.pattern if regex else ""
        return cls(pattern, tuple(live), str(translated).replace(STAND_IN, f"(?P<release>{either})"))

    def release_of(self, path: str) -> str:
        """The live release that a path inside the source belongs to, "" for none."""
        found = compiled(self._expression).search(path)
        return str(found["release"]) if found else ""


def in_order(live: Iterable[str], latest: str | None) -> tuple[str, ...]:
    """The releases from the oldest to the latest: by version, unless the policy names the latest."""
    return tuple(sorted(live, key=lambda release: (release == latest, _version(release), release)))


def _version(release: str) -> _Key:
    """By its numbers; what words are added ("2.0-beta") comes before the number alone, a further number after it."""
    parts = _PARTS.findall(release.lower())
    return (*((1, int(part), "") if part[0].isdigit() else (-1, 0, part) for part in parts), (0, 0, ""))
