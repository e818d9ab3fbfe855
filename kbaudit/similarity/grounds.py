"""What every kind of relation is found on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbaudit.model import Relation
from kbaudit.similarity.copies import preference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.model import Family, Member, Pair, RelationKind, Subject
    from kbaudit.similarity.comparing import Compared
    from kbaudit.similarity.kinship import Measured
    from kbaudit.similarity.markers import Marker
    from kbaudit.similarity.translations import Place


@dataclass(frozen=True, slots=True)
class Grounds:
    """The documents with all that is known of their texts and names.

    content gives for each uri the least uri of the same content, standing for each such uri the document that stands
    for its copies. family_of gives the family, members the place in it. languages tells where each stands among
    its translations.
    """

    subjects: Mapping[str, Subject]
    markers: Mapping[str, Marker]
    content: Mapping[str, str]
    standing: Mapping[str, str]
    measured: Measured
    compared: Compared
    families: Sequence[Family]
    family_of: Mapping[str, Family]
    members: Mapping[str, Member]
    languages: Mapping[str, Place]

    def pairs(self) -> Iterator[tuple[str, str, Pair]]:
        """What was measured, between the documents that stand for their copies; sorted by content."""
        for (a, b), pair in self.measured.items():
            yield self.standing[a], self.standing[b], pair

    def kin(self, a: str, b: str) -> bool:
        """Whether a family holds both documents: then it says how they hang together."""
        family = self.family_of.get(a)
        return family is not None and family is self.family_of.get(b)

    def in_order(self, a: str, b: str) -> tuple[str, str]:
        """The older one by effective date comes first, else the one that is less likely to be the original."""
        since = [self.subjects[uri].effective.at for uri in (a, b)]
        if since[0] and since[1] and since[0] != since[1]:
            swap = since[0] > since[1]
        else:
            swap = preference(a, self.markers[a]) < preference(b, self.markers[b])
        return (b, a) if swap else (a, b)

    def in_two_languages(self, a: str, b: str) -> bool:
        """Whether two documents are one page in two languages, or should be."""
        ours, theirs = self.languages[a], self.languages[b]
        return ours.page == theirs.page and ours.code != theirs.code


def relation(kind: RelationKind, a: str, b: str, pair: Pair | None, evidence: str) -> Relation:
    """A relation with what was measured between the two; zeros where nothing was."""
    if pair is None:
        return Relation(kind, a, b, 0.0, 0.0, 0.0, evidence)
    return Relation(kind, a, b, pair.jaccard, pair.masked_jaccard, pair.containment, evidence)
