"""How well the points of an index are tied to the documents of an audit, and which prefix would tie them better."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

LEAST_MATCHED: Final = 0.95  # of an index's points: below it a wrong prefix is likelier than so many lost documents
_WORTH: Final = 0.8  # of the values: prefixes that tie fewer may tie them to others' documents
_SAMPLE: Final = 1_000


class Prefixes(NamedTuple):
    """What to take off the points' values and put before them, and the share of values that it ties to a document."""

    strip_prefix: str
    add_prefix: str
    share: float


def propose(values: Iterable[str], uris: Collection[str]) -> Prefixes | None:
    """The prefixes that tie most of the values to uris; None where no common ones tie more than a few.

    Values and uris are compared from their ends: "/data/wiki/hr/a.md" and "handbook/hr/a.md" share "hr/a.md".
    """
    sample = sorted(set(values))[:_SAMPLE]
    ends = _ends(uris)
    votes = Counter(pair for value in sample if (pair := _difference(value, ends)))
    if not votes:
        return None
    (strip, add), _ = min(votes.items(), key=lambda vote: (-vote[1], vote[0]))
    known = uris if isinstance(uris, (set, frozenset, dict)) else set(uris)
    share = sum(add + value.removeprefix(strip) in known for value in sample) / len(sample)
    return Prefixes(strip, add, share) if share >= _WORTH else None


def _ends(uris: Iterable[str]) -> dict[str, str]:
    """The uri of each ending at a slash that one uri alone has; "" for an ending of several."""
    ends: dict[str, str] = {}
    for uri in uris:
        for end in _endings(uri):
            ends[end] = uri if ends.get(end, uri) == uri else ""
    return ends


def _endings(value: str) -> list[str]:
    """The value and what follows each of its slashes, longest first."""
    parts = value.split("/")
    return ["/".join(parts[at:]) for at in range(len(parts))]


def _difference(value: str, ends: dict[str, str]) -> tuple[str, str] | None:
    for end in _endings(value):
        uri = ends.get(end)
        if uri and end:
            return value[: len(value) - len(end)], uri[: len(uri) - len(end)]
    return None
