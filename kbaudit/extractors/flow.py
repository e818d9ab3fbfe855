"""A text that is put together block by block, with its headings on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.extractors.passages import Block, Headings, packed

if TYPE_CHECKING:
    from kbaudit.model import Passage

_TITLE_LIMIT: Final = 300


class Flow:
    """The blocks so far. title is the first heading."""

    def __init__(self) -> None:
        self.title = ""
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._headings = Headings()
        self._size = 0

    def heading(self, level: int, text: str, *, page: int = 0, gap: str = "\n\n") -> None:
        """Appends a heading, under which stands what follows."""
        shown = " ".join(text.split())[:_TITLE_LIMIT]
        self._headings.enter(level, shown)
        self.title = self.title or shown
        self.block(text, page=page, gap=gap)

    def under(self, level: int, name: str) -> None:
        """What follows stands under that name, which is no text of its own."""
        self._headings.enter(level, " ".join(name.split())[:_TITLE_LIMIT])

    def block(self, text: str, *, page: int = 0, gap: str = "\n\n") -> None:
        """Appends a block; a blank one leaves nothing."""
        if not text.strip():
            return
        gap = gap if self._pieces else ""
        self._pieces += (gap, text)
        self._blocks.append(Block(self._size + len(gap), self._headings.path, page))
        self._size += len(gap) + len(text)

    @property
    def size(self) -> int:
        """Characters so far."""
        return self._size

    def made(self) -> tuple[str, tuple[Passage, ...]]:
        """The text and its passages."""
        text = "".join(self._pieces)
        return text, packed(text, self._blocks)
