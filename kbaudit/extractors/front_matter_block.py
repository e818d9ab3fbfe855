"""What the readers of front matter share: how much a block may hold, and how it is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

SIZE_LIMIT: Final = 64 * 1024
DEPTH_LIMIT: Final = 20
DUPLICATE_LIMIT: Final = 20

Pairs = list[tuple[str, str]]
"""Names as written, nested ones joined by dots, and values as text; a list is several pairs of one name."""
Problems = tuple[tuple[str, str], ...]

_WORDS: Final = (
    "title author authors date dates draft owner owners maintainer maintainers status state version revision revdate"
    " revnumber created updated modified lastmod lastmodified lastupdated lastupdate lastedited reviewed reviewedon"
    " lastreviewed lastreviewedon lastreview reviewdate nextreview nextreviewdate reviewby reviewdue effective"
    " effectivedate effectivefrom validfrom validuntil expires expirydate expirationdate published publishdate"
    " pubdate issued documentowner docowner policyowner pageowner contentowner approvedby supersedes supersededby"
    " replaces replacedby tags keywords slug classification language contact archived deprecated lang"
    " pagetitle"
)
_TELLING: Final = frozenset(_WORDS.split())
_SEPARATORS: Final = re.compile(r"[-_ .]")


class BadBlockError(Exception):
    """A block that can't be read as a whole; the message says where and why."""


class NoBlockError(Exception):
    """A block between two rules that is no front matter at all."""


def is_telling(names: Iterable[str]) -> bool:
    """Whether one of the names is such as documents describe themselves by: what else begins so may be a sample."""
    return any(_SEPARATORS.sub("", name).lower() in _TELLING for name in names)
