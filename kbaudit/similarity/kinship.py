"""Which documents are versions of one document: they share a name, differ in its markers, and their texts agree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final

from kbaudit.similarity.copies import language_folders, preference
from kbaudit.similarity.same_page import same_pages
from kbaudit.similarity.successions import successions
from kbaudit.similarity.translations import places, translations
from kbaudit.similarity.unions import Unions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kbaudit.model import Document
    from kbaudit.similarity.known import Known
    from kbaudit.similarity.markers import Marker

_ALIKE: Final = 0.2  # Jaccard on word 3-grams from which a shared name is believed
_CONTAINED: Final = 0.6  # or so much of the smaller text in the larger one
_ALIKE_DATED: Final = 0.5  # names that differ in a date alone may be records, so their texts must say more
_SAME_VERSION: Final = 0.5  # one version in two formats
_OTHER_PAGES: Final = 3  # pages that must agree between two release folders for the rest to be believed
_ALL_PAIRS: Final = 12  # documents of one name of which every pair is looked at; of more only the neighbours
_TELLING: Final = 12  # words from which equal texts under different names are one document, not one phrase


def version_candidates(documents: Mapping[str, Document], markers: Mapping[str, Marker]) -> list[tuple[str, str]]:
    """Pairs of content keys that relations need measured, beside those that the catalog proposes; a < b, sorted.

    They are the versions by name, the declared successions and the translations: their texts may share little.
    """
    keys = {uri: document.content_key for uri, document in documents.items()}
    found = [(keys[a], keys[b]) for group in _namesakes(markers) for a, b in _kin(group, markers)]
    found += [(keys[a], keys[b]) for a, b in successions(documents)]
    found += [(keys[one.uri], keys[one.original]) for one in translations(documents, places(documents))]
    return sorted({(min(a, b), max(a, b)) for a, b in found if a != b})


def lineages(known: Known) -> Unions:
    """Documents joined that are versions, copies or other formats of one another; declarations aside."""
    unions = Unions()
    languages = language_folders(known.subjects)
    for a, b in _version_pairs(known):
        unions.join(a, b)
    _join_copies(unions, known, languages)
    for a, b in same_pages(known, languages, _lone(unions, known)):
        unions.join(a, b)
    return unions


def same_version(a: str, b: str, known: Known) -> bool:
    """Whether two documents are one version of one document in two formats."""
    pair = known.measured.between(a, b)
    ours, theirs = known.markers[a], known.markers[b]
    same_name = ours.key == theirs.key and ours.version == theirs.version and ours.copy == theirs.copy
    return same_name and pair is not None and pair.jaccard >= _SAME_VERSION


def _namesakes(markers: Mapping[str, Marker]) -> Iterator[list[str]]:
    """Documents whose paths differ in markers alone, oldest first."""
    groups: dict[str, list[str]] = defaultdict(list)
    for uri, marker in markers.items():
        groups[marker.key].append(uri)
    for group in groups.values():
        if len({(markers[uri].version, markers[uri].copy) for uri in group}) > 1:
            yield sorted(group, key=lambda uri: (markers[uri].version, markers[uri].copy, uri))


def _kin(group: list[str], markers: Mapping[str, Marker]) -> Iterator[tuple[str, str]]:
    """The pairs of namesakes to look at: all of a few; of many each with its neighbour and with the newest."""
    if len(group) <= _ALL_PAIRS:
        yield from combinations(group, 2)
        return
    newest = group[-1]
    for older, newer in pairwise(group):
        yield older, newer
        if newer != newest and markers[older].version != markers[newest].version:
            yield older, newest


def _version_pairs(known: Known) -> Iterator[tuple[str, str]]:
    """The namesakes that are versions: by their texts, or by the company they keep in two release folders."""
    agreeing: dict[tuple[object, ...], int] = defaultdict(int)
    shared: dict[tuple[object, ...], int] = defaultdict(int)
    unproven: list[tuple[str, str, tuple[object, ...]]] = []
    markers = known.markers
    for group in _namesakes(markers):
        for a, b in _kin(group, markers):
            releases = _releases(markers[a], markers[b])
            proven = known.content[a] == known.content[b] or _alike(a, b, known)
            shared[releases] += 1
            agreeing[releases] += proven
            if proven:
                yield a, b
            elif releases:
                unproven.append((a, b, releases))
    for a, b, releases in unproven:
        if agreeing[releases] >= _OTHER_PAGES and agreeing[releases] * 2 >= shared[releases]:
            yield a, b


def _alike(a: str, b: str, known: Known) -> bool:
    pair = known.measured.between(a, b)
    if not pair:
        return False
    ours, theirs = known.markers[a], known.markers[b]
    if ours.version == theirs.version and ours.copy == theirs.copy:
        return pair.jaccard >= _SAME_VERSION
    if pair.containment >= _CONTAINED:
        return True
    dated = any(number.scheme == "date" for number in (*ours.version.name, *theirs.version.name))
    return max(pair.jaccard, pair.masked_jaccard) >= _ALIKE_DATED if dated else pair.jaccard >= _ALIKE


def _releases(a: Marker, b: Marker) -> tuple[object, ...]:
    """The two release folders that a pair spans with one relative path; () for any other pair."""
    if not a.root or a.root != b.root or replace(a.version, folder=b.version.folder) != b.version:
        return ()
    folders = sorted((a.version.folder, b.version.folder))
    return (a.root, *folders) if folders[0] != folders[1] else ()


def _join_copies(unions: Unions, known: Known, languages: Mapping[str, str]) -> None:
    """Join documents of one content, but never two documents with a life of their own, nor translations."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for uri in known.subjects:
        groups[known.content[uri], languages[uri]].append(uri)
    lone = _lone(unions, known)
    for group in groups.values():
        if len(group) > 1 and known.documents[group[0]].words >= _TELLING:
            preferred = sorted(group, key=lambda uri: preference(known.subjects[uri], known.markers[uri]))
            home, *others = sorted(preferred, key=lone.__contains__)
            for uri in others:
                if uri in lone:
                    unions.join(home, uri)


def _lone(unions: Unions, known: Known) -> set[str]:
    """The documents that nothing but their copies is joined with."""
    origin = {uri: unions.find(uri) for uri in known.subjects}
    contents_of: dict[str, set[str]] = defaultdict(set)
    for uri in known.subjects:
        contents_of[origin[uri]].add(known.content[uri])
    return {uri for uri in known.subjects if len(contents_of[origin[uri]]) == 1}
