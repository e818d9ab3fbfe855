"""Blocks to passages: runs of blocks under one heading, so that together they cover all text that isn't blank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.model import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LIMIT: Final = 1_500
"""Characters that a passage holds; a single block may be longer."""
BLOCK_LIMIT: Final = 2 * LIMIT
"""Characters from which on even a single block is cut, at a line's end or between words."""


class Block(NamedTuple):
    """Where a block begins, under which headings, on which page (0 for none). It ends where the next one begins."""

    start: int
    heading: tuple[str, ...] = ()
    page: int = 0


def packed(text: str, blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """Passages over the whole text; blocks are in order. Text before the first block stands under no heading."""
    if not blocks or blocks[0].start > 0:
        blocks = [Block(0), *blocks]
    made: list[Passage] = []
    first = blocks[0]
    end = first.start
    for block, block_end in _with_ends(text, blocks):
        same = block.heading == first.heading and block.page == first.page
        if not same or block_end - first.start > LIMIT:
            made += _trimmed(text, first, end)
            first = block
        end = block_end
    made += _trimmed(text, first, end)
    return tuple(made)


def _with_ends(text: str, blocks: Sequence[Block]) -> Iterator[tuple[Block, int]]:
    for i, block in enumerate(blocks):
        end = blocks[i + 1].start if i + 1 < len(blocks) else len(text)
        start = block.start
        while end - start > BLOCK_LIMIT:
            cut = _cut(text, start)
            yield Block(start, block.heading, block.page), cut
            start = cut
        yield Block(start, block.heading, block.page), end


def _cut(text: str, start: int) -> int:
    half, end = start + LIMIT // 2, start + LIMIT
    for mark in ("\n", ". ", " "):
        found = text.rfind(mark, half, end)
        if found >= 0:
            return found + len(mark)
    return end


def _trimmed(text: str, first: Block, end: int) -> Iterator[Passage]:
    piece = text[first.start : end]
    bare = piece.strip()
    if bare:
        start = first.start + len(piece) - len(piece.lstrip())
        yield Passage(start, start + len(bare), first.heading, first.page)


class Headings:
    """The headings above the place where a reading stands."""

    def __init__(self) -> None:
        self.path: tuple[str, ...] = ()
        self._levels: tuple[int, ...] = ()

    def enter(self, level: int, heading: str) -> tuple[str, ...]:
        """The path from this heading on: it ends every heading of its level or below."""
        kept = sum(1 for each in self._levels if each < level)
        if heading:
            self._levels, self.path = (*self._levels[:kept], level), (*self.path[:kept], heading)
        else:
            self._levels, self.path = self._levels[:kept], self.path[:kept]
        return self.path
