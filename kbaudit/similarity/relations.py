"""Relations between documents: copies, near duplicates, older versions, parts and translations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.model import Relation, RelationKind, State
from kbaudit.similarity.copies import standing_for
from kbaudit.similarity.disputes import changes, conflicts, wording
from kbaudit.similarity.forms import Forms
from kbaudit.similarity.grounds import Grounds, relation
from kbaudit.similarity.live_releases import OVER, apart, place
from kbaudit.similarity.markers import by_place
from kbaudit.similarity.parts import parts
from kbaudit.similarity.translations import places, translations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kbaudit.model import Family, Member
    from kbaudit.similarity.known import Known

_SIDE_BY_SIDE: Final = "releases side by side"
_RELEASE_OVER: Final = "an earlier release, which isn't live"


def find_relations(known: Known, families: Sequence[Family], near_duplicate: float) -> tuple[Relation, ...]:
    """All relations, sorted; `a` is the older or lesser side.

    Copies are a star around the one that stands for them: the newest of a family, else by `preference`. Pairs that a
    family orders are older versions of one another and no near duplicates, however alike; translations neither, nor
    forms of one template: each of those is tied to the one that is likest to it, whatever their number.
    """
    grounds = _grounds(known, families)
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


def _grounds(known: Known, families: Sequence[Family]) -> Grounds:
    members = {member.uri: (family, member) for family in families for member in family.members}
    return Grounds(
        subjects=known.subjects,
        markers=known.markers,
        content=known.content,
        standing=standing_for(known.subjects, known.content, known.markers, members),
        measured=known.measured,
        compared=known.compared,
        families=families,
        family_of={uri: family for uri, (family, _) in members.items()},
        members={uri: member for uri, (_, member) in members.items()},
        documents=known.documents,
        languages=places(known.documents),
        series=known.series,
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
    kindred: dict[str, list[Family]] = defaultdict(list)
    for family in grounds.families:
        kindred[family.id].append(family)
    for kin in kindred.values():
        by_content: dict[str, list[Member]] = defaultdict(list)
        for member in sorted((member for family in kin for member in family.members), key=lambda one: one.rank):
            if not member.copy_of:
                by_content[grounds.content[member.uri]].append(member)
        for older in (member for members in by_content.values() for member in members):
            for name, pair in grounds.measured.partners(grounds.content[older.uri]):
                newer = {m.uri: why for m in by_content.get(name, ()) if (why := _replaced(grounds, older, m))}
                for uri in dict.fromkeys((*list(newer)[:1], *list(newer)[-1:])):
                    found = relation(RelationKind.OLDER_VERSION_OF, older.uri, uri, pair, newer[uri])
                    said = changes(grounds, older.uri, uri)
                    yield replace(found, differences=said, wording=wording(grounds, older.uri, uri))


def _replaced(grounds: Grounds, older: Member, newer: Member) -> str:
    """What tells that one member of a family is an older version of another one, "" where nothing does."""
    family = grounds.family_of[older.uri]
    if newer.barred == State.DRAFT:
        return ""
    if family is grounds.family_of[newer.uri]:
        return family.reason if family.ordered and newer.rank > older.rank else ""
    if apart(grounds.subjects[older.uri], grounds.subjects[newer.uri]):
        return _SIDE_BY_SIDE if newer.rank > older.rank else ""
    over = place(grounds.subjects[older.uri]) == OVER
    keys = by_place([grounds.markers[member.uri].version for member in (older, newer)]) if over else None
    return _RELEASE_OVER if keys and keys[0] < keys[1] else ""


def _near_duplicates(
    grounds: Grounds, near_duplicate: float, versions: set[frozenset[str]], forms: Forms
) -> Iterator[Relation]:
    for a, b, pair in grounds.pairs():
        ordered = frozenset((grounds.content[a], grounds.content[b])) in versions or grounds.of_two_releases(a, b)
        if pair.jaccard < near_duplicate or ordered or grounds.in_two_languages(a, b) or forms.explain(a, b, pair):
            continue
        lesser, other = grounds.in_order(a, b)
        found = relation(RelationKind.NEAR_DUPLICATE, lesser, other, pair, "")
        said = changes(grounds, lesser, other)
        yield replace(found, differences=said, wording=wording(grounds, lesser, other))


def _translations(grounds: Grounds) -> Iterator[Relation]:
    for one in translations(grounds.documents, grounds.languages):
        if grounds.content[one.uri] != grounds.content[one.original]:
            pair = grounds.measured.between(one.uri, one.original)
            yield relation(RelationKind.TRANSLATION_OF, one.uri, one.original, pair, one.evidence)
