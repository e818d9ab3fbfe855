"""The inside of a crawl's end: what is claimed for files by their place, by repository histories and owner files."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kbaudit.crawlers.files import read_file
from kbaudit.crawlers.git import GitHistory
from kbaudit.errors import ExtractionError
from kbaudit.extractors.front_matter_block import BadBlockError, NoBlockError
from kbaudit.extractors.front_matter_yaml import read_yaml
from kbaudit.model import DateClaim, DateKind, Origin, OwnerClaim, Placed, Skipped, SkipReason, displayed, uri_of
from kbaudit.signals import masked
from kbaudit.signals.owner_files import (
    MOST_RULES,
    OwnerFiles,
    read_codeowners,
    read_components,
    read_owners,
    read_plain_owners,
)
from kbaudit.signals.owner_patterns import MOST_TRIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kbaudit.catalog import Catalog
    from kbaudit.crawlers.git import Change
    from kbaudit.model import Source
    from kbaudit.signals.owner_files import Rule

_CODEOWNERS: Final = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_COMPONENTS: Final = tuple(
    f".github/component{sign}owners.{ending}" for sign in ("-", "_") for ending in ("yml", "yaml")
)
_LARGEST: Final = 3 * 2**20  # bytes, as GitHub has it
_NO_FILE: Final = frozenset({SkipReason.VANISHED, SkipReason.NOT_REGULAR})
_REVIEWED_YAML: Final = re.compile(r"^[ \t]*(?:approvers|owners|reviewers)[ \t]*:", re.MULTILINE)
_LINE: Final = re.compile(r"^line (\d+): ")

PLACER: Final = "3"
"""Raise it when owner files or histories are read otherwise than before: then all claims by place are learned anew."""


@dataclass(slots=True)
class _OwnerFiles:
    """The owner files that are there, by their path in the repository (else in the source): text, or why not."""

    texts: dict[str, str] = field(default_factory=dict)
    unread: dict[str, ExtractionError] = field(default_factory=dict)

    @property
    def state(self) -> Iterator[str]:
        for name, text in self.texts.items():
            yield from (name, text)
        for name, why in self.unread.items():
            yield from (name, why.reason, why.detail)


def learn_places(catalog: Catalog, sources: Sequence[Source]) -> None:
    """Learns what is claimed by place for the live files of the sources; where nothing changed, nothing is kept anew.

    Owner files are those of the source and, where it is a part of a repository, those at that repository's top. One
    that can't be read is kept with the reason.
    """
    for source in sources:
        uris = catalog.uris(source.name)
        history = GitHistory.of(source.root)
        files = _owner_files(source.root, history, uris)
        state = _digest(PLACER, history.state if history else "", *uris, *files.state)
        if state != catalog.state_of_places(source.name):
            placed = _placed(source, uris, history, files)
            before = history.inside if history else ""
            catalog.record_placed(source.name, state, placed, _unread(source, before, files))


def _placed(source: Source, uris: Sequence[str], history: GitHistory | None, files: _OwnerFiles) -> list[Placed]:
    changes = history.last_changes() if history else {}
    changed = {uri_of(source.name, path): change for path, change in changes.items()}
    inside = [uri.partition("/")[2] for uri in uris]
    owned = _owned(inside, history.inside if history else "", files)
    placed = []
    for uri, claimed in zip(uris, owned, strict=True):
        change = changed.get(uri)
        if change or claimed:
            dates = (_dated(change),) if change else ()
            placed.append(Placed(uri, dates, claimed + ((_written(change),) if change else ())))
    return placed


def _owned(paths: Sequence[str], before: str, files: _OwnerFiles) -> list[tuple[OwnerClaim, ...]]:
    """Who owns each path. What can't be made out of a file is noted with it, and it counts for nothing."""
    groups = _rules(files)
    owners = OwnerFiles(groups, paths, before)
    owned = [owners.claims(path) for path in paths]
    if not owners.overtaxed[-1]:
        return owned
    name = next(name for name in _CODEOWNERS if name in files.texts)
    files.unread[name] = _too_much(f"more than {MOST_TRIES:,} patterns with wildcards may mean the same file")
    owners = OwnerFiles([*groups[:-1], []], paths, before)
    return [owners.claims(path) for path in paths]


def _unread(source: Source, before: str, files: _OwnerFiles) -> list[Skipped]:
    """The owner files that count for nothing, each with the reason; those above the source begin with "../"."""
    up = "../" * before.count("/")
    found = []
    for name, why in files.unread.items():
        path = name.removeprefix(before) if name.startswith(before) else up + name
        detail = f"owner file: {_LINE.sub(_one_less, why.detail)}"
        uri = uri_of(source.name, os.fsencode(path))
        found.append(Skipped(uri, why.reason, displayed(detail), why.remedy, source.name))
    return found


