"""How documents hang together, from the catalog's candidates to families and relations.

Each pair of contents is measured and compared once, whatever the run: what came of it is kept in the catalog.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from kbaudit.similarity import (
    COMPARER,
    Choice,
    compare_all,
    measure,
    one_of_each_text,
    read_markers,
    related,
    version_candidates,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kbaudit.catalog import Catalog
    from kbaudit.model import Comparison, Document, Family, Pair, Progress, Relation, Subject, Uncompared
    from kbaudit.similarity.markers import Marker

Step = TypeVar("Step")


@dataclass(frozen=True, slots=True)
class Kinships:
    """What ties the documents to one another, and the alike ones that a limit kept from being compared."""

    families: tuple[Family, ...]
    relations: tuple[Relation, ...]
    uncompared: Uncompared


def find_kinships(
    catalog: Catalog,
    sources: Sequence[str] | None,
    subjects: Mapping[str, Subject],
    near_duplicate: float,
    progress: Progress,
) -> Kinships:
    """The families and relations of the sources' documents, of which all are given.

    near_duplicate is the Jaccard similarity from which two documents are near duplicates.
    """
    documents = {uri: subject.document for uri, subject in subjects.items()}
    markers = read_markers(documents)
    pairs = _measured(catalog, sources, documents, markers, progress)
    comparisons, uncompared = _compared(catalog, sources, documents, pairs, progress)
    found = related(subjects, pairs, comparisons, markers, near_duplicate)
    return Kinships(found.families, found.relations, uncompared)


def _measured(
    catalog: Catalog,
    sources: Sequence[str] | None,
    documents: Mapping[str, Document],
    markers: Mapping[str, Marker],
    progress: Progress,
) -> list[Pair]:
    """The measured pairs of the sources' contents; those that were never measured are measured now, exactly.

    Candidates are contents whose sketches meet, and versions by name or declaration, which may share few words.
    """
    candidates = catalog.candidate_pairs(sources, also=version_candidates(documents, markers))
    progress.begin("comparing", len(candidates))
    catalog.record_pairs(_watched(measure(candidates, catalog.texts), progress))
    return catalog.pairs(sources)


def _compared(
    catalog: Catalog,
    sources: Sequence[str] | None,
    documents: Mapping[str, Document],
    pairs: Sequence[Pair],
    progress: Progress,
) -> tuple[list[Comparison], Uncompared]:
    """What contents say differently that are alike, or that word one statement in two ways; and what was left out.

    The second round depends on what the first one found.
    """
    choice = Choice(pairs, catalog.statement_pairs(sources), one_of_each_text(documents))
    titles = {document.content_key: document.title for document in documents.values()}

    def compared(wanted: Sequence[tuple[str, str]]) -> list[Comparison]:
        missing = catalog.uncompared(wanted, COMPARER)
        progress.begin("contrasting", len(missing))
        catalog.record_comparisons(_watched(compare_all(missing, catalog.texts, titles), progress), COMPARER)
        return catalog.comparisons(wanted, COMPARER)

    found = compared(choice.first())
    found += compared(choice.second(found))
    return found, choice.left(found, documents)


def _watched(steps: Iterable[Step], progress: Progress) -> Iterator[Step]:
    for step in steps:
        progress.advance(1)
        yield step
