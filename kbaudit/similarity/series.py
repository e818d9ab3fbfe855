"""Documents of one series: reports, minutes or bills, one a period, of which none is a version of another one.

A date in a name or folder marks a version where the document is the same again, and a period where it is about
that time. Told by words (a report, minutes), or by a rhythm of weeks, months or quarters and texts that mostly differ.
What holds until it is replaced (a policy, a price list) is no series, nor are the editions of a whole site.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.similarity.period_names import Period, Unit, read_period, without_periods
from kbaudit.similarity.series_words import RECORD, RHYTHM, STANDING
from kbaudit.similarity.versions import without_extension

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kbaudit.model import Document
    from kbaudit.similarity.comparing import Compared
    from kbaudit.similarity.markers import Marker
    from kbaudit.similarity.measured import Measured

_STEPS: Final = 3  # periods that make a rhythm
_SAME: Final = 0.5  # of the sentences: the same document again
_ALIKE: Final = 0.8  # Jaccard, where sentences were not compared
_PAGES: Final = 3  # that are no records in dated folders make editions of a site
_DAYS: Final = frozenset({1, 7, 14, *range(26, 34)})

Group = tuple[str, Unit]


class _Place(NamedTuple):
    """Where a document stands: its path without dates, its period, and the path of the folder that has the date."""

    key: str
    period: Period
    root: str


class Series:
    """Which documents are about periods of one series."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        markers: Mapping[str, Marker],
        content: Mapping[str, str],
        measured: Measured,
        compared: Compared,
    ) -> None:
        self._documents = documents
        self._content = content
        self._measured = measured
        self._compared = compared
        self._places = {uri: place for uri in documents if (place := _place(uri, markers[uri]))}
        groups: dict[Group, list[str]] = defaultdict(list)
        for uri, place in self._places.items():
            groups[place.key, place.period.unit].append(uri)
        dated = {
            group: sorted(uris, key=lambda uri: (self._places[uri].period.number, uri))
            for group, uris in groups.items()
            if len({self._places[uri].period.number for uri in uris}) > 1
        }
        sites = self._sites(dated)
        self._group = {uri: group for group, uris in dated.items() if self._is_series(uris, sites) for uri in uris}

    def apart(self, a: str, b: str) -> bool:
        """Whether two documents are of one series, each about its own period."""
        group = self._group.get(a)
        return bool(group) and group == self._group.get(b) and self._index(a) != self._index(b)

    def told(self, a: str, b: str) -> str:
        """What tells that two documents are of one series; "" where they aren't."""
        if not self.apart(a, b):
            return ""
        ours, theirs = self._places[a].period.text, self._places[b].period.text
        return f'same form, "{theirs}" for "{ours}"'

    def markers(self, markers: Mapping[str, Marker]) -> dict[str, Marker]:
        """The markers with the dates that are periods made part of the name."""
        return {uri: self._named(uri, marker) if uri in self._group else marker for uri, marker in markers.items()}

    def _index(self, uri: str) -> int:
        return self._places[uri].period.number

    def _named(self, uri: str, marker: Marker) -> Marker:
        place, version = self._places[uri], marker.version
        folder = tuple(number for number in version.folder if number.scheme != "date")
        name = tuple(number for number in version.name if number.scheme != "date")
        plain = replace(version, folder=() if place.root else folder, name=name)
        says = plain.folder or plain.name or plain.standing or plain.finality or marker.copy
        key = f"{place.key}/{place.period.unit.name.lower()} {place.period.number}"
        return replace(marker, key=key, version=plain, label=marker.label if says else "", root="")

    def _sites(self, dated: Mapping[Group, Sequence[str]]) -> set[str]:
        """The folders whose dated folders hold editions of a site: most pages in them are no records."""
        records: Counter[str] = Counter()
        pages: Counter[str] = Counter()
        for uris in dated.values():
            if root := self._places[uris[0]].root:
                (records if self._are(uris, records=True) else pages)[root] += 1
        return {root for root, count in pages.items() if count >= _PAGES or count > records[root]}

    def _is_series(self, uris: Sequence[str], sites: set[str]) -> bool:
        place = self._places[uris[0]]
        if place.root in sites or self._versioned(uris) or self._are(uris, records=False):
            return False
        if self._are(uris, records=True):
            return True
        if place.period.unit is Unit.YEAR:
            return False
        if any(RHYTHM.search(text) for text in self._said(uris)) or RECORD.search(place.key):
            return True
        rhythm = self._rhythmic(uris) and not place.root
        return (rhythm or self._repeated(uris)) and not self._same_again(uris)

    def _versioned(self, uris: Iterable[str]) -> bool:
        """Whether the documents declare versions of their own."""
        declared = {
            field.values
            for uri in uris
            for field in self._documents[uri].fields
            if field.name.lower() in {"version", "revision"}
        }
        return len(declared) > 1

    def _are(self, uris: Sequence[str], *, records: bool) -> bool:
        """Whether the name or most titles say that they are records, or else texts that hold until replaced."""
        words = RECORD if records else STANDING
        if words.search(self._places[uris[0]].key.rpartition("/")[2]):
            return True
        titled = sum(any(map(words.search, self._titles(uri))) for uri in uris)
        return titled * 2 > len(uris)

    def _said(self, uris: Sequence[str]) -> list[str]:
        return [self._places[uris[0]].key.rpartition("/")[2], *self._titles(uris[0])]

    def _titles(self, uri: str) -> tuple[str, str]:
        return self._documents[uri].title, self._documents[uri].heading

    def _rhythmic(self, uris: Sequence[str]) -> bool:
        """Whether there are three periods or more, most of them a step from the next."""
        unit = self._places[uris[0]].period.unit
        found = sorted({self._index(uri) for uri in uris})
        steps = [later - earlier for earlier, later in pairwise(found)]
        regular = sum(step in _DAYS if unit is Unit.DAY else step == 1 for step in steps)
        return len(found) >= _STEPS and regular * 2 >= len(steps)

    def _repeated(self, uris: Sequence[str]) -> bool:
        """Whether most titles say the period again."""
        said = 0
        for uri in uris:
            own = self._places[uri].period
            periods = [read[0] for title in self._titles(uri) if (read := read_period(title))]
            said += any((period.unit, period.number) == (own.unit, own.number) for period in periods)
        return said * 2 > len(uris)

    def _same_again(self, uris: Sequence[str]) -> bool:
        """Whether from one period to the next most sentences stay as they are."""
        kept: list[float] = []
        for a, b in pairwise(self._content[uri] for uri in uris):
            comparison, pair = self._compared.between(a, b), self._measured.between(a, b)
            if comparison:
                kept.append(comparison.equal)
            elif pair:
                kept.append(_SAME if pair.jaccard >= _ALIKE else 0.0)
            elif a == b:
                kept.append(1.0)
        return not kept or median(kept) >= _SAME


def _place(uri: str, marker: Marker) -> _Place | None:
    folder, slash, name = uri.rpartition("/")
    path = f"{folder}{slash}{without_extension(name)}"
    read = read_period(path)
    if read is None:
        return None
    period, end = read
    root = without_periods(path[:end]) or "/" if end <= len(folder) else ""
    return _Place(without_periods(marker.key), period, root)
