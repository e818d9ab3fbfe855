"""Documents that stand in another one, wholly or for the most part."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from kbaudit.model import RelationKind
from kbaudit.similarity.grounds import relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Pair, Relation
    from kbaudit.similarity.grounds import Grounds

_CONTAINED: Final = 0.8  # of the part's word 3-grams, from which it stands in the whole
_LARGER: Final = 1.25  # times the part: two texts of one length that share most of it may be siblings
_ALL: Final = 0.9  # of the part's 3-grams and of its sentences, from which the whole says more and nothing else
_WORDS: Final = 32  # fewer are a phrase
_SIBLINGS: Final = 3  # texts of the same length that share as much: then what is shared is their form


def parts(grounds: Grounds, near_duplicate: float) -> Iterator[Relation]:
    """The best whole of each part, by what is shared; one that is superseded only where there is no other.

    Versions of one document are no parts of one another, nor translations, nor forms of one template.
    """
    wholes: dict[str, list[tuple[str, Pair]]] = {}
    siblings: Counter[str] = Counter()
    for a, b, pair in grounds.pairs():
        if pair.containment < _CONTAINED or grounds.kin(a, b) or grounds.in_two_languages(a, b):
            continue
        if _ratio(pair) < _LARGER and not _adds_only(grounds, a, b, pair):
            siblings.update((a, b))
        elif pair.jaccard < near_duplicate:
            part, whole = sorted((a, b), key=lambda uri: (grounds.subjects[uri].document.words, uri))
            wholes.setdefault(part, []).append((whole, pair))
    superseded = {m.uri for family in grounds.families for m in family.members if m.superseded_by}
    for part, found in wholes.items():
        if siblings[part] < _SIBLINGS and grounds.subjects[part].document.words >= _WORDS:
            whole, pair = min(found, key=lambda one: (one[0] in superseded, -one[1].containment, one[0]))
            yield relation(RelationKind.PART_OF, part, whole, pair, _evidence(whole, pair))


def _adds_only(grounds: Grounds, a: str, b: str, pair: Pair) -> bool:
    """Whether one text says all that the other one says. A form filled in twice differs in what was filled in."""
    comparison = grounds.compared.between(grounds.content[a], grounds.content[b])
    same = comparison is not None and not comparison.sibling and comparison.equal >= _ALL
    return same and pair.containment >= _ALL


def _ratio(pair: Pair) -> float:
    """The larger text's 3-grams over the smaller one's: s shared of n and m are containment s/n, Jaccard s/(n+m-s)."""
    return pair.containment * (1 + 1 / pair.jaccard) - 1


def _evidence(whole: str, pair: Pair) -> str:
    """Rounded down, so that only a text of which nothing is missing stands there wholly."""
    share = "all" if pair.containment >= 1 else f"{int(pair.containment * 100)} %"
    return f"{share} of it stands in {whole}"
