"""The order of the documents of one family, oldest first: by declaration, version, path, date and place."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from kbaudit.model import State
from kbaudit.similarity.declared_order import levels, redeclared, succeeds, successors
from kbaudit.similarity.live_releases import place
from kbaudit.similarity.markers import by_name, by_place
from kbaudit.similarity.naming import normalised
from kbaudit.similarity.numbering import declared_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kbaudit.model import Subject
    from kbaudit.similarity.markers import Marker
    from kbaudit.similarity.numbering import Number

    Keys = list[tuple[object, ...]] | None

_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)

_BARRING: Final = (State.SUPERSEDED, State.OBSOLETE, State.ARCHIVED, State.DEPRECATED)
"""States that keep a document from being current: those that make it say itself that it isn't to be used."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One document to be ranked. Those of one content are copies (or formats) of one text, never rivals."""

    subject: Subject
    marker: Marker
    content: str

    @property
    def uri(self) -> str:
        return self.subject.uri

    @property
    def barred(self) -> str:
        """Why it can't be current, "" when it can; a draft by its own words or its name supersedes nobody either."""
        states = {claim.state for claim in self.subject.document.states}
        if State.DRAFT in states or self.marker.version.finality < 0:
            return State.DRAFT
        return next((state for state in _BARRING if state in states), "")

    @property
    def takes_effect(self) -> datetime | None:
        return self.subject.valid_from.at


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranks by uri, growing with the version. rivals are two documents of which nothing says which is newer."""

    ranks: Mapping[str, int]
    reason: str
    rivals: tuple[str, str] | None = None


Block = list[Candidate]


def rank(lineages: Sequence[Block], declared: Sequence[tuple[str, str]]) -> Ranking:
    """Rank the documents of a family.

    lineages are its groups of versions (several where only declarations tie them together); declared are its
    (older, newer) pairs of uris. Equal ranks are copies, or successors side by side.
    """
    reasons: list[str] = ["declared supersession"] if declared else []
    everyone = [candidate for lineage in lineages for candidate in lineage]
    chains = [_chain(lineage, reasons) for lineage in lineages]
    rivals = [pair for chain in chains for block in chain for pair in _rivals(block)]
    within = _within(chains, declared)
    ordered = [redeclared(chain, within.get(index, ())) for index, chain in enumerate(chains)]
    whole = [chain for chain in ordered if chain is not None]
    ranks = levels(whole, declared) if len(whole) == len(chains) else None
    if ranks is None:
        return Ranking({candidate.uri: 0 for candidate in everyone}, "declared in a circle", declared[0])
    reason = ", then ".join(reasons) or "copies of one text"
    return Ranking(ranks, reason, _undecided(rivals, ranks, declared, everyone))


def _chain(lineage: Block, reasons: list[str]) -> list[Block]:
    """The lineage cut into blocks, oldest first; each criterion cuts what the ones before left together."""
    blocks = [lineage]
    for reason, criterion in _CRITERIA:
        cut = [part for block in blocks for part in _cut(block, criterion)]
        if len(cut) > len(blocks) and reason not in reasons:
            reasons.append(reason)
        blocks = cut
    return blocks


def _cut(block: Block, criterion: Callable[[Block], Keys]) -> list[Block]:
    keys = criterion(block) if len(block) > 1 else None
    if keys is None:
        return [block]
    parts: dict[tuple[object, ...], Block] = defaultdict(list)
    for key, candidate in zip(keys, block, strict=True):
        parts[key].append(candidate)
    return [parts[key] for key in sorted(parts)]


def _by_declared_version(block: Block) -> Keys:
    numbers = []
    for candidate in block:
        number = declared_version(candidate.subject)
        if number is None:
            return None
        numbers.append(number[0])
    return [(n.parts, n.stage) for n in numbers] if len({n.scheme for n in numbers}) == 1 else None


def _by_place(block: Block) -> Keys:
    return by_place([candidate.marker.version for candidate in block])


def _by_name(block: Block) -> Keys:
    return by_name([candidate.marker.version for candidate in block])


def _by_date(block: Block) -> Keys:
    """By effective date; copies of one text count with the latest date that any of them gives."""
    latest: dict[str, datetime] = {}
    for candidate in block:
        at = candidate.subject.effective.at
        if at and at > latest.get(candidate.content, at.min.replace(tzinfo=at.tzinfo)):
            latest[candidate.content] = at
    contents = {candidate.content for candidate in block}
    return [(latest[c.content],) for c in block] if len(contents) > 1 and contents == latest.keys() else None


def _by_release(block: Block) -> Keys:
    """By live release; what a document set with release lines holds beside these comes before them."""
    places = [place(candidate.subject) for candidate in block]
    known = [(at,) for at in places if at is not None]
    one_set = len({candidate.subject.governance.releases for candidate in block}) == 1
    return list(known) if one_set and len(known) == len(block) else None


def _by_canonical_place(block: Block) -> Keys:
    """A text that stands at a place which the policy calls canonical comes after one that doesn't."""
    canonical = {candidate.content for candidate in block if candidate.subject.canonical}
    return [(candidate.content in canonical,) for candidate in block]


