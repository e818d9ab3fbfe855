"""What declared successions do to an order of documents; in near-linear time, for chains of thousands."""

from __future__ import annotations

from collections import Counter, defaultdict
from heapq import heappop, heappush
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kbaudit.similarity.ranking import Block, Candidate

    Unit = tuple[int, str]
    """A block's place in its chain and a content: the documents of one are copies of one version."""
    Declared = Sequence[tuple[str, str]]
    """Uris, the older one first."""


def redeclared(chain: Sequence[Block], declared: Declared) -> list[Block] | None:
    """The chain with the successions declared within it put right, moving as little as possible; None for a circle."""
    members: dict[Unit, list[tuple[int, Candidate]]] = defaultdict(list)
    unit_of: dict[str, Unit] = {}
    for index, block in enumerate(chain):
        for place, candidate in enumerate(block):
            unit_of[candidate.uri] = unit = (index, candidate.content)
            members[unit].append((place, candidate))
    ties = {(unit_of[a], unit_of[b]) for a, b in declared}
    steps = list(_steps(members, {(older, newer) for older, newer in ties if older != newer}))
    if sum(map(len, steps)) < len(members):
        return None
    together = ([member for unit in step for member in members[unit]] for step in steps)
    return [[candidate for _, candidate in sorted(step, key=itemgetter(0))] for step in together]


def _steps(units: Iterable[Unit], ties: Iterable[tuple[Unit, Unit]]) -> Iterator[list[Unit]]:
    """Units after those that they succeed; a step takes all that wait for nothing, of the oldest block that has any.

    Those that stand in a circle, or after one, don't come.
    """
    followers: dict[Unit, list[Unit]] = defaultdict(list)
    waiting_for: Counter[Unit] = Counter()
    for older, newer in ties:
        followers[older].append(newer)
        waiting_for[newer] += 1
    ready: dict[int, list[Unit]] = defaultdict(list)
    for unit in units:
        if not waiting_for[unit]:
            ready[unit[0]].append(unit)
    blocks = sorted(ready)
    while blocks:
        step = ready.pop(heappop(blocks))
        yield step
        for unit in [follower for one in step for follower in followers[one]]:
            waiting_for[unit] -= 1
            if not waiting_for[unit]:
                if unit[0] not in ready:
                    heappush(blocks, unit[0])
                ready[unit[0]].append(unit)


def levels(chains: Sequence[Sequence[Block]], declared: Declared) -> dict[str, int] | None:
    """Ranks by uri, counted back from the newest: whatever nothing succeeds has the highest one. None for a circle."""
    blocks = [block for chain in chains for block in chain]
    block_of = {c.uri: index for index, block in enumerate(blocks) for c in block}
    newer: list[set[int]] = [set() for _ in blocks]
    for chain in chains:
        for older_block, newer_block in pairwise(chain):
            newer[block_of[older_block[0].uri]].add(block_of[newer_block[0].uri])
    chain_of = {c.uri: index for index, chain in enumerate(chains) for block in chain for c in block}
    for a, b in declared:
        if chain_of[a] != chain_of[b]:
            newer[block_of[a]].add(block_of[b])
    height = _heights(newer)
    if len(height) < len(blocks):
        return None
    top = max(height.values())
    return {uri: top - height[index] for uri, index in block_of.items()}


def _heights(above: Sequence[set[int]]) -> dict[int, int]:
    """How many steps lead up from each number at most; those in a circle, or below one, are left out."""
    below: list[list[int]] = [[] for _ in above]
    for number, others in enumerate(above):
        for other in others:
            below[other].append(number)
    left = [len(others) for others in above]
    waiting = [number for number, count in enumerate(left) if not count]
    height: dict[int, int] = {}
    while waiting:
        number = waiting.pop()
        height[number] = 1 + max((height[other] for other in above[number]), default=-1)
        for lower in below[number]:
            left[lower] -= 1
            if not left[lower]:
                waiting.append(lower)
    return height


def successors(declared: Declared) -> Mapping[str, Sequence[str]]:
    """By uri those that succeed it."""
    found: dict[str, list[str]] = {}
    for older, newer in declared:
        found.setdefault(older, []).append(newer)
    return found


def succeeds(newer: str, older: str, following: Mapping[str, Sequence[str]], ranks: Mapping[str, int]) -> bool:
    """Whether declarations lead from the older document to the newer one; no step leads to a lower rank."""
    seen = {older}
    waiting = [older]
    while waiting:
        for uri in following.get(waiting.pop(), ()):
            if uri == newer:
                return True
            if ranks[uri] <= ranks[newer] and uri not in seen:
                seen.add(uri)
                waiting.append(uri)
    return False
