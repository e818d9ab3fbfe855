"""Two documents side by side: which is the newer, why, and the sentences in which they differ, word by word."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from kbaudit.model import RelationKind, Status
from kbaudit.reports.word_changes import side_by_side
from kbaudit.reports.wording import clipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.model import Corpus, Difference, Relation, Report, Wording
    from kbaudit.reports.word_changes import Piece

CONTRASTS: Final = 20
"""Pairs of sentences that are shown of two documents; how many more there are is told."""

_TITLE: Final = 200
_WHY: Final = 300


class Sides:
    """The relations of a corpus as the page shows them, each worked out once; at says where documents stand."""

    def __init__(self, report: Report, at: Mapping[str, int]) -> None:
        self._report, self._corpus, self._at = report, report.corpus, at
        self._made: dict[int, dict[str, object]] = {}

    def of(self, relation: Relation) -> dict[str, object]:
        """The relation; its first side is the older one where anything tells so."""
        made = self._made.get(id(relation))
        if made is None:
            made = self._made[id(relation)] = self._side_by_side(relation)
        return made

    def _side_by_side(self, relation: Relation) -> dict[str, object]:
        served = all(self._report.verdicts[uri].status is not Status.EXCLUDE for uri in (relation.a, relation.b))
        newer, why = _newer(relation, self._corpus, served=served)
        by_sentence = [list(some) for _, some in groupby(relation.differences, key=_sentences)]
        contrasts = [_contrast(some) for some in by_sentence[:CONTRASTS]]
        return {
            "a": self._at[relation.a],
            "b": self._at[relation.b],
            "newer": newer,
            "replaced": relation.kind is RelationKind.OLDER_VERSION_OF,
            "kind": str(relation.kind),
            "why": clipped(why, _WHY),
            "alike": f"{relation.jaccard:.2f}" if relation.jaccard else "",
            "contrasts": contrasts,
            "left": sum(len(some) for some in by_sentence[CONTRASTS:]),
            **_worded(relation.wording),
        }


def _worded(wording: Wording) -> dict[str, object]:
    """What the two word differently beside their differences; nothing where they weren't compared."""
    said = {
        "reworded": [[pieces(side) for side in side_by_side(one.a, one.b)] for one in wording.rewordings],
        "more": wording.more,
        "only_a": wording.only_a,
        "only_b": wording.only_b,
    }
    return {name: value for name, value in said.items() if value}


def _newer(relation: Relation, corpus: Corpus, *, served: bool) -> tuple[bool, str]:
    """Whether the second side is newer, and what tells so; served says that both sides are."""
    if relation.kind is RelationKind.OLDER_VERSION_OF:
        return True, f"Told by: {relation.evidence}." if relation.evidence else ""
    one, other = (corpus.subjects[uri] for uri in (relation.a, relation.b))
    then, now = one.effective.at, other.effective.at
    newer = then is not None and now is not None and then < now
    if one.authority != other.authority or (then and now and then > now):  # the lesser by the policy comes first
        return newer, f"{relation.evidence}." if relation.evidence else ""
    if newer:
        return True, "Newer by its effective date" + ("; both are served as current." if served else ".")
    return False, "Nothing tells which of the two is newer."


def _sentences(difference: Difference) -> tuple[str, str]:
    return difference.sentence_a, difference.sentence_b


def _contrast(differences: list[Difference]) -> dict[str, object]:
    """What differs in one pair of sentences."""
    a, b = side_by_side(*_sentences(differences[0]), [(one.value_a, one.value_b) for one in differences])
    values = [[one.kind, _value(one.value_a), _value(one.value_b)] for one in differences]
    return {"values": values, "a": pieces(a), "b": pieces(b)}


def pieces(some: Sequence[Piece]) -> list[list[object]]:
    """A sentence in pieces: each a text, and 1 for what changed plus 2 for a value."""
    return [[clipped(piece.text, len(piece.text) * 10 + 1), piece.changed + 2 * piece.value] for piece in some]


def _value(value: str) -> str:
    return clipped(" ".join(value.split()), _TITLE)
