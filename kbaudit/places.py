"""The inside of a crawl's end: what is claimed for files by their place, by repository histories and owner files."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Final

from kbaudit.crawlers.files import read_file
from kbaudit.crawlers.git import GitHistory
from kbaudit.errors import ExtractionError
from kbaudit.extractors.front_matter_block import BadBlockError, NoBlockError
from kbaudit.extractors.front_matter_yaml import read_yaml
from kbaudit.model import DateClaim, DateKind, Origin, OwnerClaim, Placed, displayed, uri_of
from kbaudit.signals.owner_files import OwnerFiles, read_codeowners, read_components, read_owners, read_plain_owners

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


def learn_places(catalog: Catalog, sources: Sequence[Source]) -> None:
    """Learns what is claimed by place for the live files of the sources; where nothing changed, nothing is kept anew.

    Owner files are those of the source and, where it is a part of a repository, those at that repository's top.
    """
    for source in sources:
        uris = catalog.uris(source.name)
        history = GitHistory.of(source.root)
        files = _owner_files(source.root, history, uris)
        state = _digest(history.state if history else "", *uris, *(part for file in files.items() for part in file))
        if state != catalog.state_of_places(source.name):
            catalog.record_placed(source.name, state, _placed(source, uris, history, files))


def _placed(source: Source, uris: Sequence[str], history: GitHistory | None, files: dict[str, str]) -> Iterator[Placed]:
    changes = history.last_changes() if history else {}
    changed = {uri_of(source.name, path): change for path, change in changes.items()}
    inside = [uri.partition("/")[2] for uri in uris]
    owners = OwnerFiles(_rules(files), inside, history.inside if history else "")
    for uri, path in zip(uris, inside, strict=True):
        claimed, change = owners.claims(path), changed.get(uri)
        if change or claimed:
            yield Placed(uri, (_dated(change),) if change else (), claimed + ((_written(change),) if change else ()))


def _owner_files(root: Path, history: GitHistory | None, uris: Sequence[str]) -> dict[str, str]:
    """The owner files that are there, by their path in the repository (else in the source)."""
    top = history.top if history else root
    before = history.inside if history else ""
    folders = {folder for uri in uris for folder in _above(before + uri.partition("/")[2])}
    wanted = [*_COMPONENTS, *(f"{folder}OWNERS" for folder in sorted(folders)), *_CODEOWNERS]
    found = {name: text for name in wanted if (text := _read(top, name))}
    return {displayed(name): text for name, text in found.items()}


def _above(path: str) -> Iterator[str]:
    """The folders that a path lies in, each with its slash: "", "hr/" and "hr/pay/" of "hr/pay/day.md"."""
    parts = path.split("/")
    for count in range(len(parts)):
        yield "".join(f"{part}/" for part in parts[:count])


def _read(top: Path, name: str) -> str:
    """The text of a regular file below top; "" where there is none, or none that can be read."""
    try:
        place = (top / name).resolve()
        if not place.is_relative_to(top):
            return ""
        return read_file(os.fsencode(place), _LARGEST).decode("utf-8", "replace")
    except (ExtractionError, OSError, ValueError, RuntimeError):
        return ""


def _rules(files: dict[str, str]) -> list[list[Rule]]:
    """The rules by what they count: component owners, OWNERS (the nearest one first), the first CODEOWNERS."""
    components = [rule for name in _COMPONENTS if name in files for rule in read_components(_pairs(files[name]), name)]
    nearest = sorted((name for name in files if name.rpartition("/")[2] == "OWNERS"), key=lambda name: -name.count("/"))
    owners = [rule for name in nearest for rule in _owners(files[name], name)]
    codeowners = next((read_codeowners(files[name], name) for name in _CODEOWNERS if name in files), [])
    return [components, owners, codeowners]


def _owners(text: str, name: str) -> list[Rule]:
    return read_owners(_pairs(text), name) or read_plain_owners(text, name)


def _pairs(text: str) -> list[tuple[str, str]]:
    """The pairs of a YAML file; none where it can't be read."""
    try:
        return list(read_yaml(text)[0])
    except (BadBlockError, NoBlockError):
        return []


def _dated(change: Change) -> DateClaim:
    return DateClaim(DateKind.UPDATED, change.at.isoformat(), Origin.GIT, _where(change))


def _written(change: Change) -> OwnerClaim:
    """Who changed it last: a suggestion, never an owner."""
    return OwnerClaim(change.author, Origin.GIT, _where(change))


def _where(change: Change) -> str:
    return displayed(f"commit {change.commit[:10]} by {change.author}: {change.subject}")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
