"""The page of each check, as `kbaudit explain` shows it."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Final

from kbaudit.checks import CHECKS
from kbaudit.errors import KbauditError, UsageError

_OF_INDEXES: Final = ("KB701", "KB702", "KB703", "KB704", "KB705")  # `kbaudit index check` finds these, no check does
_PACKAGE: Final = Path(__file__).resolve().parent.parent
_PLACES: Final = (_PACKAGE / "pages", _PACKAGE.parent / "docs" / "checks")  # in a wheel; in a checkout


def page(code: str) -> str:
    """A check's page in Markdown. UsageError for a code that no check has."""
    codes = [*(check.code for check in CHECKS), *_OF_INDEXES]
    wanted = code.upper()
    if wanted not in codes:
        nearest = difflib.get_close_matches(wanted, codes, n=1, cutoff=0.0)
        raise UsageError(f'no check has the code "{code}"; the nearest is {nearest[0]}')
    for place in _PLACES:
        file = place / f"{wanted}.md"
        if file.is_file():
            return file.read_text("utf-8")
    raise KbauditError(f"the page of {wanted} is missing from this installation; install kbaudit anew")
