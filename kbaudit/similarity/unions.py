"""Names that hang together: a union-find over strings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Unions:
    """Disjoint groups of names; a group is called after its least name, whatever the order of joining."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def find(self, name: str) -> str:
        """The least name of the group; a name never joined is a group of one."""
        above = self._above
        top = name
        while (up := above.get(top, top)) != top:
            top = up
        while (up := above.get(name, name)) != top:
            above[name], name = top, up
        return top

    def join(self, a: str, b: str) -> None:
        """Make one group of the groups of a and b."""
        a, b = sorted((self.find(a), self.find(b)))
        if a != b:
            self._above[b] = a

    def groups(self, names: Iterable[str]) -> dict[str, list[str]]:
        """The names by group, groups and names in the order given."""
        groups: dict[str, list[str]] = {}
        for name in names:
            groups.setdefault(self.find(name), []).append(name)
        return groups
