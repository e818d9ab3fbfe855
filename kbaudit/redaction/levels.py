"""How much of a report is hidden, and what stands in place of what is."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

PATH: Final = "[path]"
"""In place of a path that names no document of the report, and of a part of one."""


class Level(StrEnum):
    """What a report that leaves the house doesn't say: where things lie, what they say, or both and who answers."""

    PATHS = "paths"
    TEXT = "text"
    ALL = "all"

    @property
    def paths(self) -> bool:
        """Whether names of files and folders are hidden."""
        return self is not Level.TEXT

    @property
    def text(self) -> bool:
        """Whether the words of documents are hidden."""
        return self is not Level.PATHS

    @property
    def people(self) -> bool:
        """Whether people are hidden."""
        return self is Level.ALL


def withheld(text: str) -> str:
    """What stands in place of words: how many characters they have. Nothing in place of nothing."""
    return f"[withheld: {len(text):,} character{'s' * (len(text) != 1)}]" if text else ""
