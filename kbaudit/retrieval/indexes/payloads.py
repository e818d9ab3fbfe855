"""Qdrant's payloads: which paths are read of one, what of it makes a Point, which points are written alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kbaudit.retrieval.indexes.base import READ, Point
from kbaudit.retrieval.targets.qdrant import INDEXED, path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kbaudit.retrieval.rules import Match


class Layout:
    """Where payloads hold what: match.field "metadata.source" means that the kb_ fields stand below "metadata".

    below is the path that they stand under, "" for the payload itself; indexed are the paths that want an index.
    """

    def __init__(self, match: Match) -> None:
        *self._parents, self._name = match.field.split(".")
        *self._text_parents, self._text_name = (match.text_field or "").split(".")
        prefix = ".".join([*self._parents, ""])
        self.below = path(self._parents[-1], ".".join([*self._parents[:-1], ""]), "match.field") if prefix else ""
        self.indexed = {path(name, prefix, "match.field"): kind for name, kind in INDEXED.items()}
        self._read = [path(name, prefix, "match.field") for name in (self._name, *READ)]
        text_prefix = ".".join([*self._text_parents, ""])
        self._text = [path(self._text_name, text_prefix, "match.text_field")] if match.text_field else []

    def wanted(self, *, text: bool) -> list[str]:
        """The paths that are read of each point."""
        return [*self._read, *self._text] if text else self._read

    def point(self, id_: object, payload: Mapping[str, object] | None, *, text: bool) -> Point:
        """A point as it was read."""
        beside = _below(payload, self._parents)
        fields = {name: beside[name] for name in READ if beside.get(name) is not None}
        found = _below(payload, self._text_parents).get(self._text_name) if text and self._text else None
        return Point(id_, beside.get(self._name), fields, found if isinstance(found, str) else "")


def alike(
    changes: Sequence[tuple[object, Mapping[str, object]]],
) -> list[tuple[list[object], Mapping[str, object]]]:
    """The ids that the same fields are written to, and those fields: the chunks of one document, mostly."""
    groups: dict[str, tuple[list[object], Mapping[str, object]]] = {}
    for id_, fields in changes:
        groups.setdefault(json.dumps(fields, sort_keys=True), ([], fields))[0].append(id_)
    return list(groups.values())


def _below(payload: Mapping[str, object] | None, names: Iterable[str]) -> Mapping[str, object]:
    found: object = payload
    for name in names:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) else {}
