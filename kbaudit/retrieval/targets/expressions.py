"""Filters that are text: built with a mark for the moment, then given as text or as Python that puts the moment in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Uncompilable
from kbaudit.retrieval.rules import NOW
from kbaudit.retrieval.targets.python_code import as_python

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kbaudit.retrieval.conditions import Condition, Scalar
    from kbaudit.retrieval.targets.base import Asked

MARK: Final = "\0"  # the moment, while the text is built: no value has this character


def checked(target: str, clause: object, text: str) -> str:
    """The text, if it can stand in an expression; raises Uncompilable where it can't."""
    if MARK in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Uncompilable(target, clause, "the text has a NUL in it, or is no Unicode")
    return text


def literals(
    target: str, condition: Condition, now: float | None, quoted: Callable[[str], str]
) -> Mapping[type, Sequence[str]]:
    """The condition's values as literals, by kind: text, number or truth value. Raises Uncompilable."""
    found: dict[type, list[str]] = {}
    for value in condition.values:
        if isinstance(value, str):
            checked(target, condition, value)
        kind = str if isinstance(value, str) and value != NOW else bool if isinstance(value, bool) else float
        found.setdefault(kind, []).append(_literal(value, now, quoted))
    return found


def _literal(value: Scalar, now: float | None, quoted: Callable[[str], str]) -> str:
    if value == NOW:
        return moment_literal(now)
    if isinstance(value, str):
        return quoted(value)
    return str(value).lower() if isinstance(value, bool) else repr(value)


def moment_literal(now: float | None) -> str:
    """The moment as a literal; the mark where it isn't known."""
    return MARK if now is None else repr(now)


def fill(template: str, parts: Mapping[str, str]) -> str:
    """The template with its {names} replaced, in one pass: nothing in a value is taken for a name."""
    return re.sub("|".join(re.escape(f"{{{name}}}") for name in parts), lambda found: parts[found[0][1:-1]], template)


def places(asked: Asked, kind: str = "float", given: str = "time.time()") -> dict[str, str]:
    """What the printed Python says of collection and moment: a parameter, given in an example, or baked in."""
    if asked.now is not None:
        return {
            "imported": "",
            "collection": repr(asked.collection),
            "call": "",
            "parameter": "",
            "when": f" at {asked.now}",
            "first": "",
            "argument": "",
        }
    return {
        "imported": "import time\n",
        "collection": repr(asked.collection),
        "call": f", {given}",
        "parameter": f"now: {kind}",
        "when": f" at `now` ({given})",
        "first": f"now: {kind}, ",
        "argument": "now",
    }


def as_text(marked: str) -> str:
    """The text, with "$now" in place of the mark."""
    return marked.replace(MARK, NOW)


def as_code(marked: str, indent: int = 4) -> str:
    """A Python expression that gives the text, with the name `now` in place of the mark."""
    pieces: list[str] = []
    for piece in marked.split(MARK):
        pieces += (piece, NOW)
    pieces = [piece for piece in pieces[:-1] if piece]
    if len(pieces) == 1 and pieces[0] != NOW:
        return as_python(pieces[0], indent=indent)
    return f'"".join(map(str, {as_python(pieces, indent=indent)}))'
