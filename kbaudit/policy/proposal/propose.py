"""A policy that fits a knowledge base: sets and rules proposed from what its documents show.

propose() looks at a corpus that was judged under the pack default; text.py writes what it proposes, with what
each rule hits once the proposal itself was judged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from kbaudit.model import displayed
from kbaudit.policy.proposal.areas import Area, areas
from kbaudit.policy.proposal.demands import rules_of
from kbaudit.policy.proposal.editions import editions
from kbaudit.policy.proposal.owners import claimed
from kbaudit.policy.proposal.pieces import piece_of, share
from kbaudit.policy.proposal.special import LEFT_OUT, specials
from kbaudit.policy.proposal.yaml import anywhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from kbaudit.model import Corpus
    from kbaudit.policy.proposal.demands import Rule
    from kbaudit.policy.proposal.owners import Claimed
    from kbaudit.policy.proposal.pieces import Piece
    from kbaudit.policy.proposal.special import Special

_LONGEST_NAME: Final = 60
_OWNED: Final = 0.2  # below this share of documents that name an owner, a list of owners helps nobody


@dataclass(frozen=True, slots=True)
class ProposedSet:
    """A document set to propose, and what to ask of it."""

    area: Area
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for the sources as of a moment. ungoverned are the documents that it leaves in no set.

    left_out are folders that the next crawl would pass by. owners are those whom documents name.
    """

    sources: tuple[str, ...]
    as_of: datetime
    pieces: tuple[Piece, ...] = field(repr=False)
    sets: tuple[ProposedSet, ...]
    left_out: tuple[Special, ...]
    ungoverned: tuple[Piece, ...] = field(repr=False)
    owners: tuple[Claimed, ...] = field(repr=False)

    @property
    def passed_by(self) -> frozenset[str]:
        """The documents in the folders to leave out."""
        return frozenset(piece.uri for one in self.left_out for piece in one.pieces)

    @property
    def kept(self) -> tuple[Piece, ...]:
        """The documents without those."""
        passed_by = self.passed_by
        return tuple(piece for piece in self.pieces if piece.uri not in passed_by)


def propose(corpus: Corpus, as_of: datetime) -> Proposal:
    """The policy that fits a corpus. The same one for the same facts and day."""
    pieces = tuple(piece_of(subject) for subject in corpus.subjects.values())
    special = specials(pieces)
    taken = {piece.uri for one in special for piece in one.pieces}
    found = [_special_area(one) for one in special if one.purpose not in LEFT_OUT]
    ordinary = [piece for piece in pieces if piece.uri not in taken]
    family_of = {uri: family.id for uri, family in corpus.family_of.items()}
    sources = tuple(sorted({piece.source for piece in pieces}))
    for source in sources:
        own = [piece for piece in ordinary if piece.source == source]
        made = areas(source, own, editions(own, family_of))
        found += [replace(area, source="") for area in made] if len(sources) == 1 else _of_source(made, source)
    named = tuple(_named_apart(found))
    held = taken | {piece.uri for area in named for piece in area.pieces}
    return Proposal(
        sources=sources,
        as_of=as_of,
        pieces=pieces,
        sets=tuple(ProposedSet(area, rules_of(area, as_of)) for area in named),
        left_out=tuple(one for one in special if one.purpose in LEFT_OUT),
        ungoverned=tuple(piece for piece in pieces if piece.uri not in held),
        owners=claimed(corpus.subjects.values()) if share(pieces, (piece.owner for piece in pieces)) >= _OWNED else (),
    )


def _special_area(one: Special) -> Area:
    return Area(str(one.purpose), "", tuple(map(anywhere, one.names)), one.purpose, pieces=one.pieces)


def _of_source(made: Iterable[Area], source: str) -> Iterator[Area]:
    """The sets of one source of several: they say which, and are named after it."""
    for area in made:
        yield replace(area, name=source if area.name == source else f"{source} {area.name}")


def _named_apart(found: Iterable[Area]) -> Iterator[Area]:
    """The sets under names that a policy may hold, no two the same."""
    names: set[str] = set()
    for area in found:
        plain = re.sub(r"\s+", " ", displayed(area.name)).strip()[:_LONGEST_NAME] or "documents"
        number = next(n for n in range(1, len(names) + 2) if (plain if n == 1 else f"{plain} {n}") not in names)
        name = plain if number == 1 else f"{plain} {number}"
        names.add(name)
        yield replace(area, name=name)