CANONICAL: Final = "canonical location"
_CRITERIA: Final = (
    ("live release", _by_release),
    ("declared version", _by_declared_version),
    ("version in path or name", _by_place),
    ("version in path or name", _by_place),  # again: what is put away may have kept the rest from being compared
    ("version in path or name", _by_name),
    ("effective date", _by_date),
    (CANONICAL, _by_canonical_place),
)
_VERSION_FIELDS: Final = ("version", "revision", "rev", "document-version", "doc-version")
_ADDRESS_FIELDS: Final = ("online-version", "canonical-url", "canonical", "ms-prod-version", "permalink", "url")
_VIEW: Final = re.compile(
    r"[?&;]view=(?P<view>[A-Za-z][\w-]{0,80}?-(?P<number>\d{1,5}(?:\.\d{1,5}){0,3}))(?![\w-]|\.\d)"
)


def declared_version(subject: Subject) -> tuple[Number, str] | None:
    """The version in the front matter or document properties, and as written; None where there's none.

    A page that gives its own address says there of which version it is: "?view=product-7.4".
    """
    fields = [(normalised(field.name), field.value) for field in subject.document.fields]
    for wanted in _VERSION_FIELDS:
        for name, value in fields:
            if name == wanted and (number := declared_number(value)):
                return number, value.strip()
    for name, value in fields:
        if name in _ADDRESS_FIELDS and (found := _VIEW.search(value)) and (number := declared_number(found["number"])):
            return number, found["view"]
    return None


def _within(chains: Sequence[list[Block]], declared: Sequence[tuple[str, str]]) -> dict[int, list[tuple[str, str]]]:
    """The declared pairs by the chain that holds both sides."""
    chain_of = {c.uri: index for index, chain in enumerate(chains) for block in chain for c in block}
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for older, newer in declared:
        if chain_of[older] == chain_of[newer]:
            found[chain_of[older]].append((older, newer))
    return found


def _rivals(block: Block) -> list[tuple[Candidate, Candidate]]:
    """Different texts that nothing tells apart, one pair a text."""
    able = {c.content: c for c in reversed(block) if not c.barred}
    return list(pairwise(able.values()))


def _undecided(
    rivals: Sequence[tuple[Candidate, Candidate]],
    ranks: Mapping[str, int],
    declared: Sequence[tuple[str, str]],
    everyone: Block,
) -> tuple[str, str] | None:
    """The first two rivals of which one might be current at some time: no newer document is in effect before both."""
    following = successors(declared)
    starts = _starts_above(ranks, everyone)
    for a, b in rivals:
        older, newer = sorted((a.uri, b.uri), key=ranks.__getitem__)
        both_since = max((c.takes_effect for c in (a, b) if c.takes_effect), default=_ALWAYS)
        if starts[ranks[newer]] > both_since and not succeeds(newer, older, following, ranks):
            return (min(a.uri, b.uri), max(a.uri, b.uri))
    return None


def _starts_above(ranks: Mapping[str, int], everyone: Block) -> dict[int, datetime]:
    """For each rank the moment from which a newer document, drafts aside, is in effect; _NEVER where none will be."""
    first: dict[int, datetime] = {}
    for c in everyone:
        if c.barred != State.DRAFT:
            first[ranks[c.uri]] = min(c.takes_effect or _ALWAYS, first.get(ranks[c.uri], _NEVER))
    above: dict[int, datetime] = {}
    earliest = _NEVER
    for own in sorted(set(ranks.values()), reverse=True):
        above[own] = earliest
        earliest = min(earliest, first.get(own, _NEVER))
    return above
