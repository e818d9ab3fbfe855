"""Several texts as one: the parts of a mail, the chapters of an e-book, the cells of a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.model import Link, Passage

if TYPE_CHECKING:
    from kbaudit.model import Extract


class Compound:
    """The parts so far, an empty line between them."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.links: list[Link] = []
        self.size = 0
        self._pieces: list[str] = []

    @property
    def text(self) -> str:
        """All parts as one text."""
        return "".join(self._pieces)

    def add(self, part: Extract, top: tuple[str, ...] = ()) -> None:
        """Appends a part, its headings under the top ones; a blank part leaves nothing."""
        if not part.text.strip():
            return
        if self._pieces:
            self._pieces.append("\n\n")
            self.size += 2
        at = self.size
        self._pieces.append(part.text)
        self.passages += [Passage(p.start + at, p.end + at, (*top, *p.heading)) for p in part.passages]
        self.links += [Link(each.target, each.text, each.start + at) for each in part.links]
        self.size += len(part.text)
