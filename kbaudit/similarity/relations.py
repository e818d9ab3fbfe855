"""Relations between documents: exact copies, near duplicates, older versions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kbaudit.model import Relation, RelationKind, State
from kbaudit.similarity.copies import contents, preference
from kbaudit.similarity.kinship import Measured
from kbaudit.similarity.versions import read_markers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kbaudit.model import Family, Member, Pair, Subject
    from kbaudit.similarity.versions import Marker


def relate_documents(
    subjects: Mapping[str, Subject],
    pairs: Iterable[Pair],
    families: Sequence[Family] = (),
    *,
    near_duplicate: float,
    markers: Mapping[str, Marker] | None = None,
) -> tuple[Relation, ...]:
    """All relations, sorted; `a` is the older or lesser side.

    Copies are a star around the one that stands for them: the newest of a family, else by `preference`. Pairs that a
    family orders are older versions of one another and no near duplicates, however alike.
    """
    markers = markers or read_markers(subjects)
    content = contents(subjects)
    measured = Measured(subjects, pairs, content)
    places = {member.uri: (family, member) for family in families for member in family.members}
    standing = _standing_for(subjects, content, markers, places)
    found = list(_exact_copies(subjects, content, standing))
    older = list(_older_versions(families, content, measured))
    found += older
    versions = {frozenset((content[relation.a], content[relation.b])) for relation in older}
    for (a, b), pair in measured.items():
        if pair.jaccard >= near_duplicate and frozenset((a, b)) not in versions:
            found.append(_near_duplicate(standing[a], standing[b], pair, subjects, markers))
    return tuple(sorted(found, key=lambda relation: (relation.kind, relation.a, relation.b)))


def _standing_for(
    subjects: Mapping[str, Subject],
    content: Mapping[str, str],
    markers: Mapping[str, Marker],
    places: Mapping[str, tuple[Family, Member]],
) -> dict[str, str]:
    """For each content (its least uri) the document that stands for its copies."""
    best: dict[str, tuple[tuple[object, ...], str]] = {}
    for uri in subjects:
        _, member = places.get(uri, (None, None))
        place = (bool(member.barred), -member.rank, bool(member.copy_of)) if member else (False, 0, False)
        key = (place, *preference(uri, markers[uri]))
        best[content[uri]] = min(best.get(content[uri], (key, uri)), (key, uri))
    return {name: uri for name, (_, uri) in best.items()}


def _exact_copies(
    subjects: Mapping[str, Subject], content: Mapping[str, str], standing: Mapping[str, str]
) -> Iterator[Relation]:
    for uri, subject in subjects.items():
        original = standing[content[uri]]
        if original != uri:
            same = "same bytes" if subject.document.sha256 == subjects[original].document.sha256 else "same text"
            yield Relation(RelationKind.EXACT_COPY, uri, original, 1.0, 1.0, 1.0, same)


def _older_versions(families: Sequence[Family], content: Mapping[str, str], measured: Measured) -> Iterator[Relation]:
    """Every measured pair that a family orders: each document with the next and with the newest of the other text."""
    for family in families:
        by_content: dict[str, list[Member]] = defaultdict(list)
        for member in family.members if family.ordered else ():
            if not member.copy_of:
                by_content[content[member.uri]].append(member)
        for older in (member for members in by_content.values() for member in members):
            for name, others in by_content.items():
                pair = measured.between(older.uri, name)
                newer = [m.uri for m in others if m.rank > older.rank and m.barred != State.DRAFT]
                if pair and newer:
                    for uri in dict.fromkeys((newer[0], newer[-1])):
                        yield _relation(RelationKind.OLDER_VERSION_OF, older.uri, uri, pair, family.reason)


def _near_duplicate(
    a: str, b: str, pair: Pair, subjects: Mapping[str, Subject], markers: Mapping[str, Marker]
) -> Relation:
    """The older of the two by effective date comes first, else the one that is less likely to be the original."""
    since = [subjects[uri].effective.at for uri in (a, b)]
    if since[0] and since[1] and since[0] != since[1]:
        swap = since[0] > since[1]
    else:
        swap = preference(a, markers[a]) < preference(b, markers[b])
    return _relation(RelationKind.NEAR_DUPLICATE, *((b, a) if swap else (a, b)), pair, "")


def _relation(kind: RelationKind, a: str, b: str, pair: Pair, evidence: str) -> Relation:
    return Relation(kind, a, b, pair.jaccard, pair.masked_jaccard, pair.containment, evidence)
