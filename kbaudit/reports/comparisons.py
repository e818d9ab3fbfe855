"""Which relations stand behind a finding: what a report shows side by side."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kbaudit.model import RelationKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kbaudit.model import Corpus, Evidence, Finding, Relation

_SHOWN: Final = frozenset({RelationKind.CONFLICTS_WITH, RelationKind.OLDER_VERSION_OF, RelationKind.NEAR_DUPLICATE})


class Comparisons:
    """The relations of a corpus by the documents that they tie."""

    def __init__(self, corpus: Corpus) -> None:
        self._of: dict[str, list[Relation]] = defaultdict(list)
        self._behind: dict[str, Callable[[Finding], Iterator[Relation]]] = {
            "KB102": self._alike, "KB103": self._older, "KB104": self._conflicting, "KB106": self._undecided,
        }  # fmt: skip
        for relation in corpus.relations:
            if relation.kind in _SHOWN:
                self._of[relation.a].append(relation)
                self._of[relation.b].append(relation)

    def behind(self, finding: Finding) -> tuple[Relation, ...]:
        """The relations that a finding is made of; () for one that compares nothing, or was rolled up."""
        return tuple(self._behind[finding.code](finding)) if finding.code in self._behind else ()

    def _alike(self, finding: Finding) -> Iterator[Relation]:
        """Of documents that are nearly the same the pairs, the likest first."""
        lesser = {finding.uri, *(affected.uri for affected in finding.affects)}
        uris = lesser | _named(finding)
        found = [r for uri in lesser for r in self._of.get(uri, ()) if r.a == uri and r.b in uris]
        alike = (relation for relation in found if relation.kind is RelationKind.NEAR_DUPLICATE)
        yield from sorted(alike, key=lambda r: (-r.jaccard, r.a, r.b))

    def _conflicting(self, finding: Finding) -> Iterator[Relation]:
        named = _named(finding)
        for relation in self._of.get(finding.uri, ()):
            if relation.kind is RelationKind.CONFLICTS_WITH and {relation.a, relation.b} <= named:
                yield relation

    def _older(self, finding: Finding) -> Iterator[Relation]:
        """For each older version what the newest one that was compared with it says differently."""
        named = _named(finding)
        for affected in finding.affects:
            newer = [r for r in self._versions(affected.uri) if _tells(r)]
            if newer:
                yield max(newer, key=lambda r: (bool(r.differences), r.b in named, r.b))

    def _versions(self, uri: str) -> list[Relation]:
        return [r for r in self._of.get(uri, ()) if r.kind is RelationKind.OLDER_VERSION_OF and r.a == uri]

    def _undecided(self, finding: Finding) -> Iterator[Relation]:
        uris = {affected.uri for affected in finding.affects}
        seen: set[frozenset[str]] = set()
        for uri in sorted(uris):
            for relation in self._of.get(uri, ()):
                pair = frozenset((relation.a, relation.b))
                if _tells(relation) and pair <= uris and pair not in seen:
                    seen.add(pair)
                    yield relation


def told_by(relations: Sequence[Relation], piece: Evidence) -> bool:
    """Whether the two sides of relations, shown in full, say already what a piece of evidence says."""
    if any(one.kind is RelationKind.CONFLICTS_WITH for one in relations):
        return True
    return any(piece.uri in {one.a, one.b} or one.evidence.startswith(piece.value.rstrip("…")) for one in relations)


def _tells(relation: Relation) -> bool:
    """Whether there is something to show of what its two sides say."""
    return bool(relation.differences or relation.wording.rewordings)


def _named(finding: Finding) -> set[str]:
    return {finding.uri, *(piece.uri for piece in finding.evidence if piece.uri)}
