"""What is wrong with single passages of a text: garbled, placeholders, references to nothing, walls of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbaudit.model import Extract, Mark


def fault_marks(extract: Extract) -> tuple[Mark, ...]:
    """Every such stretch, in the order of the text."""
    return ()
