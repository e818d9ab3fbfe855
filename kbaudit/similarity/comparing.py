"""Contents compared sentence by sentence, and what came of it by content."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.model import Comparison, Difference
from kbaudit.similarity.alignment import Reading
from kbaudit.similarity.differences import between
from kbaudit.similarity.kept import Kept
from kbaudit.similarity.unions import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kbaudit.similarity.kept import Texts

COMPARER: Final = "5"
"""The version of all that decides what a comparison says; raise it when that changes."""

_ROOM: Final = 1_000_000  # characters of texts whose sentences are kept: about 100 MB


def compare_all(pairs: Iterable[tuple[str, str]], texts: Texts, titles: Mapping[str, str]) -> Iterator[Comparison]:
    """Each pair of content keys compared once. texts gives the texts of keys; titles are those declared, by key.

    What hangs together comes together, so that a text with several partners is read once.
    """
    readings = Kept(texts, Reading, size=lambda reading: len(reading.text), room=_ROOM)
    for (a, ours), (b, theirs) in readings.each(side_by_side(pairs)):
        found = between(ours, theirs, title_a=titles.get(a, ""), title_b=titles.get(b, ""))
        yield Comparison(a, b, found.differences, found.sibling, found.aligned, found.equal, found.wording)


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
    return replace(one, a=one.b, b=one.a, differences=tuple(turned), wording=one.wording.turned())
