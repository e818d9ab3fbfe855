"""Text that is meant for a model rather than for a reader, in sight or hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbaudit.model import Extract, Mark


def instruction_marks(extract: Extract) -> tuple[Mark, ...]:
    """Every stretch that tries to instruct a model."""
    return ()
