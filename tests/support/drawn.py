"""A fixed draw from a strategy: points that an engine is filled with once, for many random rules."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings

if TYPE_CHECKING:
    from hypothesis import strategies as st

T = TypeVar("T")


SIZES = (40, 150, 500)
"""How many are drawn at once; who wants fewer gets the first of them."""


def drawn(strategy: st.SearchStrategy[T], count: int) -> list[T]:
    """So many values, the same ones at each run; what is equal by its name is drawn once for all who ask."""
    size = next((size for size in SIZES if size >= count), count)
    key = (repr(strategy), size)
    if key not in _DRAWN:
        _DRAWN[key] = _draw(strategy, size)
    return deepcopy(_DRAWN[key][:count])


_DRAWN: dict[tuple[str, int], list[Any]] = {}


def _draw(strategy: st.SearchStrategy[T], count: int) -> list[T]:
    found: list[T] = []

    @seed(1)
    @settings(max_examples=count, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def gather(value: T) -> None:
        found.append(value)

    gather()
    return found


def run(code: str) -> dict[str, Any]:
    """The names that printed code defines."""
    names: dict[str, Any] = {}
    exec(compile(code, "printed", "exec"), names)  # noqa: S102 - what `rules compile` prints is meant to be run
    return names
