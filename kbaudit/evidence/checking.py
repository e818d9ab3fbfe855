"""What came of a cross-check, and how one is made that nothing in a bundle can break."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Interrupted
from kbaudit.evidence.reading import Changed
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Callable

    from kbaudit.redaction import Names

HIDDEN: Final = "[redacted: "

_NUMBERED: Final = re.compile(r" \(\d+\)(?=/?\Z)")


@dataclass(frozen=True, slots=True)
class Check:
    """One cross-check: passed is None where it couldn't be made, which proves nothing either way."""

    name: str
    passed: bool | None
    detail: str


def bare(shown: str) -> str:
    """What is shown of a uri without the number that tells it from others that look alike."""
    return _NUMBERED.sub("", shown) if HIDDEN in shown else shown


class Contradiction(ValueError):
    """Two things in a bundle don't fit together."""


def checked(name: str, make: Callable[[], str | None]) -> Check:
    """The outcome of a function that tells what it found to be so, or None where it can't be made here.

    What it raises of a bundle that contradicts itself, or that can't be understood, is the failure's detail.
    """
    try:
        detail = make()
    except Interrupted:
        raise
    except Changed as error:  # that is told by the name of the file
        return Check(name, passed=None, detail=displayed(str(error)))
    except Exception as error:  # noqa: BLE001 - whatever a bundle makes a check raise is that check's failure alone
        said = str(error) or type(error).__name__
        return Check(name, passed=False, detail=displayed(said.replace("\n", " ")[:500]))
    if detail is None:
        return Check(name, passed=None, detail="not in this bundle")
    return Check(name, passed=True, detail=displayed(detail))


def same(found: object, expected: object, what: str) -> None:
    """Raises Contradiction where two values differ."""
    if found != expected:
        raise Contradiction(f"{what}: {_shown(found)}, and not {_shown(expected)}")


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is told in place of a text in which a name stands that gives something away.

    names is None where another version of kbaudit made the bundle, which may have hidden in another way: then any text
    in which something was hidden is taken for it.
    """

    names: Names | None

    def same(self, found: object, expected: object, what: str) -> None:
        """Raises Contradiction where two values differ, and the one isn't the other with what is hidden."""
        if HIDDEN not in str(found) or not self._is_hidden(found, expected):
            same(found, expected, what)

    def is_uri(self, shown: str, uri: str) -> bool:
        """Whether a uri may be shown so. Those that look alike when hidden are numbered."""
        if shown == uri or HIDDEN not in shown:
            return shown == uri
        return self.names is None or self.names.text(uri) in {shown, bare(shown)}

    def _is_hidden(self, found: object, expected: object) -> bool:
        if isinstance(found, tuple) and isinstance(expected, tuple):
            return len(found) == len(expected) and all(map(self._is_hidden, found, expected))
        if isinstance(found, str) and isinstance(expected, str):
            return self.names is None or found in {expected, self.names.text(expected)}
        return found == expected


def _shown(value: object) -> str:
    return str(value)[:120]
