from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.similarity.declared_order import levels, redeclared, succeeds, successors
from kbaudit.similarity.ranking import Candidate, rank
from kbaudit.similarity.versions import read_markers

if TYPE_CHECKING:
    from .conftest import MakeSubject

MANY = 2_000  # each step that looks at all documents again would take this test minutes


def candidates(subject: MakeSubject, count: int) -> list[Candidate]:
    made = [subject(f"kb/{n:04}-x.md", f"text {n}") for n in range(count)]
    markers = read_markers([one.uri for one in made])
    return [Candidate(one, markers[one.uri], one.uri) for one in made]


@pytest.mark.parametrize("lineages", ["one", "each its own"])
def test_a_long_declared_chain_is_ordered(lineages: str, subject: MakeSubject) -> None:
    made = candidates(subject, MANY)
    uris = [made[n * 37 % MANY].uri for n in range(MANY)]
    declared = sorted(pairwise(uris))
    ranking = rank([made] if lineages == "one" else [[one] for one in made], declared)
    assert [ranking.ranks[uri] for uri in uris] == list(range(MANY))
    assert ranking.rivals is None


def test_a_long_circle_is_found(subject: MakeSubject) -> None:
    made = candidates(subject, MANY)
    declared = [(a.uri, b.uri) for a, b in zip(made, [*made[1:], made[0]], strict=True)]
    assert rank([made], declared).reason == "declared in a circle"
    assert rank([[one] for one in made], declared).reason == "declared in a circle"


def test_two_ends_of_a_long_chain_are_rivals(subject: MakeSubject) -> None:
    made = candidates(subject, 300)
    declared = [(a.uri, b.uri) for a, b in pairwise(made[:-1])]
    declared.append((made[0].uri, made[-1].uri))
    assert rank([made], declared).rivals == (made[-2].uri, made[-1].uri)


Edges = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda edge: edge[0] != edge[1]), max_size=10)


@given(Edges)
def test_order_and_ranks_keep_what_is_declared(edges: list[tuple[int, int]]) -> None:
    blocks = [[_Bare(str(n)) for n in range(4)], [_Bare(str(n)) for n in range(4, 8)]]
    declared = [(str(a), str(b)) for a, b in edges]
    chain = redeclared(blocks, declared)  # type: ignore[arg-type]  # of a candidate only the uri and content count
    if chain is None:
        assert _has_circle(edges)
        return
    at = {one.uri: index for index, block in enumerate(chain) for one in block}
    assert sorted(at) == [str(n) for n in range(8)]
    assert all(at[a] < at[b] for a, b in declared)
    ranks = levels([chain], declared)
    assert ranks is not None
    following = successors(declared)
    for a, b in declared:
        assert ranks[a] < ranks[b]
        assert succeeds(b, a, following, ranks)
        assert not succeeds(a, b, following, ranks)


class _Bare:
    """What the order looks at of a candidate."""

    def __init__(self, uri: str) -> None:
        self.uri = self.content = uri


def _has_circle(edges: list[tuple[int, int]]) -> bool:
    reached = {n: {b for a, b in edges if a == n} for n in range(8)}
    for _ in range(8):
        reached = {n: found | {far for near in found for far in reached[near]} for n, found in reached.items()}
    return any(n in found for n, found in reached.items())
