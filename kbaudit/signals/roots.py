"""The words that announce a secret, a personal number or an instruction: without one nothing is looked for."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kbaudit.signals.instruction_phrases import PHRASES
from kbaudit.signals.literals import Literals
from kbaudit.signals.personal_kinds import NUMBERS
from kbaudit.signals.secret_words import ROOTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@lru_cache(maxsize=2)
def roots_in(text: str) -> Mapping[str, Sequence[int]]:
    """Each such word that a text holds, with its places. The last text is remembered: it's asked for twice."""
    return _literals().found(text)


@cache
def _literals() -> Literals:
    numbers = (word for kind in NUMBERS for word in kind.words)
    phrases = (root for phrase in PHRASES for root in phrase.roots)
    return Literals((*ROOTS, *numbers, *phrases))
