"""Families: documents joined by copy, version or declared succession, and who supersedes whom since when.

Nothing here depends on an as-of moment. A member is superseded from the first moment at which a newer one that is no
draft takes effect, which is exactly when `Family.current` leaves it behind.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kbaudit.model import Family, Member, State
from kbaudit.similarity.copies import preference
from kbaudit.similarity.kinship import lineages, same_version
from kbaudit.similarity.live_releases import in_lines
from kbaudit.similarity.ranking import CANONICAL, Candidate, Ranking, declared_version, rank
from kbaudit.similarity.successions import successions
from kbaudit.similarity.unions import Unions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from kbaudit.similarity.known import Known


def find_families(known: Known) -> tuple[Family, ...]:
    """All families, sorted by their first member's uri.

    Of each two or more documents are kin. Where releases live side by side each has its own family, maybe of one.
    """
    versions = lineages(known)
    declared = successions(known.documents)
    all_kin = Unions()
    for lineage in versions.groups(known.subjects).values():
        for uri in lineage[1:]:
            all_kin.join(lineage[0], uri)
    for older, newer in declared:
        all_kin.join(older, newer)
    declared_in: dict[str, list[tuple[str, str]]] = {}
    for older, newer in declared:
        declared_in.setdefault(all_kin.find(older), []).append((older, newer))
    families = []
    for name, uris in all_kin.groups(sorted(known.subjects)).items():
        if len(uris) > 1:
            texts = _texts(uris, known)
            group = [
                [Candidate(known.subjects[uri], known.markers[uri], texts[uri]) for uri in lineage]
                for lineage in versions.groups(uris).values()
            ]
            families += _of_kin(group, declared_in.get(name, []))
    return tuple(sorted(families, key=lambda family: min(member.uri for member in family.members)))


def _texts(uris: Sequence[str], known: Known) -> dict[str, str]:
    """A name for each document's text; one version in two formats counts as one text."""
    markers = known.markers
    same = Unions()
    by_name: dict[object, list[str]] = {}
    for uri in uris:
        same.join(known.content[uri], uri)
        by_name.setdefault((markers[uri].key, markers[uri].version, markers[uri].copy), []).append(uri)
    for namesakes in by_name.values():
        for uri in namesakes[1:]:
            if same_version(namesakes[0], uri, known):
                same.join(namesakes[0], uri)
    return {uri: same.find(uri) for uri in uris}


def _of_kin(group: list[list[Candidate]], declared: Sequence[tuple[str, str]]) -> list[Family]:
    """One family, or one for each live release; these share an id, and their ranks grow from release to release."""
    candidates = [candidate for lineage in group for candidate in lineage]
    name = _name(candidates)
    lines = in_lines(candidates)
    families: list[Family] = []
    above = 0
    for line in lines:
        held = [[candidate for candidate in lineage if candidate.uri in line.uris] for lineage in group]
        within = [(older, newer) for older, newer in declared if older in line.uris and newer in line.uris]
        family = _family([lineage for lineage in held if lineage], within)
        members = tuple(replace(member, rank=member.rank + above) for member in family.members)
        reason = _of_release(family, line.release) if len(lines) > 1 else family.reason
        families.append(replace(family, id=name, members=members, reason=reason))
        above = 1 + max(member.rank for member in members)
    return families


def _of_release(family: Family, release: str) -> str:
    return f"{family.reason}, within release {release}" if len(family.members) > 1 else f"alone in release {release}"


def _name(candidates: Sequence[Candidate]) -> str:
    digest = hashlib.sha256("\n".join(sorted(candidate.uri for candidate in candidates)).encode()).hexdigest()
    return f"fam:{digest[:16]}"


def _family(group: list[list[Candidate]], declared: Sequence[tuple[str, str]]) -> Family:
    candidates = [candidate for lineage in group for candidate in lineage]
    ranking = rank(group, declared)
    originals, placed = _originals(candidates, ranking)
    reason = ranking.reason
    if placed and CANONICAL not in reason:
        reason = f"{reason}, then {CANONICAL}"
    if ranking.rivals:
        reason = f"nothing tells which is newer: {ranking.rivals[0]} or {ranking.rivals[1]}"
    replaced: dict[str, set[str]] = {}
    for older, newer in declared:
        replaced.setdefault(older, set()).add(newer)
    ends = {} if ranking.rivals else _ends(candidates, ranking, originals)
    able = {candidate.uri: candidate for candidate in candidates if candidate.barred != State.DRAFT}
    members = []
    for candidate in candidates:
        rank_of = ranking.ranks[candidate.uri]
        end = ends.get(rank_of)
        named = [able[uri] for uri in replaced.get(candidate.uri, ()) if uri in able and ranking.ranks[uri] > rank_of]
        by = _successors(end, named) if end else ()
        members.append(_member(candidate, ranking, originals[candidate.uri], by, end.at if end else None))
    members.sort(key=lambda member: (member.rank, bool(member.copy_of), member.uri))
    return Family(id=_name(candidates), members=tuple(members), reason=reason, ordered=not ranking.rivals)


