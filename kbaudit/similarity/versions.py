"""Version and copy markers in paths: which documents bear one name in several versions."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from kbaudit.similarity.markers import Marker, Version
from kbaudit.similarity.naming import ALL_SCHEMES, NameReading, normalised, read_folder, read_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_EXTENSIONS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        adoc asciidoc csv doc docm docx eml epub erb htm html ipynb j2 json jinja markdown md mdx mht msg odp ods odt
        org pdf ppt pptx qmd rmd rst rtf tex tmpl toml tsv txt text xhtml xls xlsm xlsx xml yaml yml
        """,
    )
)

# Things that are made anew every time: another date is another record, never a newer version of the same.
_RECORDS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        agenda agendas announcement announcements blog blogs bulletin changelog changelogs diary digest incidents
        invoice invoices journal logs meeting meetings minutes news newsletter newsletters notes post postmortem
        postmortems posts protokoll protokolle rechnung retro retros retrospective retrospectives sitzung standup
        standups weekly
        """,
    )
)
_OF_A_VERSION: Final = ("changelog", "changelogs", "release-notes", "relnotes", "whatsnew", "whats-new")
"""Records of one version each: not even another version number makes them newer."""
_VERB_NOUN: Final = re.compile(r"[A-Z][a-z]{1,20}-[A-Z][A-Za-z]{1,60}")
_PUT_AWAY_EXTENSIONS: Final = frozenset({"bak", "old", "orig"})


def read_markers(uris: Iterable[str]) -> dict[str, Marker]:
    """The marker of every path, in the order given.

    A folder that is a mere year or whole number counts beside such a version folder only, and a word that may belong
    to a title ("final", "backup") only where the name without it is a document too: when all bear it, it marks none.
    """
    names = list(uris)
    folders = _Folders(names)
    markers = {uri: _read(uri, folders, words=True) for uri in names}
    bearers = Counter(marker.key for marker in markers.values())
    for uri, marker in markers.items():
        if marker.marked and bearers[marker.key] == 1:
            markers[uri] = _read(uri, folders, words=False)
    return markers | _titled(markers, folders)


def _titled(markers: Mapping[str, Marker], folders: _Folders) -> dict[str, Marker]:
    """The markers of documents whose title ends or begins with a status word in every release, read without it."""
    namesakes: dict[str, list[str]] = {}
    for uri, marker in markers.items():
        if marker.marked:
            namesakes.setdefault(marker.key, []).append(uri)
    titled: dict[str, Marker] = {}
    for key, uris in namesakes.items():
        worded = [uri for uri in uris if _may_be_titled(markers[uri])]
        plain: dict[str, dict[str, Marker]] = {}
        for uri in worded:
            if (again := _read(uri, folders, words=False)).key != key:
                plain.setdefault(again.key, {})[uri] = again
        for alike in plain.values():
            # "Item" and "New-Item" may share a release; "policy" and "policy_old" of one release are versions.
            releases = {marker.version.folder for marker in alike.values()}
            if len(alike) > 1 and (len(alike) == len(uris) or (len(releases) > 1 and all(map(_is_verb_noun, alike)))):
                titled |= alike
    return titled


def _may_be_titled(marker: Marker) -> bool:
    return bool(marker.copy or marker.version.finality or marker.version.standing)


def _is_verb_noun(uri: str) -> bool:
    """Whether a file is named like a command: "New-Item", "Compress-Archive"."""
    return bool(_VERB_NOUN.fullmatch(without_extension(uri.rpartition("/")[2])))


def without_extension(name: str) -> str:
    """A file name less its known extensions ("x.html.md.erb" is "x")."""
    stem, dot, extension = name.rpartition(".")
    while dot and stem and extension.lower() in _EXTENSIONS:
        name = stem
        stem, dot, extension = name.rpartition(".")
    return name


class _Folders:
    """What the name of every folder says, beside the folders that it stands among."""

    def __init__(self, uris: Iterable[str]) -> None:
        self._within: dict[str, set[str]] = {}  # the folders directly in each folder
        self._read: dict[str, NameReading] = {}
        seen: set[str] = set()
        for uri in uris:
            folder = uri.rpartition("/")[0]
            while folder and folder not in seen:
                seen.add(folder)
                above, _, name = folder.rpartition("/")
                self._within.setdefault(above, set()).add(name)
                folder = above

    def reading(self, above: str, name: str) -> NameReading:
        """What one folder's name says; a doubtful one says nothing where no folder beside it confirms it."""
        path = f"{above}/{name}"
        if path not in self._read:
            reading = read_folder(name)
            alone = reading.doubtful and not _confirmed(name, reading, self._within.get(above, ()))
            self._read[path] = NameReading(normalised(name)) if alone else reading
        return self._read[path]


def _read(uri: str, known: _Folders, *, words: bool) -> Marker:
    *folders, file = uri.split("/")
    readings: list[NameReading] = []
    path = root = ""
    for name in folders:
        reading = known.reading(path, name)
        if reading.numbers and not root:
            root = path or "/"
        readings.append(reading)
        path = f"{path}/{name}" if path else name
    readings.append(_name(file, words=words))
    if any(_is_record(reading.rest) for reading in readings):
        readings = [_as_record(name, reading) for name, reading in zip(folders, readings, strict=False)]
        readings.append(_name(file, words=words, schemes=_schemes_of_record(file)))
    return _marker(readings, root)


def _confirmed(name: str, reading: NameReading, siblings: Iterable[str]) -> bool:
    """Whether a folder beside this one is a version of the same scheme; years confirm each other, numbers don't."""
    scheme = reading.numbers[0].scheme
    others = (read_folder(other) for other in siblings if other != name)
    return any(
        not other.rest
        and other.numbers
        and other.numbers[0].scheme == scheme
        and (scheme == "date" or not other.doubtful)
        for other in others
    )


def _name(file: str, *, words: bool, schemes: frozenset[str] = ALL_SCHEMES) -> NameReading:
    inner, _, extension = file.rpartition(".")
    if inner and extension.lower() in _PUT_AWAY_EXTENSIONS:
        file = f"{without_extension(inner)}.{extension}"
    return read_name(without_extension(file), words=words, schemes=schemes)


def _is_record(rest: str) -> bool:
    return rest.rpartition("-")[2] in _RECORDS or rest.endswith(_OF_A_VERSION)


def _as_record(name: str, reading: NameReading) -> NameReading:
    dated = any(number.scheme == "date" for number in reading.numbers)
    return NameReading(normalised(name)) if dated else reading


def _schemes_of_record(file: str) -> frozenset[str]:
    rest = read_name(without_extension(file)).rest
    return frozenset() if rest.endswith(_OF_A_VERSION) else frozenset({"version"})


def _marker(readings: list[NameReading], root: str) -> Marker:
    *folders, name = readings
    standings = {reading.standing for reading in readings}
    finalities = [reading.finality for reading in readings]
    numbers = tuple(number for reading in folders for number in reading.numbers)
    version = Version(
        standing=-1 if -1 in standings else max(standings),
        folder=numbers,
        name=name.numbers,
        finality=-1 if -1 in finalities else max(finalities),
    )
    return Marker(
        key="/".join(reading.rest for reading in readings if reading.rest),
        version=version,
        copy=any(reading.copy for reading in readings),
        label=" ".join(label for reading in readings for label in reading.labels),
        root=root if numbers else "",
    )
