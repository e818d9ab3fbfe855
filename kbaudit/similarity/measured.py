"""What was measured between documents, by the contents that were compared."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kbaudit.model import Pair


class Measured:
    """Measured pairs by the contents that they compare, whatever the order.

    content gives for each uri the least uri of the same content, uri_of_key the same for each content key.
    """

    def __init__(self, pairs: Iterable[Pair], content: Mapping[str, str], uri_of_key: Mapping[str, str]) -> None:
        self._content = content
        found: dict[tuple[str, str], Pair] = {}
        for pair in pairs:
            a, b = uri_of_key.get(pair.a, ""), uri_of_key.get(pair.b, "")
            if a and b and a != b:
                found[min(a, b), max(a, b)] = pair
        self._pairs = dict(sorted(found.items(), key=lambda item: item[0]))
        self._partners: dict[str, list[tuple[str, Pair]]] = defaultdict(list)
        for (a, b), pair in self._pairs.items():
            self._partners[a].append((b, pair))
            self._partners[b].append((a, pair))

    def between(self, a: str, b: str) -> Pair | None:
        """The measurement between two documents, None where there is none (or they are of one content)."""
        a, b = self._content[a], self._content[b]
        return self._pairs.get((min(a, b), max(a, b)))

    def partners(self, content: str) -> Sequence[tuple[str, Pair]]:
        """The contents (least uris) that one was measured against, with the measurements."""
        return self._partners.get(content, ())

    def items(self) -> Iterable[tuple[tuple[str, str], Pair]]:
        """Each pair of contents (least uris) with its measurement, sorted."""
        return self._pairs.items()
