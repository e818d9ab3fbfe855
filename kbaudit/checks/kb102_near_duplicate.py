"""KB102: documents that are nearly the same, and that no family explains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import names, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, RelationKind, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kbaudit.model import Corpus, Relation

_KEPT: Final = 10  # documents that aren't affected, named one by one
_SHOWN: Final = 3  # differences of the likest pair that are quoted


class NearDuplicate:
    """One finding for all documents that hang together; it affects each that is the lesser side of a pair.

    What is superseded already is KB103's, what says something else than the other KB104's.
    """

    code = "KB102"
    name = "near-duplicate"
    summary = "Nearly the same text as another document that it isn't a version of."
    of_many = "are nearly the same as another one"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        gone = {m.uri for family in corpus.families for m in family.members if m.superseded_by and not m.superseded_at}
        alike = [r for uri in corpus.relations_of for r in _unexplained(uri, corpus) if not {r.a, r.b} & gone]
        for pairs in _hanging_together(alike):
            affects = tuple(Affected(uri) for uri in _lesser(pairs))
            yield self._finding(pairs, affects)

    def narrowed(self, finding: Finding, affects: tuple[Affected, ...], corpus: Corpus) -> Finding:
        known = {affected.uri for affected in finding.affects} | {piece.uri for piece in finding.evidence}
        alike = [r for one in affects for r in _unexplained(one.uri, corpus)]
        pairs = [r for r in alike if r.b in known] or alike
        anew = self._finding(pairs, affects)
        return replace(finding, uri=anew.uri, message=anew.message, evidence=anew.evidence, affects=affects)

    def _finding(self, pairs: Sequence[Relation], affects: tuple[Affected, ...]) -> Finding:
        likest = max(pairs, key=lambda r: (r.jaccard, r.b, r.a))
        affected = {one.uri for one in affects}
        others = sorted({r.b for r in pairs} - affected) or [likest.b]
        return Finding(
            code=self.code,
            uri=affects[0].uri,
            message=_message(pairs, affects, others),
            remedy="Merge them, or say in each what it's for that the others aren't.",
            affects=affects,
            evidence=(*_likest(likest, affects), *_others(others, likest), *_differences(likest)),
            keys=tuple(sorted((relation.a, relation.b) for relation in pairs)),
        )


def _unexplained(uri: str, corpus: Corpus) -> Iterator[Relation]:
    """The near duplicates of which a document is the lesser side, but for its family and those that it contradicts."""
    beside = corpus.relations_of.get(uri, ())
    contradicted = {r.b for r in beside if r.kind is RelationKind.CONFLICTS_WITH}
    family = corpus.family_of.get(uri)
    for relation in beside:
        kin = family is not None and family is corpus.family_of.get(relation.b)
        if relation.kind is RelationKind.NEAR_DUPLICATE and relation.b not in contradicted and not kin:
            yield relation


def _hanging_together(pairs: Iterable[Relation]) -> Iterator[list[Relation]]:
    """The pairs in groups that share no document, the groups in the order of their least one."""
    of: dict[str, list[Relation]] = {}
    for relation in pairs:
        of.setdefault(relation.a, []).append(relation)
        of.setdefault(relation.b, []).append(relation)
    seen: set[str] = set()
    for first in sorted(of):
        group: list[Relation] = []
        waiting = [first]
        while waiting:
            uri = waiting.pop()
            if uri not in seen:
                seen.add(uri)
                group += [relation for relation in of[uri] if relation.a == uri]
                waiting += [side for relation in of[uri] for side in (relation.a, relation.b)]
        if group:
            yield group


def _lesser(pairs: Sequence[Relation]) -> list[str]:
    """The documents that stand behind another one; where each does, all but one."""
    lesser = sorted({relation.a for relation in pairs})
    return lesser if {relation.b for relation in pairs} - set(lesser) else lesser[1:]


def _message(pairs: Sequence[Relation], affects: Sequence[Affected], others: Sequence[str]) -> str:
    """Equal words may still differ in case, punctuation and markup, which the similarity doesn't see."""
    low, high = min(r.jaccard for r in pairs), max(r.jaccard for r in pairs)
    told = _figure(low) if _figure(low) == _figure(high) else f"{_figure(low)} to {_figure(high)}"
    if len(affects) > 1:
        return f"{names(a.uri for a in affects)} are nearly the same text as {names(others)}: Jaccard {told}."
    if low >= 1:
        return f"The same words as {names(others)}; only case, punctuation or markup differ."
    return f"Nearly the same text as {names(others)}: Jaccard {told}."


def _figure(jaccard: float) -> str:
    """1.00 only of the same words."""
    return f"{jaccard if jaccard >= 1 else min(jaccard, 0.99):.2f}"


def _likest(likest: Relation, affects: Sequence[Affected]) -> Iterator[Evidence]:
    """The pair that is likest; of a single document the other side is enough."""
    if len(affects) > 1:
        yield Evidence("likest", f"Jaccard {_figure(likest.jaccard)} to {names([likest.b])}", likest.a)
    yield Evidence("near duplicate of", likest.evidence or "nearly the same text", likest.b)


def _others(others: Sequence[str], likest: Relation) -> Iterator[Evidence]:
    more = [uri for uri in others if uri != likest.b]
    yield from (Evidence("near duplicate of", "nearly the same text", uri) for uri in more[:_KEPT])


def _differences(likest: Relation) -> Iterator[Evidence]:
    """What the likest pair says differently."""
    for difference in likest.differences[:_SHOWN]:
        said = f"{shortened(difference.value_a)} ≠ {shortened(difference.value_b)}: {shortened(difference.sentence_b)}"
        yield Evidence(f"differing {difference.kind}", said, likest.b)
