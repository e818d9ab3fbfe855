"""How documents hang together: their families, and every relation between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kbaudit.similarity.families import find_families
from kbaudit.similarity.known import Known
from kbaudit.similarity.relations import find_relations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kbaudit.model import Comparison, Family, Pair, Relation, Subject
    from kbaudit.similarity.markers import Marker


class Related(NamedTuple):
    """The families, sorted by their first uri, and the relations, sorted; in each of these `a` is the lesser side."""

    families: tuple[Family, ...]
    relations: tuple[Relation, ...]


def related(
    subjects: Mapping[str, Subject],
    pairs: Iterable[Pair],
    comparisons: Iterable[Comparison],
    markers: Mapping[str, Marker],
    near_duplicate: float,
) -> Related:
    """What ties the documents to one another.

    pairs are all that were measured, those of `version_candidates` among them; comparisons are those of `Choice`.
    near_duplicate is the Jaccard similarity from which two documents are near duplicates.
    """
    known = Known.of(subjects, pairs, comparisons, markers)
    families = find_families(known)
    return Related(families, find_relations(known, families, near_duplicate))
