"""Fragments against anchors. Renderers write the same heading in many ways, so letters and digits alone decide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.linking.targets import squeezed

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL: Final = 5_000
"""From so many anchors on a document has others that weren't learned."""

_MADE_BY_PAGES: Final = re.compile(
    r"_?(?:top|toc|content|contents|main|main-content|page-top|start|footer|header|table-of-contents|search|menu|nav)$"
    r"|L?\d{1,9}(?:-L?\d{1,9})?$|L\d|_Toc|_Ref|(?:note|page|slide|tab)="
    r"|(?:fn|fnref|footnote|cite_?(?:note|ref)?|ref|note|comment|issue|issuecomment|discussion|slide|tab)[-_:.]?\d",
    re.IGNORECASE,
)
_NOTATION: Final = re.compile(r"[/!=:?&{}<>$|*\\%;,()\[\]]")
"""What no anchor of a heading has: routes, text fragments, parameters, templates."""
_LEAST: Final = 4
_DIGITS: Final = "0123456789"


class Anchors:
    """The anchors of one document, ready to be asked many times."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = frozenset(names)
        self._are_all = 0 < len(names) < FULL
        # Headings in other scripts get ids that each renderer makes up in its own way.
        self._foreign = 2 * sum(name.isascii() for name in self.names) < len(self.names)
        self._forms: frozenset[str] = frozenset()
        self._bare: frozenset[str] = frozenset()

    def lack(self, fragment: str) -> bool:
        """Whether it is sure that none of them is this fragment, however a renderer writes it."""
        if not fragment or not self._are_all or fragment in self.names:
            return False
        if _NOTATION.search(fragment) or _MADE_BY_PAGES.match(fragment.removeprefix("user-content-")):
            return False
        return not (fragment.isascii() and self._foreign) and not self._have(squeezed(fragment))

    def _have(self, wanted: frozenset[str]) -> bool:
        if not self._forms:
            self._forms = frozenset(form for name in self.names for form in squeezed(name))
            self._bare = frozenset(form.rstrip(_DIGITS) for form in self._forms)
        if not wanted or wanted & self._forms:
            return True
        # Generators put the heading above before one that isn't unique, or a number after it.
        longest = max(wanted, key=len)
        bare = longest.rstrip(_DIGITS)
        if bare != longest and bare in self._bare:
            return True
        cuts = range(1, len(longest) - _LEAST + 1)
        return any(longest[cut:] in self._forms and longest[:cut] in self._forms for cut in cuts)