def _member(
    candidate: Candidate, ranking: Ranking, original: str, superseded_by: tuple[str, ...], at: datetime | None
) -> Member:
    declared = declared_version(candidate.subject)
    return Member(
        uri=candidate.uri,
        rank=ranking.ranks[candidate.uri],
        label=candidate.marker.label or (declared[1] if declared else ""),
        copy_of=original if original != candidate.uri else "",
        takes_effect=candidate.takes_effect,
        expires=candidate.subject.expires.at,
        barred=candidate.barred,
        superseded_by=superseded_by,
        superseded_at=at,
    )


def _originals(candidates: Sequence[Candidate], ranking: Ranking) -> tuple[dict[str, str], bool]:
    """For each document the one that it repeats at its own rank: the one that stands for them, maybe itself.

    And whether it is its canonical place alone that makes any of them stand for another one.
    """
    groups: dict[tuple[int, str], list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault((ranking.ranks[candidate.uri], candidate.content), []).append(candidate)
    originals: dict[str, str] = {}
    placed = False
    for copies in groups.values():
        original, *others = sorted(copies, key=_stands_in)
        originals.update((candidate.uri, original.uri) for candidate in copies)
        placed = placed or any(_by_place_alone(original, other) for other in others)
    return originals, placed


def _by_place_alone(original: Candidate, other: Candidate) -> bool:
    if not original.subject.canonical or other.subject.canonical:
        return False
    return _stands_in(original)[:-3] == _stands_in(other)[:-3]


def _stands_in(candidate: Candidate) -> tuple[bool, bool, float, float, float, bool, bool, bool, int, str]:
    """Sorts the copy first that may be served longest: the others are left out for its sake, so it must not fall too.

    Copies of one text may differ in what is declared beside it: a state, the time they are valid, the last review.
    """
    subject = candidate.subject
    deprecated = any(claim.state is State.DEPRECATED for claim in subject.document.states)
    begins = candidate.takes_effect.timestamp() if candidate.takes_effect else -math.inf
    ends = subject.expires.at.timestamp() if subject.expires.at else math.inf
    dated = subject.effective.at.timestamp() if subject.effective.at else -math.inf
    return bool(candidate.barred), deprecated, begins, -ends, -dated, *preference(subject, candidate.marker)


@dataclass(frozen=True, slots=True)
class _End:
    """When the documents of one rank are superseded (None: always have been), and by the newest of those that do it."""

    at: datetime | None
    newest: tuple[str, ...]


def _ends(candidates: Sequence[Candidate], ranking: Ranking, originals: Mapping[str, str]) -> dict[int, _End]:
    """The end of every rank that has one. Each rank is looked at once: a family may have thousands of versions."""
    by_rank: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_rank.setdefault(ranking.ranks[candidate.uri], []).append(candidate)
    ends: dict[int, _End] = {}
    end: _End | None = None
    for own in sorted(by_rank, reverse=True):
        if end:
            ends[own] = end
        end = _earlier(end, [c for c in by_rank[own] if c.barred != State.DRAFT], originals)
    return ends


def _earlier(end: _End | None, block: Sequence[Candidate], originals: Mapping[str, str]) -> _End | None:
    """The end that newer ranks bring, or that which this block brings where it takes effect before them."""
    if not block or (end and end.at is None):
        return end
    starts = [c.takes_effect for c in block if c.takes_effect]
    at = min(starts) if len(starts) == len(block) else None
    if end and end.at and at and end.at <= at:
        return end
    acting = sorted(c.uri for c in block if c.takes_effect == at)
    return _End(at, tuple(uri for uri in acting if originals[uri] == uri) or (acting[0],))


def _successors(end: _End, declared: Sequence[Candidate]) -> tuple[str, ...]:
    """Who replaces a document at that moment: its declared successors if they do, else the newest."""
    return tuple(sorted(c.uri for c in declared if c.takes_effect in (None, end.at))) or end.newest
