"""Relations between documents: copies, near duplicates, older versions, parts and translations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kbaudit.model import Relation, RelationKind, State
from kbaudit.similarity.comparing import Compared
from kbaudit.similarity.copies import contents, standing_for
from kbaudit.similarity.disputes import changes, conflicts
from kbaudit.similarity.forms import Forms
from kbaudit.similarity.grounds import Grounds, relation
from kbaudit.similarity.kinship import Measured, uri_of_key
from kbaudit.similarity.parts import parts
from kbaudit.similarity.translations import places, translations
from kbaudit.similarity.versions import read_markers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kbaudit.model import Comparison, Family, Member, Pair, Subject
    from kbaudit.similarity.markers import Marker


def relate_documents(
    subjects: Mapping[str, Subject],
    pairs: Iterable[Pair],
    families: Sequence[Family] = (),
    *,
    near_duplicate: float,
    comparisons: Iterable[Comparison] = (),
    markers: Mapping[str, Marker] | None = None,
) -> tuple[Relation, ...]:
    """All relations, sorted; `a` is the older or lesser side.

    Copies are a star around the one that stands for them: the newest of a family, else by `preference`. Pairs that a
    family orders are older versions of one another and no near duplicates, however alike; translations neither, nor
    forms of one template: each of those is tied to the one that is likest to it, whatever their number.
    """
    grounds = _grounds(subjects, pairs, comparisons, families, markers or read_markers(subjects))
    found = list(_exact_copies(grounds))
    older = list(_older_versions(grounds))
    forms = Forms(grounds, near_duplicate)
    found += older
    found += _near_duplicates(grounds, near_duplicate, {_contents(grounds, one) for one in older}, forms)
    found += parts(grounds, near_duplicate)
    found += _translations(grounds)
    found += forms.relations()
    found += conflicts(grounds, forms)
    return tuple(sorted(found, key=lambda one: (one.kind, one.a, one.b)))


def _grounds(
    subjects: Mapping[str, Subject],
    pairs: Iterable[Pair],
    comparisons: Iterable[Comparison],
    families: Sequence[Family],
    markers: Mapping[str, Marker],
) -> Grounds:
    content = contents(subjects)
    members = {member.uri: (family, member) for family in families for member in family.members}
    return Grounds(
        subjects=subjects,
        markers=markers,
        content=content,
        standing=standing_for(subjects, content, markers, members),
        measured=Measured(subjects, pairs, content),
        compared=Compared(comparisons, uri_of_key(subjects, content)),
        families=families,
        family_of={uri: family for uri, (family, _) in members.items()},
        members={uri: member for uri, (_, member) in members.items()},
        languages=places({uri: subject.document for uri, subject in subjects.items()}),
    )


def _contents(grounds: Grounds, one: Relation) -> frozenset[str]:
    return frozenset((grounds.content[one.a], grounds.content[one.b]))


def _exact_copies(grounds: Grounds) -> Iterator[Relation]:
    for uri, subject in grounds.subjects.items():
        original = grounds.standing[grounds.content[uri]]
        if original != uri:
            same_bytes = subject.document.sha256 == grounds.subjects[original].document.sha256
            evidence = "same bytes" if same_bytes else "same text"
            yield Relation(RelationKind.EXACT_COPY, uri, original, 1.0, 1.0, 1.0, evidence)


def _older_versions(grounds: Grounds) -> Iterator[Relation]:
    """Every measured pair that a family orders: each document with the next and with the newest of the other text."""
    for family in grounds.families:
        by_content: dict[str, list[Member]] = defaultdict(list)
        for member in family.members if family.ordered else ():
            if not member.copy_of:
                by_content[grounds.content[member.uri]].append(member)
        for older in (member for members in by_content.values() for member in members):
            for name, pair in grounds.measured.partners(grounds.content[older.uri]):
                newer = [m.uri for m in by_content.get(name, ()) if m.rank > older.rank and m.barred != State.DRAFT]
                if newer:
                    for uri in dict.fromkeys((newer[0], newer[-1])):
                        found = relation(RelationKind.OLDER_VERSION_OF, older.uri, uri, pair, family.reason)
                        yield replace(found, differences=changes(grounds, older.uri, uri))


def _near_duplicates(
    grounds: Grounds, near_duplicate: float, versions: set[frozenset[str]], forms: Forms
) -> Iterator[Relation]:
    for a, b, pair in grounds.pairs():
        ordered = frozenset((grounds.content[a], grounds.content[b])) in versions
        if pair.jaccard < near_duplicate or ordered or grounds.in_two_languages(a, b) or forms.explain(a, b, pair):
            continue
        lesser, other = grounds.in_order(a, b)
        found = relation(RelationKind.NEAR_DUPLICATE, lesser, other, pair, "")
        yield replace(found, differences=changes(grounds, lesser, other))


def _translations(grounds: Grounds) -> Iterator[Relation]:
    documents = {uri: subject.document for uri, subject in grounds.subjects.items()}
    for one in translations(documents, grounds.languages):
        if grounds.content[one.uri] != grounds.content[one.original]:
            pair = grounds.measured.between(one.uri, one.original)
            yield relation(RelationKind.TRANSLATION_OF, one.uri, one.original, pair, one.evidence)
