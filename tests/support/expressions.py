"""Filters that are text, read back: a small reader of conditions joined by and, or and brackets."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Point = dict[str, Any]
Test = Callable[[Point], bool]

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    ">": lambda held, value: held > value,
    ">=": lambda held, value: held >= value,
    "<": lambda held, value: held < value,
    "<=": lambda held, value: held <= value,
    "=": lambda held, value: held == value,
}
_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"


class Reader:
    """An expression of one grammar, as a test of points; whatever isn't in the grammar is an error.

    string is the pattern of a text, unquote gives the text that it stands for, words are the signs that compare, each
    with what it means ("=", ">"...), path is the pattern of a name.
    """

    def __init__(
        self, string: str, unquote: Callable[[str], str], words: dict[str, str], path: str = r"[A-Za-z_][A-Za-z0-9_]*"
    ) -> None:
        self._unquote, self._words = unquote, words
        compared = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
        self._token = re.compile(
            rf"\s*(?:(?P<text>{string})|(?P<number>{_NUMBER})|(?P<word>\b(?:and|or|in|true|false)\b)"
            rf"|(?P<compared>{compared}(?![A-Za-z0-9]))|(?P<name>{path})|(?P<mark>[(),]))",
            re.DOTALL,
        )

    def read(self, text: str) -> Test:
        """The whole text as a test."""
        self._tokens = []
        at = 0
        while at < len(text):
            found = self._token.match(text, at)
            assert found, f"no token at {text[at : at + 20]!r}"
            self._tokens.append((str(found.lastgroup), str(found[str(found.lastgroup)])))
            at = found.end()
        self._tokens.append(("end", ""))
        test = self._any()
        assert self._next() == ("end", "")
        return test

    def _next(self) -> tuple[str, str]:
        return self._tokens.pop(0)

    def _skip(self, wanted: str) -> bool:
        if self._tokens[0][1] == wanted and self._tokens[0][0] in ("word", "mark"):
            self._next()
            return True
        return False

    def _any(self) -> Test:
        parts = [self._all()]
        while self._skip("or"):
            parts.append(self._all())
        return lambda point: any(part(point) for part in parts)

    def _all(self) -> Test:
        parts = [self._one()]
        while self._skip("and"):
            parts.append(self._one())
        return lambda point: all(part(point) for part in parts)

    def _one(self) -> Test:
        if self._skip("("):
            test = self._any()
            assert self._skip(")")
            return test
        if self._skip("false"):
            return lambda _: False
        kind, name = self._next()
        assert kind == "name", (kind, name)
        if self._skip("in"):
            assert self._skip("(")
            values = [self._value()]
            while self._skip(","):
                values.append(self._value())
            assert self._skip(")")
            return lambda point: any(_compare(point.get(name), "=", value) for value in values)
        kind, sign = self._next()
        assert kind == "compared", (kind, sign)
        value = self._value()
        return lambda point: _compare(point.get(name), self._words[sign], value)

    def _value(self) -> Any:
        kind, text = self._next()
        if kind == "text":
            return self._unquote(text)
        if kind == "number":
            return float(text)
        assert (kind, text) in (("word", "true"), ("word", "false")), (kind, text)
        return text == "true"


def _compare(held: Any, sign: str, value: Any) -> bool:
    if held is None:
        return False
    kinds = {
        "text" if isinstance(one, str) else "truth" if isinstance(one, bool) else "number" for one in (held, value)
    }
    assert len(kinds) == 1, "a field is compared with a value of another type"
    return _ORDERS[sign](held, value)
