"""SHA256SUMS, as `sha256sum -c` reads it: a line a file, sorted, its digest, two blanks and its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.evidence.names import UNLISTED, is_safe

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")


def sums_text(digests: Mapping[str, str]) -> str:
    """The file for these digests, each 64 hex digits, by path."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests))


def read_sums(text: str) -> dict[str, str]:
    """The digests by path. ValueError says which line isn't one that kbaudit writes."""
    digests: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = _LINE.match(text, at)
        if found is None or not is_safe(found[2]) or found[2] in digests or found[2] in UNLISTED:
            raise ValueError(f"line {len(digests) + 1} is none of a digest and the name of a file")
        digests[found[2]] = found[1]
        at = found.end()
    return digests
