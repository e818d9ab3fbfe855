"""What came of a cross-check, and how one is made that nothing in a bundle can break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.errors import KbauditError
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Callable

HIDDEN: Final = "[redacted: "
_CAUGHT: Final = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OverflowError, OSError, KbauditError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One cross-check: passed is None where it couldn't be made, which proves nothing either way."""

    name: str
    passed: bool | None
    detail: str


class Contradiction(ValueError):
    """Two things in a bundle don't fit together."""


def checked(name: str, make: Callable[[], str | None]) -> Check:
    """The outcome of a function that tells what it found to be so, or None where it can't be made here.

    What it raises of a bundle that contradicts itself, or that can't be understood, is the failure's detail.
    """
    try:
        detail = make()
    except _CAUGHT as error:
        return Check(name, passed=False, detail=displayed(str(error).replace("\n", " ")[:500]))
    if detail is None:
        return Check(name, passed=None, detail="not in this bundle")
    return Check(name, passed=True, detail=displayed(detail))


def same(found: object, expected: object, what: str) -> None:
    """Raises Contradiction where two values differ."""
    if found != expected:
        raise Contradiction(f"{what}: {_shown(found)}, and not {_shown(expected)}")


def same_or_hidden(found: object, expected: object, what: str) -> None:
    """The same, but where what is found was hidden, because a name in it gives something away: then nothing is said."""
    if HIDDEN not in str(found):
        same(found, expected, what)


def _shown(value: object) -> str:
    return str(value)[:120]
