"""Words that say nothing of where things lie: those that kbaudit's own pages on its checks are written in.

A folder that is called "review" must not turn "the review was due" into "the [path] was due". Where such a word stands
in a path it's replaced all the same.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from kbaudit.checks import CHECKS
from kbaudit.checks.pages import page

_WORD: Final = re.compile(r"[a-z]+")
_NUMBER: Final = re.compile(r"v?[\d\W_]+", re.IGNORECASE)
_SHORTEST: Final = 4


def is_telling(name: str) -> bool:
    """Whether the name of a file or folder gives itself away where it stands alone in a text.

    Not where it is a number, a date or a version, a word that anybody may say, or shorter than four letters.
    """
    if len(name) < _SHORTEST or _NUMBER.fullmatch(name):
        return False
    return name.lower() not in _words()


@cache
def _words() -> frozenset[str]:
    return frozenset(word for check in CHECKS for word in _WORD.findall(page(check.code).lower()))
