"""Two documents side by side on report.html: what each is, and the sentences in which they differ."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from kbaudit.model import RelationKind
from kbaudit.reports.html_values import Contrast, Place, Side, Sides
from kbaudit.reports.word_changes import side_by_side
from kbaudit.reports.wording import clipped, day_of, worded

if TYPE_CHECKING:
    from kbaudit.model import Corpus, Difference, Relation

CONTRASTS: Final = 4  # differences of a pair

_TITLE: Final = 200
_WHY: Final = 300


def sides(relation: Relation, corpus: Corpus, anchors: dict[str, str]) -> Sides:
    """A relation as two sides; the first one is the older where anything tells so."""
    newer, why = _newer(relation, corpus)
    by_sentence = [list(some) for _, some in groupby(relation.differences, key=_sentences)]
    shown = by_sentence[:CONTRASTS]
    return Sides(
        a=_side(relation.a, corpus, anchors, "older" if newer else ""),
        b=_side(relation.b, corpus, anchors, "newer" if newer else ""),
        replaced=relation.kind is RelationKind.OLDER_VERSION_OF,
        why=clipped(why, _WHY),
        alike=f"{relation.jaccard:.2f}" if relation.jaccard else "",
        contrasts=tuple(_contrast(some) for some in shown),
        left=sum(len(some) for some in by_sentence[CONTRASTS:]),
    )


def _newer(relation: Relation, corpus: Corpus) -> tuple[bool, str]:
    """Whether the second side is newer, and what tells so."""
    if relation.kind is RelationKind.OLDER_VERSION_OF:
        return True, f"Told by: {relation.evidence}." if relation.evidence else ""
    one, other = (corpus.subjects[uri] for uri in (relation.a, relation.b))
    then, now = one.effective.at, other.effective.at
    newer = then is not None and now is not None and then < now
    if one.authority != other.authority or (then and now and then > now):  # the lesser by the policy comes first
        return newer, f"{relation.evidence}." if relation.evidence else ""
    if newer:
        return True, "Newer by its effective date; both are served as current."
    return False, "Nothing tells which of the two is newer."


def _side(uri: str, corpus: Corpus, anchors: dict[str, str], age: str) -> Side:
    subject = corpus.subjects[uri]
    return Side(
        place=Place(uri, anchors.get(uri, "")),
        title=clipped(subject.document.title, _TITLE),
        age=age,
        effective=day_of(subject.effective),
        effective_from=clipped(worded(subject.effective.claim), _TITLE),
        owner=clipped(subject.owner.value, _TITLE),
    )


def _sentences(difference: Difference) -> tuple[str, str]:
    return difference.sentence_a, difference.sentence_b


def _contrast(differences: list[Difference]) -> Contrast:
    """What differs in one pair of sentences."""
    a, b = side_by_side(*_sentences(differences[0]), [(one.value_a, one.value_b) for one in differences])
    values = tuple((one.kind, _value(one.value_a), _value(one.value_b)) for one in differences)
    return Contrast(values, a, b)


def _value(value: str) -> str:
    return clipped(" ".join(value.split()), _TITLE)
