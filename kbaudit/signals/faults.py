"""What is wrong with single passages of a text: garbled, placeholders, references to nothing, walls of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.signals import fillers, pointers
from kbaudit.signals.dangling import dangling_marks
from kbaudit.signals.garbled import damage_of
from kbaudit.signals.placeholders import placeholder_marks
from kbaudit.signals.triggers import Triggers
from kbaudit.signals.uncoded import Uncoded
from kbaudit.signals.walls import wall_marks

if TYPE_CHECKING:
    from kbaudit.model import Extract, Mark
    from kbaudit.signals.garbled import Damage

_TRIGGERS: Final = Triggers(fillers.WORDS | pointers.WORDS)


def faults_of(extract: Extract) -> tuple[Damage, tuple[Mark, ...]]:
    """How far the text is garbled, and the marks of every fault, in the order of the text."""
    uncoded = Uncoded(extract)
    damage = damage_of(uncoded)
    words = _TRIGGERS.in_text(f"\n{extract.text}")  # some words begin with the end of the line before
    found = (
        *damage.marks,
        *placeholder_marks(uncoded, words & fillers.WORDS),
        *dangling_marks(uncoded, words & pointers.WORDS),
        *wall_marks(uncoded),
    )
    return damage, tuple(sorted(found, key=lambda mark: (mark.start, mark.kind)))
