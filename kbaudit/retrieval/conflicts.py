"""Conflicts among what was found: at most one side of each stands, and it names the others, found or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.retrieval.columns import listed
from kbaudit.retrieval.stamps import CONTENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kbaudit.retrieval.select import Dropped, Kept

    Sides = Callable[[str], Iterable[Mapping[str, object]]]  # the metadata of each side of a conflict, by its id


def without_other_sides(
    ranked: Sequence[Kept], drop: Callable[[Kept, tuple[str, ...]], Dropped]
) -> tuple[list[Kept], list[Dropped]]:
    """The ranked hits, best first, without the other sides of conflicts of which a side stands already."""
    holders: dict[str, str] = {}
    kept, dropped = [], []
    for one in ranked:
        if not one.metadata.get("kb_conflicts"):
            kept.append(one)
            continue
        conflicts = _of(one.metadata)
        side = side_of(one.metadata)
        against = tuple(conflict for conflict in conflicts if holders.get(conflict, side) != side)
        if against:
            dropped.append(drop(one, ("conflict", *against)))
        else:
            holders.update(dict.fromkeys(conflicts, side))
            kept.append(one)
    return kept, dropped


def with_disputes(kept: Sequence[Kept], sides: Sides) -> list[Kept]:
    """Each hit that stands in a conflict with the uris of the other sides. sides gives the metadata of each of them."""
    return [one._replace(disputed_by=_others(one, sides)) if one.metadata.get("kb_conflicts") else one for one in kept]


def sides_among(found: Iterable[Kept]) -> Sides:
    """The sides of conflicts as far as they were found."""
    sides: dict[str, list[Mapping[str, object]]] = {}
    for one in found:
        for conflict in _of(one.metadata):
            sides.setdefault(conflict, []).append(one.metadata)
    return lambda conflict: sides.get(conflict, ())


def side_of(metadata: Mapping[str, object]) -> str:
    """What stands on one side of a conflict: a document and its copies, which carry the same ids and say the same."""
    return str(metadata.get(CONTENT) or "") or document_of(metadata)


def document_of(metadata: Mapping[str, object]) -> str:
    """What names a point's document."""
    return str(metadata.get("kb_doc_id") or metadata.get("kb_uri") or "")


def _of(metadata: Mapping[str, object]) -> tuple[str, ...]:
    named = metadata.get("kb_conflicts")
    return listed(named) if named else ()


def _others(one: Kept, sides: Sides) -> tuple[str, ...]:
    own = side_of(one.metadata)
    found = [other for conflict in _of(one.metadata) for other in sides(conflict) if side_of(other) != own]
    return tuple(dict.fromkeys(str(other.get("kb_uri") or document_of(other)) for other in found))
