"""Regular expressions of a policy, in the syntax of RE2: they take time in proportion to the text, whatever they say.

The syntax is that of https://github.com/google/re2/wiki/Syntax: no look-around, no back references.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import re2

from kbaudit.model import displayed

_LONGEST: Final = 1000
_MEMORY: Final = 2**20  # bytes that one expression may take once it's compiled


def refuse_unusable(pattern: str) -> None:
    """Raises ValueError, which says why, for an expression that can't be used."""
    if len(pattern) > _LONGEST:
        raise ValueError(f"is longer than {_LONGEST} characters")
    try:
        compiled(pattern)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        reason = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise ValueError(f"is no regular expression in the syntax of RE2: {displayed(reason)}") from None


def fits(pattern: str, text: str) -> bool:
    """Whether the expression matches the whole text."""
    return compiled(pattern).fullmatch(text.encode("utf-8", "replace").decode()) is not None


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re2._Regexp:
    """The expression, ready for use. Raises re2.error."""
    options = re2.Options()
    options.log_errors = False  # it would write to stderr by itself
    options.max_mem = _MEMORY
    return re2.compile(pattern, options)
