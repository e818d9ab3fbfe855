"""Rows of a table as points: what the indexes over SQL share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.retrieval.indexes.base import BATCH, Point

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Change = tuple[object, Mapping[str, object]]


def point_of_row(names: Sequence[str], row: Sequence[object]) -> Point:
    """A row of key, value, text and the kb_ fields of these names."""
    id_, value, text, *values = row
    fields = {name: held for name, held in zip(names, values, strict=True) if held is not None}
    return Point(id_, value, fields, text if isinstance(text, str) else "")


def batches_of_alike(changes: Sequence[Change]) -> Iterator[Mapping[tuple[str, ...], Sequence[Change]]]:
    """Changes in batches, each by the fields that are set: one statement sets them on all of its rows."""
    for start in range(0, len(changes), BATCH):
        alike: dict[tuple[str, ...], list[Change]] = {}
        for id_, fields in changes[start : start + BATCH]:
            alike.setdefault(tuple(fields), []).append((id_, fields))
        yield alike
