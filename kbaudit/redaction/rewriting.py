"""Makes a report anew with every text hidden as its field asks, whatever values it is made of.

A report of 40,000 documents has a million values: those without texts are passed by at once, and one that stands in
several places is made anew once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Protocol

from kbaudit.redaction.holdings import FIELDS, Holds

if TYPE_CHECKING:
    from collections.abc import Callable

    Hide = Callable[[str], str]

_WITHIN: Final = (str, bytes, Mapping, tuple, list, set, frozenset)


class Hiding(Protocol):
    """What hides texts: `of` has what hides those of each kind of field, `uri` is the one of uris.

    finish has, for a class whose fields alone don't tell what to hide, what makes of a value and the same one with its
    fields hidden the one that is told.
    """

    of: Mapping[Holds, Hide]
    uri: Hide
    finish: Mapping[type, Callable[[Any, Any], Any]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a class is made anew: what hides the texts of its fields, what reads them, and what hides yet more."""

    hides: tuple[Hide, ...]
    values_of: Callable[[Any], tuple[Any, ...]]
    finish: Callable[[Any, Any], Any] | None


class Rewriting:
    """Hides what stands in values."""

    def __init__(self, hiding: Hiding) -> None:
        self._hiding = hiding
        self._made: dict[int, tuple[Any, Any]] = {}
        self._plans: dict[type, _Plan] = {}
        self._plain: set[type] = set()

    def of(self, value: Any, hide: Hide) -> Any:
        """The value with its texts hidden; hide is what hides those that stand in no field of a class."""
        kind = type(value)
        if not value or kind in self._plain:
            return value
        if kind is str:
            return hide(value)
        if kind in self._plans:
            return self._object(value)
        if isinstance(value, _WITHIN) and not isinstance(value, Enum):
            return self._within(value, hide)
        if is_dataclass(value):
            self._plans[kind] = self._plan(kind)
            return self._object(value)
        self._plain.add(kind)
        return value

    def _within(self, value: Any, hide: Hide) -> Any:
        if type(value) is tuple and len(value) == 1:  # most are
            anew = self.of(value[0], hide)
            return value if anew is value[0] else (anew,)
        if isinstance(value, (tuple, list)):
            return type(value)([self.of(each, hide) for each in value])
        if isinstance(value, Mapping):
            made = {self.of(key, hide): self.of(each, hide) for key, each in value.items()}
            return dict(sorted(made.items())) if hide == self._hiding.uri else made
        if isinstance(value, (set, frozenset)):
            return frozenset(self.of(each, hide) for each in value)
        return b"" if isinstance(value, bytes) else hide(value)

    def _object(self, value: Any) -> Any:
        known = self._made.get(id(value))
        if known is None:  # the value is kept beside it, so that its id stays its own
            known = self._made[id(value)] = (value, self._anew(value))
        return known[1]

    def _anew(self, value: Any) -> Any:
        kind, plain, of = type(value), self._plain, self.of
        plan = self._plans[kind]
        values = plan.values_of(value)
        made, changed = [], False
        for each, hide in zip(values, plan.hides, strict=True):
            if each and type(each) not in plain:
                anew = hide(each) if type(each) is str else of(each, hide)
                changed = changed or anew is not each
                made.append(anew)
            else:
                made.append(each)
        whole = kind(*made) if changed else value
        return plan.finish(value, whole) if plan.finish else whole

    def _plan(self, kind: type) -> _Plan:
        known = FIELDS.get(kind, {})
        names = [field.name for field in fields(kind)]
        read = attrgetter(*names)
        values_of = read if len(names) > 1 else lambda value: (read(value),)
        hides = tuple(self._hiding.of[known.get(name, Holds.WORDS)] for name in names)
        return _Plan(hides, values_of, self._hiding.finish.get(kind))
