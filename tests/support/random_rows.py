"""Points as typed columns hold them, the same ones in each run: what the SQL targets are tried on."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import random_rules
from drawn import drawn

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW: Final = random_rules.NOW
AGES: Final = (
    *(0, 1, NOW, NOW + 1, NOW + 10**7),
    *(NOW - round(days * 86_400) for days in (0.1, 0.5, 29, 30, 180, 200, 5_000)),
)
_CHANCE = random.Random(6)  # noqa: S311 - the same points every time


def dated(point: dict[str, Any], often: float) -> dict[str, Any]:
    """The point, or so often one that passes the usual filter and has dates and document sets of interest."""
    if _CHANCE.random() < often:
        point |= {**random_rules.NEEDED, "kb_effective_ts": _CHANCE.choice(AGES)}
        point["kb_document_set"] = _CHANCE.choice(["hr", "it", "", 'it\'s "5%" \\ 😀', "other"])
        point["kb_demote_ts"] = _CHANCE.choice([NOW - 1, NOW, NOW + 1, None])
    return point


def _row(point: dict[str, Any]) -> dict[str, Any]:
    # Stamps have whole seconds, and so have their columns.
    return {
        name: round(value) if name.endswith("_ts") and value is not None else value for name, value in point.items()
    }


ROWS: Final[Mapping[int, Mapping[str, Any]]] = dict(
    enumerate(dated(_row(point), 0.4) for point in drawn(random_rules.points(typed=True), 500))
)
VECTORS: Final = {n: [_CHANCE.uniform(-1, 1), _CHANCE.uniform(-1, 1)] if n else [0.0, 0.0] for n in ROWS}
"""The first one is like nothing: its similarity is no number."""
