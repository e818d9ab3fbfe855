"""Which contents are compared sentence by sentence, and what comes of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.model import Comparison, Difference
from kbaudit.similarity.alignment import Reading
from kbaudit.similarity.differences import between
from kbaudit.similarity.unions import Unions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kbaudit.model import Pair

    Texts = Callable[[Sequence[str]], Mapping[str, str]]

COMPARER: Final = "3"
"""The version of all that decides what a comparison says; raise it when that changes."""

_ALIKE: Final = 0.5  # Jaccard, raw or masked, from which two texts may be about one thing
_CONTAINED: Final = 0.8  # or so much of the smaller text in the larger one
_PARTNERS: Final = 8  # contents with which one is compared, the likest ones
_BATCH: Final = 32  # pairs, so at most 64 texts are in memory at once
_KEPT: Final = 100_000  # characters; a longer text is cut into sentences anew for each of its partners


def worth_comparing(pairs: Iterable[Pair], statements: Iterable[tuple[str, str, int]]) -> tuple[tuple[str, str], ...]:
    """The pairs of content keys to compare, a < b, sorted: alike ones, and those that word a statement differently.

    Each content is compared with few others: in a crowd of forms the likest tell what kind of crowd it is.
    """
    ranked = [
        (-max(pair.masked_jaccard, pair.jaccard), pair.a, pair.b)
        for pair in pairs
        if max(pair.jaccard, pair.masked_jaccard) >= _ALIKE or pair.containment >= _CONTAINED
    ]
    ranked += [(-min(1.0, count / 10), a, b) for a, b, count in statements]
    partners: Counter[str] = Counter()
    chosen: set[tuple[str, str]] = set()
    for _, a, b in sorted(ranked):
        if (a, b) not in chosen and partners[a] < _PARTNERS and partners[b] < _PARTNERS:
            chosen.add((a, b))
            partners.update((a, b))
    return tuple(sorted(chosen))


def compare_all(pairs: Sequence[tuple[str, str]], texts: Texts, titles: Mapping[str, str]) -> Iterator[Comparison]:
    """Each pair compared. texts gives the texts of the keys that it is asked for; titles are those declared, by key.

    What hangs together comes together, so that a text with several partners is read once.
    """
    ordered = _together(pairs)
    for begin in range(0, len(ordered), _BATCH):
        some = ordered[begin : begin + _BATCH]
        known = texts(sorted({key for pair in some for key in pair}))
        readings: dict[str, Reading] = {}
        for a, b in some:
            read = [readings.get(key) or Reading(known[key]) for key in (a, b)]
            readings |= {key: one for key, one in zip((a, b), read, strict=True) if len(one.text) <= _KEPT}
            found = between(*read, title_a=titles.get(a, ""), title_b=titles.get(b, ""))
            yield Comparison(a, b, found.differences, found.sibling, found.aligned, found.equal)


def _together(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs, those of texts that are tied to one another side by side."""
    ties = Unions()
    for a, b in pairs:
        ties.join(a, b)
    return sorted(pairs, key=lambda pair: (ties.find(pair[0]), pair))


class Compared:
    """Comparisons by the contents that they compare, whatever the order."""

    def __init__(self, comparisons: Iterable[Comparison], uri_of_key: Mapping[str, str]) -> None:
        self._found: dict[tuple[str, str], Comparison] = {}
        for one in comparisons:
            a, b = uri_of_key.get(one.a, ""), uri_of_key.get(one.b, "")
            if a and b and a != b:
                self._found[min(a, b), max(a, b)] = one if a < b else _turned(one)

    def between(self, a: str, b: str) -> Comparison | None:
        """The comparison between two contents (least uris), the first one's side first; None where there is none."""
        found = self._found.get((min(a, b), max(a, b)))
        return found if found is None or a < b else _turned(found)

    def items(self) -> Iterable[tuple[tuple[str, str], Comparison]]:
        """Each pair of contents (least uris) with its comparison, sorted."""
        return sorted(self._found.items(), key=lambda item: item[0])


def _turned(one: Comparison) -> Comparison:
    turned = (
        Difference(d.kind, d.value_b, d.value_a, d.sentence_b, d.sentence_a, d.start_b, d.start_a)
        for d in one.differences
    )
    return replace(one, a=one.b, b=one.a, differences=tuple(turned))
