"""Which contents are compared sentence by sentence: alike ones, and those that word a statement differently.

Of a few that are alike every pair is compared. In a crowd each content is compared with its hub, the one that is alike
to the most of them, and with the likest; where that shows one form filled in many times, nothing more is to be learned,
else with a few more of the likest. A pair that is left out is explained by a third content with which both were
compared, unless the two are more alike than that: those are counted, and an audit says so.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kbaudit.model import Uncompared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kbaudit.model import Comparison, Document, Pair

    Keys = tuple[str, str]
    Likeness = tuple[float, float, float]

PARTNERS: Final = 8
"""Contents with which each is compared, the likest ones; as many again because of statements."""

_ALIKE: Final = 0.5  # Jaccard, raw or masked, from which two texts may be about one thing
_CONTAINED: Final = 0.8  # or so much of the smaller text in the larger one
_WHOLES: Final = 4  # texts that hold a part, or parts of a whole, which are not alike
_FIRST: Final = 1  # of the likest in a crowd, before it is known whether it is one form
_FEW: Final = PARTNERS + 1  # contents of which every pair is compared
_NEARER: Final = 0.1  # so much more alike than to a third: what that says of both says little of the pair


def one_of_each_text(documents: Mapping[str, Document]) -> dict[str, str]:
    """For each content key the least one of those with the same text: what is compared once for all of them."""
    least: dict[str, str] = {}
    for document in documents.values():
        key = document.content_key
        least[document.text_sha256] = min(key, least.get(document.text_sha256, key))
    return {document.content_key: least[document.text_sha256] for document in documents.values()}


class Choice:
    """The pairs of content keys to compare, in two rounds; each a < b, sorted.

    text_of tells contents with one text apart from the rest: the key that stands for each. They are compared once.
    """

    def __init__(
        self, pairs: Iterable[Pair], statements: Iterable[tuple[str, str, int]], text_of: Mapping[str, str]
    ) -> None:
        self._text_of = text_of
        self._alike = _Ties()
        self._holding = _Ties()
        self._said = _Ties()
        for pair in pairs:
            a, b = text_of.get(pair.a, pair.a), text_of.get(pair.b, pair.b)
            if max(pair.jaccard, pair.masked_jaccard) >= _ALIKE:
                self._alike.add(a, b, (pair.masked_jaccard, pair.jaccard, pair.containment))
            elif pair.containment >= _CONTAINED:
                self._holding.add(a, b, (pair.containment, pair.jaccard, 0.0))
        for a, b, count in statements:
            self._said.add(text_of.get(a, a), text_of.get(b, b), (float(count), 0.0, 0.0))
        self._chosen: set[Keys] = set()

    def first(self) -> tuple[Keys, ...]:
        """Every pair of a few, in a crowd the hub and the likest; and what holds much of another."""
        chosen = set(self._holding.likest(_WHOLES))
        for key, partners in self._alike.items():
            if len(partners) < _FEW:
                chosen.update(_pair(key, other) for other in partners)
            else:
                chosen.update(_pair(key, other) for other in partners[:_FIRST])
                chosen.update(_pair(key, hub) for hub in self._alike.hub(key))
        self._chosen = chosen
        return tuple(sorted(chosen))

    def second(self, found: Iterable[Comparison]) -> tuple[Keys, ...]:
        """More of the likest where the first round found no form, and what words a statement differently."""
        seen = _Seen(found)
        chosen = {
            _pair(key, other)
            for key, partners in self._alike.items()
            if len(partners) >= _FEW and not seen.is_form(key)
            for other in partners[:PARTNERS]
        }
        chosen.update(pair for pair in self._said.likest(PARTNERS) if not seen.of_one_form(*pair))
        chosen -= self._chosen
        self._chosen |= chosen
        return tuple(sorted(chosen))

    def left(self, found: Iterable[Comparison], documents: Mapping[str, Document]) -> Uncompared:
        """What both rounds left out and nothing explains, given all that they found."""
        seen = _Seen(found)
        count, keys = 0, set[str]()
        for ties in (self._alike, self._holding, self._said):
            for pair in ties.likeness.keys() - self._chosen:
                if not seen.explains(pair, self._alike.likeness):
                    count += 1
                    keys.update(pair)
        uris = [uri for uri, one in documents.items() if self._text_of.get(one.content_key) in keys] if keys else []
        return Uncompared(count, PARTNERS, tuple(sorted(uris)))


class _Ties:
    """Pairs with their likeness, and the partners of each content, the likest first."""

    def __init__(self) -> None:
        self.likeness: dict[Keys, Likeness] = {}
        self._partners: dict[str, list[str]] = {}

    def add(self, a: str, b: str, likeness: Likeness) -> None:
        if a != b:
            pair = _pair(a, b)
            self.likeness[pair] = max(likeness, self.likeness.get(pair, likeness))

    def items(self) -> Iterable[tuple[str, Sequence[str]]]:
        """Each content with its partners."""
        if not self._partners:
            partners: dict[str, list[str]] = defaultdict(list)
            ranked = sorted(self.likeness.items(), key=lambda item: ([-part for part in item[1]], item[0]))
            for (a, b), _ in ranked:
                partners[a].append(b)
                partners[b].append(a)
            self._partners = partners
        return self._partners.items()

    def likest(self, count: int) -> Iterator[Keys]:
        """The pairs that are among the likest of either side."""
        for key, partners in self.items():
            for other in partners[:count]:
                yield _pair(key, other)

    def hub(self, key: str) -> Sequence[str]:
        """The content that is alike to the most, of those alike to this one; none where that is this one itself."""
        hub = min((key, *self._partners[key]), key=lambda name: (-len(self._partners[name]), name))
        return () if hub == key else (hub,)


class _Seen:
    """What comparisons tell of contents and pairs that were not compared."""

    def __init__(self, found: Iterable[Comparison]) -> None:
        self._siblings: dict[str, dict[str, bool]] = defaultdict(dict)
        for one in found:
            self._siblings[one.a][one.b] = self._siblings[one.b][one.a] = bool(one.sibling)

    def is_form(self, key: str) -> bool:
        """Whether most of what it was compared with are the same form about other things."""
        told = self._siblings.get(key, {}).values()
        return sum(told) * 2 > len(told)

    def of_one_form(self, a: str, b: str) -> bool:
        """Whether both are the same form as a third."""
        return any(self._siblings[a][third] and self._siblings[b][third] for third in self._thirds(a, b))

    def explains(self, pair: Keys, likeness: Mapping[Keys, Likeness]) -> bool:
        """Whether a third content, compared with both, tells what there is to tell of them."""
        a, b = pair
        least = likeness.get(pair, (0.0,))[0] - _NEARER
        for third in self._thirds(a, b):
            if self._siblings[a][third] and self._siblings[b][third]:
                return True
            if all(likeness.get(_pair(key, third), (0.0,))[0] >= least for key in pair):
                return True
        return False

    def _thirds(self, a: str, b: str) -> Iterable[str]:
        ours, theirs = self._siblings.get(a, {}), self._siblings.get(b, {})
        return ours.keys() & theirs.keys()


def _pair(a: str, b: str) -> Keys:
    return (a, b) if a < b else (b, a)
