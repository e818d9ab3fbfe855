"""What a broken link most likely means: a file of the same name elsewhere, or a name that is nearly the same."""

from __future__ import annotations

import difflib
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from kbaudit.linking.targets import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.linking.places import Places

_COMPARISONS: Final = 300
"""Links of a whole corpus for which near names are searched: each takes milliseconds."""
_NAMES: Final = 200
_NEAR: Final = 0.8


class Suggestions:
    """Likely targets. The names are sorted out when the first is asked for."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._by_name: dict[tuple[str, str], list[str]] = {}
        self._by_folder: dict[str, dict[str, str]] = {}
        self._left = _COMPARISONS

    def page(self, path: str) -> str:
        """The uri of a document that the path of a broken link may mean; "" where none is likely."""
        name = _name(path)
        same = self._named(path)
        # A name that many have ("index", "install") means the one wanted only where the folder above agrees too.
        above = _name(path.rpartition("/")[0])
        likely = same if len(same) == 1 else [each for each in same[:_NAMES] if _name(_folder(each)) == above]
        if likely:
            return self._places.files[min(likely, key=lambda each: (-_common(each, path), each))]
        beside = self._by_folder.get(path.rpartition("/")[0], {})
        return self._places.files.get(beside.get(self._nearest(name, list(beside)), ""), "")

    def has_name(self, path: str) -> bool:
        """Whether a page of that name stands anywhere in the source."""
        return bool(self._named(path))

    def anchor(self, fragment: str, anchors: Sequence[str]) -> str:
        """The nearest anchor, with its "#"; "" where none is near."""
        wanted = fragment.lower()
        begins = [each for each in anchors if _goes_on(each, wanted) or _goes_on(wanted, each)]
        nearest = max(begins, key=len) if begins else self._nearest(wanted, anchors)
        return f"#{nearest}" if nearest else ""

    def _named(self, path: str) -> Sequence[str]:
        if not self._by_name:
            self._sort_out()
        name = _name(path)
        return self._by_name.get((path.partition("/")[0], name), ()) if name else ()

    def _nearest(self, name: str, known: Sequence[str]) -> str:
        if not name or not known or self._left <= 0:
            return ""
        self._left -= 1
        return next(iter(difflib.get_close_matches(name, known[:_NAMES], n=1, cutoff=_NEAR)), "")

    def _sort_out(self) -> None:
        for path in self._places.files:
            name = _name(path)
            self._by_name.setdefault((path.partition("/")[0], name), []).append(path)
            self._by_folder.setdefault(path.rpartition("/")[0], {}).setdefault(name, path)


def _goes_on(anchor: str, other: str) -> bool:
    return anchor.startswith(f"{other}-")


def _name(path: str) -> str:
    """The last name in a path, an index's being its folder's."""
    return page_of(path).rpartition("/")[2]


def _folder(path: str) -> str:
    """The folder that a page stands in, for an index that of its folder."""
    return page_of(path).rpartition("/")[0]


def _common(one: str, other: str) -> int:
    """How near two paths are: the folders that they share from the top, less those that they don't."""
    ours, theirs = one.split("/")[:-1], other.split("/")[:-1]
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))
    return 2 * shared - len(ours)
