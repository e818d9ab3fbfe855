"""How documents hang together, from the catalog's candidates to families and relations.

Each pair of contents is measured and compared once, whatever the run: what came of it is kept in the catalog. So are
the families and relations as a whole, under all that they depend on: the documents, their `Standing`, and the
threshold. To keep that true, no more of what the policy says than the standing is handed on to be compared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from kbaudit.catalog import Kind
from kbaudit.model import (
    Comparison,
    DateClaim,
    Dated,
    DateKind,
    Family,
    Governance,
    Origin,
    Relation,
    Subject,
    Uncompared,
)
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
    from kbaudit.model import Document, Pair, Progress
    from kbaudit.similarity.markers import Marker

Step = TypeVar("Step")


@dataclass(frozen=True, slots=True)
class Kinships:
    """What ties the documents to one another, and the alike ones that a limit kept from being compared."""

    families: tuple[Family, ...]
    relations: tuple[Relation, ...]
    uncompared: Uncompared


_KIND: Final[Kind[Kinships]] = Kind("kinships", Kinships, {"datetime": datetime})
_MOMENTS: Final = 3  # so many fields of a standing, the first ones
_NEVER_MIND: Final = datetime(1, 1, 1, tzinfo=UTC)


class Standing(NamedTuple):
    """All that a policy makes of a document which may matter to its families and relations; see `Subject`.

    day is that of its effective date as the claim states it, which in other zones than UTC isn't that of the moment.
    """

    effective: datetime | None
    valid_from: datetime | None
    expires: datetime | None
    releases: tuple[str, ...]
    release: str
    canonical: bool
    authority: int
    day: str


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
    standings = {uri: _standing(subject) for uri, subject in subjects.items()}
    told = [(uri, *map(_told, standing[:_MOMENTS]), *standing[_MOMENTS:]) for uri, standing in standings.items()]
    made_of = (catalog.contents(sources), repr(told), repr(near_duplicate))
    found = catalog.kept(_KIND, made_of)
    if found is None or not _is_of(found, subjects):
        narrowed = {uri: _narrowed(subject.document, standings[uri]) for uri, subject in subjects.items()}
        found = _worked_out(catalog, sources, narrowed, near_duplicate, progress)
        catalog.keep(_KIND, made_of, found)
    return found


def _standing(subject: Subject) -> Standing:
    return Standing(
        subject.effective.at,
        subject.valid_from.at,
        subject.expires.at,
        subject.governance.releases,
        subject.release,
        subject.canonical,
        subject.authority,
        subject.effective.claim.value[:10] if subject.effective.claim else "",
    )


def _told(moment: datetime | None) -> str:
    """The moment in short: repr takes a second for each 100,000 of them."""
    return moment.isoformat() if moment else ""


def _narrowed(document: Document, standing: Standing) -> Subject:
    """The document as its content, name and standing make it: nothing else may matter to what is found."""
    return Subject(
        replace(document, size=0, mtime_ns=0, learned_at=_NEVER_MIND, dates=(), owners=()),
        Governance("", releases=standing.releases),
        effective=Dated(standing.effective, _claiming(standing.day)),
        valid_from=Dated(standing.valid_from),
        expires=Dated(standing.expires),
        release=standing.release,
        canonical=standing.canonical,
        authority=standing.authority,
    )


def _claiming(day: str) -> DateClaim | None:
    """A claim that says no more than the day."""
    return DateClaim(DateKind.EFFECTIVE, day, Origin.POLICY, "") if day else None


def _is_of(found: Kinships, subjects: Mapping[str, Subject]) -> bool:
    """Whether it speaks of these documents alone: a catalog may come from elsewhere."""
    named = {uri for one in found.relations for uri in (one.a, one.b)} | set(found.uncompared.uris)
    for family in found.families:
        for member in family.members:
            named |= {member.uri, *member.superseded_by}
            named |= {member.copy_of} - {""}
    return named <= subjects.keys() and all(family.members for family in found.families)


def _worked_out(
    catalog: Catalog,
    sources: Sequence[str] | None,
    subjects: Mapping[str, Subject],
    near_duplicate: float,
    progress: Progress,
) -> Kinships:
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