def _one_less(match: re.Match[str]) -> str:
    """The line in the file: what reads YAML counts the line that opens front matter too."""
    return f"line {int(match[1]) - 1}: "


def _owner_files(root: Path, history: GitHistory | None, uris: Sequence[str]) -> _OwnerFiles:
    top = history.top if history else root
    before = history.inside if history else ""
    folders = {folder for uri in uris for folder in _above(before + uri.partition("/")[2])}
    files = _OwnerFiles()
    for name in (*_COMPONENTS, *(f"{folder}OWNERS" for folder in sorted(folders)), *_CODEOWNERS):
        try:
            text = _read(top, name)
        except ExtractionError as error:
            if error.reason not in _NO_FILE:
                files.unread[displayed(name)] = error
                files.texts[displayed(name)] = ""  # it's there: no other file takes its place
        else:
            files.texts[displayed(name)] = masked(text)
    return files


def _above(path: str) -> Iterator[str]:
    """The folders that a path lies in, each with its slash: "", "hr/" and "hr/pay/" of "hr/pay/day.md"."""
    parts = path.split("/")
    for count in range(len(parts)):
        yield "".join(f"{part}/" for part in parts[:count])


def _read(top: Path, name: str) -> str:
    """The text of a regular file below top. Raises ExtractionError: there is none, or none that can be read."""
    try:
        place = (top / name).resolve()
    except (OSError, ValueError, RuntimeError):  # a circle of links, or no name of a file
        raise ExtractionError(SkipReason.VANISHED, "") from None
    if not place.is_relative_to(top):
        raise ExtractionError(SkipReason.NOT_REGULAR, "a link to somewhere else")
    try:
        text = read_file(os.fsencode(place), _LARGEST).decode("utf-8", "replace")
    except ExtractionError as error:
        raise (_too_much(error.detail) if error.reason is SkipReason.TOO_LARGE else error) from None
    if len(text.splitlines()) > MOST_RULES:
        raise _too_much(f"more than {MOST_RULES:,} lines")
    return text


def _too_much(detail: str) -> ExtractionError:
    return ExtractionError(SkipReason.TOO_LARGE, detail, remedy="give it fewer rules: until then it names no owner")


def _rules(files: _OwnerFiles) -> list[list[Rule]]:
    """The rules by what they count: component owners, OWNERS (the nearest one first), the first CODEOWNERS."""
    texts = files.texts
    components = [rule for name in _COMPONENTS if name in texts for rule in _of_components(files, name)]
    nearest = sorted((name for name in texts if name.rpartition("/")[2] == "OWNERS"), key=lambda name: -name.count("/"))
    owners = [rule for name in nearest for rule in _of_owners(files, name)]
    codeowners = next((read_codeowners(texts[name], name) for name in _CODEOWNERS if name in texts), [])
    return [components, owners, codeowners]


def _of_components(files: _OwnerFiles, name: str) -> list[Rule]:
    try:
        return read_components(_pairs(files.texts[name]), name)
    except ExtractionError as error:
        files.unread[name] = error
        return []


def _of_owners(files: _OwnerFiles, name: str) -> list[Rule]:
    """The rule of an OWNERS file: YAML, or lines in one of several forms, of which only mail addresses are read."""
    text = files.texts[name]
    try:
        if rules := read_owners(_pairs(text), name):
            return rules
    except ExtractionError as error:
        if _REVIEWED_YAML.search(text):
            files.unread[name] = error
            return []
    return read_plain_owners(text, name)


def _pairs(text: str) -> list[tuple[str, str]]:
    """The pairs of a YAML file; none where it holds no mapping. Raises ExtractionError where it can't be read."""
    try:
        return list(read_yaml(text)[0])
    except NoBlockError:
        return []
    except BadBlockError as error:
        remedy = "mend it: until then it names no owner"
        raise ExtractionError(SkipReason.CORRUPT, str(error), remedy=remedy) from None


def _dated(change: Change) -> DateClaim:
    return DateClaim(DateKind.UPDATED, change.at.isoformat(), Origin.GIT, _where(change))


def _written(change: Change) -> OwnerClaim:
    """Who changed it last: a suggestion, never an owner."""
    return OwnerClaim(_masked(change.author), Origin.GIT, _where(change))


def _where(change: Change) -> str:
    return displayed(_masked(f"commit {change.commit[:10]} by {change.author}: {change.subject}"))


_masked = lru_cache(maxsize=10_000)(masked)
"""One commit changes many files."""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
