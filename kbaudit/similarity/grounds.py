"""What every kind of relation is found on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbaudit.model import Relation
from kbaudit.similarity.copies import preference
from kbaudit.similarity.live_releases import apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.model import Document, Family, Member, Pair, RelationKind, Subject
    from kbaudit.similarity.comparing import Compared
    from kbaudit.similarity.markers import Marker
    from kbaudit.similarity.measured import Measured
    from kbaudit.similarity.series import Series
    from kbaudit.similarity.translations import Place


@dataclass(frozen=True, slots=True)
class Grounds:
    """The documents with all that is known of their texts and names.

    content gives for each uri the least uri of the same content, standing for each such uri the document that stands
    for its copies. family_of gives the family, members the place in it. languages tells where each stands among
    its translations.
    """

    subjects: Mapping[str, Subject]
    documents: Mapping[str, Document]
    markers: Mapping[str, Marker]
    content: Mapping[str, str]
    standing: Mapping[str, str]
    measured: Measured
    compared: Compared
    families: Sequence[Family]
    family_of: Mapping[str, Family]
    members: Mapping[str, Member]
    languages: Mapping[str, Place]
    series: Series

    def pairs(self) -> Iterator[tuple[str, str, Pair]]:
        """What was measured, between the documents that stand for their copies; sorted by content."""
        for (a, b), pair in self.measured.items():
            yield self.standing[a], self.standing[b], pair

    def kin(self, a: str, b: str) -> bool:
        """Whether both documents are of one family, or of its releases: that says how they hang together."""
        family, other = self.family_of.get(a), self.family_of.get(b)
        return family is not None and other is not None and family.id == other.id

    def of_two_releases(self, a: str, b: str) -> bool:
        """Whether both documents are of one family, but not both of one of its releases."""
        return self.kin(a, b) and self.family_of[a] is not self.family_of[b]

    def ordered(self, a: str, b: str) -> bool:
        """Whether a family has both documents in order, or they are of two live releases."""
        if apart(self.subjects[a], self.subjects[b]) or self.of_two_releases(a, b):
            return True
        return self.kin(a, b) and self.family_of[a].ordered

    def in_order(self, a: str, b: str) -> tuple[str, str]:
        """The older one by effective date comes first, else the one that is less likely to be the original."""
        since = [self.subjects[uri].effective.at for uri in (a, b)]
        if since[0] and since[1] and since[0] != since[1]:
            swap = since[0] > since[1]
        else:
            swap = self._preference(a) < self._preference(b)
        return (b, a) if swap else (a, b)

    def _preference(self, uri: str) -> tuple[bool, bool, bool, int, str]:
        return preference(self.subjects[uri], self.markers[uri])

    def in_two_languages(self, a: str, b: str) -> bool:
        """Whether two documents are one page in two languages, or should be."""
        ours, theirs = self.languages[a], self.languages[b]
        return ours.page == theirs.page and ours.code != theirs.code


def relation(kind: RelationKind, a: str, b: str, pair: Pair | None, evidence: str) -> Relation:
    """A relation with what was measured between the two; zeros where nothing was."""
    if pair is None:
        return Relation(kind, a, b, 0.0, 0.0, 0.0, evidence)
    return Relation(kind, a, b, pair.jaccard, pair.masked_jaccard, pair.containment, evidence)
