"""What ties documents: pairs measured and compared, relations, families."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbaudit.model.words import RelationKind, State

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Pair:
    """Two contents measured against each other, exactly, on word 3-grams; a and b are sha256:kind keys, a < b."""

    a: str
    b: str
    jaccard: float
    masked_jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two contents say differently in sentences that otherwise say the same.

    kind is what differs: "money", "percentage", "duration", "date", "time", "number", "version", "phone", "address",
    "polarity" (enabled / disabled, with / without), "modality" (must / may / must not), "option" (a setting of one
    word). The values are as written;
    starts are where the sentences stand in the texts, in characters.
    """

    kind: str
    value_a: str
    value_b: str
    sentence_a: str
    sentence_b: str
    start_a: int
    start_b: int


@dataclass(frozen=True, slots=True)
class Rewording:
    """A sentence of one content and the one that stands for it in the other, each on one line.

    A long one is cut to about 400 characters around what differs, both in the same places.
    """

    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Wording:
    """How two contents word what they say, differences aside: the rewordings that say most, in the order of the text.

    more counts the other sentences that correspond without being the same; only_a and only_b those that have no
    counterpart. Headings, list items and table cells count as sentences.
    """

    rewordings: tuple[Rewording, ...] = ()
    more: int = 0
    only_a: int = 0
    only_b: int = 0

    def turned(self) -> Wording:
        """The same with the sides exchanged."""
        return Wording(tuple(Rewording(one.b, one.a) for one in self.rewordings), self.more, self.only_b, self.only_a)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two contents compared sentence by sentence; a and b are sha256:kind keys, a < b.

    Where sibling isn't "", the two are one form about two things (it says which): what differs is no conflict. aligned
    is the share of the smaller text's sentences that have a partner, equal that of those which say the same.
    """

    a: str
    b: str
    differences: tuple[Difference, ...] = ()
    sibling: str = ""
    aligned: float = 0.0
    equal: float = 0.0
    wording: Wording = Wording()


@dataclass(frozen=True, slots=True)
class Relation:
    """What ties two documents: `a` is the older or lesser side. evidence says in words why.

    differences are what the two say differently (their a is the relation's): of a conflict, or of two versions.
    wording is what else they word differently, of two versions and near duplicates; empty where they weren't compared.
    """

    kind: RelationKind
    a: str
    b: str
    jaccard: float
    masked_jaccard: float
    containment: float
    evidence: str = ""
    differences: tuple[Difference, ...] = ()
    wording: Wording = Wording()


@dataclass(frozen=True, slots=True)
class Member:
    """A document in a family. rank grows with the version; copies share one rank and name the member they repeat.

    takes_effect is None for "always has been"; barred says why it can't be current ("draft", "expired", ...);
    expires is the moment from which it can't. superseded_by are the uris that replace it, since superseded_at
    (None with superseded_by set = always).
    """

    uri: str
    rank: int
    label: str = ""
    copy_of: str = ""
    takes_effect: datetime | None = None
    expires: datetime | None = None
    barred: str = ""
    superseded_by: tuple[str, ...] = ()
    superseded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """Documents that are versions or copies of one another, oldest first; reason says how the order was decided.

    ordered is False when nothing tells which member is newer: then none is current. Where releases live side by side,
    each has its own family, maybe of one document; these families share an id.
    """

    id: str
    members: tuple[Member, ...]
    reason: str
    ordered: bool = True

    def current(self, as_of: datetime) -> Member | None:
        """The newest member that is in effect at that moment and barred by nothing; None if there is none."""
        if not self.ordered:
            return None
        started = [m for m in self.members if not m.takes_effect or m.takes_effect <= as_of]
        superseding = [m for m in started if m.barred != State.DRAFT]
        if not superseding:
            return None
        newest = max(m.rank for m in superseding)
        able = (m for m in superseding if m.rank == newest and not m.barred and not (m.expires and m.expires <= as_of))
        return min(able, key=lambda m: (bool(m.copy_of), m.uri), default=None)
