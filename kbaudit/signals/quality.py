"""How far a text can be trusted to be what its author wrote: the share of it that is sound, and what is wrong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.signals.garbled import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Extract
    from kbaudit.signals.garbled import Damage

_COMMENT: Final = re.compile(r"\s*+<!--(?:.*?-->|.*)", re.DOTALL)
_FEWEST_WORDS_A_PAGE: Final = 12
_PER_DAMAGED: Final = 2.5
_MOST_FOR_DAMAGED: Final = 0.2
"""Damage that spoils no passage costs some confidence, and never so much that the document isn't trusted."""
_FOR_A_GUESS: Final = 0.05


def quality_of(extract: Extract, damage: Damage) -> tuple[float, tuple[str, ...]]:
    """The confidence in a text, 0..1, and what lowered it, worst first: each a phrase with the figure.

    It is the share of the text that stands in sound passages, less a little for lesser faults. So it falls below a half
    when most of the text is garbled.
    """
    if not _shows_something(extract):
        return 0.0, ("no text",)
    faults = sorted(_faults(extract, damage), key=lambda fault: (-fault[0], fault[1]))
    confidence = 1.0
    for penalty, _ in faults:
        confidence *= 1 - penalty
    return round(confidence, 3), tuple(reason for _, reason in faults)


def _shows_something(extract: Extract) -> bool:
    """Whether a reader sees anything: comments in Markdown are for its authors."""
    text, at = extract.text, 0
    while extract.kind == "markdown" and (comment := _COMMENT.match(text, at)):
        at = comment.end()
    return not text[at:].isspace() and at < len(text)


def _faults(extract: Extract, damage: Damage) -> Iterator[tuple[float, str]]:
    """Penalties, 0..1, with the reason."""
    if damage.spoiled:
        worst = max((mark for mark in damage.marks if mark.text_sha256), key=lambda mark: mark.end - mark.start)
        yield damage.spoiled, f"{percent(damage.spoiled)} of the text is garbled: {worst.label}"
    if damage.damaged:
        penalty = min(_MOST_FOR_DAMAGED, _PER_DAMAGED * damage.damaged)
        yield penalty, f"{percent(damage.damaged)} of the words hold {damage.damaged_by}"
    pages = max((passage.page for passage in extract.passages), default=0) if extract.kind == "pdf" else 0
    if pages > 1 and (rate := len(extract.text.split()) / pages) < _FEWEST_WORDS_A_PAGE:
        yield 0.6 * (1 - rate / _FEWEST_WORDS_A_PAGE), f"only {rate:.0f} words a page"
    for code, detail in extract.problems:
        if code == "encoding":
            yield _FOR_A_GUESS, f"encoding: {detail}" if detail else "encoding not sound"
