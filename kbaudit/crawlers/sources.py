"""What the user names on the command line, made into sources with names that are stable from run to run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kbaudit.errors import UsageError
from kbaudit.model import Source, displayed, uri_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def resolve_source(spec: str, names: Mapping[str, Path]) -> Source:
    """The source that NAME=PATH, PATH or a name of `names` (the policy's) means; links are resolved once, here.

    An existing path is taken as it is, even with "=" in it. Without NAME the policy's name for that path holds,
    else the folder's own name. Raises UsageError if there is nothing at the path or the name can't be used.
    """
    name, separator, path = spec.partition("=")
    if separator and not _exists(spec):
        return Source(_usable(name, spec), _resolved(path))
    if spec in names and not _exists(spec):
        return Source(_usable(spec, spec), _resolved(str(names[spec])))
    root = _resolved(spec)
    for known, place in names.items():
        if place.resolve() == root:
            return Source(_usable(known, spec), root)
    return Source(_usable(_own_name(root), spec), root)


def resolve_sources(specs: Sequence[str], names: Mapping[str, Path] | None = None) -> tuple[Source, ...]:
    """All of them, in the order given. Raises UsageError for two of one name, or one inside another."""
    sources = tuple(resolve_source(spec, names or {}) for spec in specs)
    for position, source in enumerate(sources):
        for earlier in sources[:position]:
            _refuse_overlap(earlier, source)
    return sources


def _refuse_overlap(one: Source, other: Source) -> None:
    if one.root == other.root or one.root in other.root.parents or other.root in one.root.parents:
        raise UsageError(
            f"{_shown(one.root)} and {_shown(other.root)} overlap: their files would be found twice; name only one"
        )
    if one.name == other.name:
        raise UsageError(
            f"two sources are called {displayed(one.name)}: {_shown(one.root)} and {_shown(other.root)}; "
            "name them apart with NAME=PATH"
        )


def _exists(spec: str) -> bool:
    try:
        return Path(spec).exists()
    except (OSError, ValueError):
        return False


def _resolved(path: str) -> Path:
    if not path:
        raise UsageError("an empty path can't be a source")
    try:
        return Path(path).expanduser().resolve(strict=True)
    except FileNotFoundError as error:
        raise UsageError(f"no such file or folder: {displayed(path)}") from error
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{displayed(path)} can't be used as a source: {displayed(why)}") from error


def _own_name(root: Path) -> str:
    return uri_of("", os.fsencode(root.name))[1:]


def _usable(name: str, spec: str) -> str:
    if not name or name != name.strip() or name in {".", ".."} or "/" in name or not name.isprintable():
        raise UsageError(
            f"{displayed(spec)}: {displayed(name)!r} can't name a source (it begins the documents' uris): "
            "give it one with NAME=PATH, without slashes"
        )
    return name


def _shown(path: Path) -> str:
    return displayed(str(path))
