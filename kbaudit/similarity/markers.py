"""What a path says about version and copy, and how what several paths say compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.similarity.numbering import FIRST, Number

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, order=True, slots=True)
class Version:
    """What a path says of a document's age. Two compare with meaning only through by_place and by_name.

    standing: -1 put away (old, archive), 1 latest. finality: -1 draft, 1 and up final.
    """

    standing: int = 0
    folder: tuple[Number, ...] = ()
    name: tuple[Number, ...] = ()
    finality: int = 0


@dataclass(frozen=True, slots=True)
class Marker:
    """A path read. key is the path without its markers, the same for all versions of one document.

    label is the version as people say it. root is the folder above the release folder, "" where there's none.
    """

    key: str
    version: Version = Version()
    copy: bool = False
    label: str = ""
    root: str = ""

    @property
    def marked(self) -> bool:
        """Whether the path says anything about version or copy."""
        return bool(self.label)


_LAST: Final = Number("version", (10**9,))  # "final" without a number, beside numbered ones


def by_place(versions: Sequence[Version]) -> list[tuple[object, ...]] | None:
    """Sortable keys from the folders (put away < plain < latest; then release folders); None if they can't compare."""
    for standing in {version.standing for version in versions}:
        schemes = {tuple(n.scheme for n in v.folder) for v in versions if v.standing == standing}
        if len(schemes) > 1:
            return [(v.standing,) for v in versions] if len({v.standing for v in versions}) > 1 else None
    return [(v.standing, v.folder) for v in versions]


def by_name(versions: Sequence[Version]) -> list[tuple[object, ...]] | None:
    """Sortable keys from the names (draft < plain < final of each number); None if they can't compare.

    A name without a number counts as version 1 beside numbered ones, or as the last one when it says "final".
    """
    shape = max((tuple(n.scheme for n in v.name) for v in versions), key=len, default=())
    keys: list[tuple[object, ...]] = []
    for version in versions:
        have = tuple(n.scheme for n in version.name)
        missing = shape[len(have) :]
        if shape[: len(have)] != have or any(scheme != "version" for scheme in missing):
            return None
        filler = _LAST if version.finality > 0 and not have else FIRST
        keys.append((version.name + (filler,) * len(missing), version.finality))
    return keys
