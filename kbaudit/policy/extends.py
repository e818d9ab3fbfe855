"""A policy that builds on another one: mappings are merged key by key, everything else is replaced as a whole."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kbaudit.errors import PolicyError
from kbaudit.model import displayed
from kbaudit.policy.packs import pack_text, packs
from kbaudit.policy.tree import LARGEST, Tree, read_tree

if TYPE_CHECKING:
    from kbaudit.policy.tree import Path as Keys

_MOST: Final = 5  # policies beneath one
_KEY: Final = "extends"
_OWN: Final = frozenset({"schema", _KEY, "name", "description"})
"""What every policy says for itself: under the name of its base a changed policy would pass for the base."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A policy file as read. Its paths are relative to folder; identity tells it from other files ("" for none)."""

    tree: Tree
    folder: Path
    identity: str = ""
    pack: bool = False

    @property
    def shown(self) -> str:
        """What messages call it."""
        return self.tree.file


def read_file(path: Path, shown: str) -> Layer:
    """The policy of a file. Raises PolicyError if it can't be read, or isn't YAML that a policy may hold."""
    file = displayed(shown)
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        identity = str(path.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        raise PolicyError(f"can't be read: {getattr(error, 'strerror', None) or error}", file=file) from error
    return Layer(read_tree(data, file), path.parent, identity)


def read_pack(name: str, folder: Path) -> Layer:
    """The policy that ships under this name. Raises PolicyError if there is none."""
    shown = f"pack {name}"
    return Layer(read_tree(pack_text(name).encode(), displayed(shown)), folder, shown, pack=True)


def chain(first: Layer) -> tuple[Layer, ...]:
    """A policy and those that it builds on, each before the one that it extends.

    Raises:
        PolicyError: one doesn't exist or can't be read, they go round in a circle, or there are more than five.
    """
    layers = [first]
    while (said := _extended(layers[-1].tree)) is not None:
        base = _base(said, layers[-1])
        told = " > ".join(layer.shown for layer in (*layers, base))
        if base.identity in {layer.identity for layer in layers}:
            raise _refusal(layers[-1], f"goes round in a circle: {told}")
        if len(layers) > _MOST:
            raise _refusal(layers[-1], f"is more than {_MOST} policies deep: {told}")
        layers.append(base)
    return tuple(layers)


def laid_over(above: Tree, below: Tree) -> Tree:
    """The values of both, each with its own place; what the one above says comes first, and first in order too."""
    merged = Tree(above.file)
    merged.value = _merged(above.value, _inheritable(below.value), (), (above, below), merged)
    return merged


def _merged(above: object, below: object, path: Keys, trees: tuple[Tree, Tree], into: Tree) -> object:
    if not isinstance(above, dict) or not isinstance(below, dict):
        return _taken(above, path, trees[0], into)
    _placed(path, trees[0], into)
    values: dict[str, object] = {}
    for key, value in (above | {key: value for key, value in below.items() if key not in above}).items():
        here = (*path, key)
        if key in above and key in below:
            values[key] = _merged(value, below[key], here, trees, into)
        else:
            values[key] = _taken(value, here, trees[0] if key in above else trees[1], into)
    return values


def _taken(value: object, path: Keys, tree: Tree, into: Tree) -> object:
    """A value with all that is in it, as it stands in one of the trees."""
    _placed(path, tree, into)
    if isinstance(value, dict):
        return {key: _taken(inner, (*path, key), tree, into) for key, inner in value.items()}
    if isinstance(value, list):
        return [_taken(inner, (*path, place), tree, into) for place, inner in enumerate(value)]
    return value


def _placed(path: Keys, tree: Tree, into: Tree) -> None:
    into.values[path] = tree.values[path]
    if path in tree.keys:
        into.keys[path] = tree.keys[path]


def _inheritable(value: object) -> object:
    return {key: inner for key, inner in value.items() if key not in _OWN} if isinstance(value, dict) else value


def _extended(tree: Tree) -> str | None:
    """What a policy says it extends; None where it says nothing, or nothing that could be a name."""
    said = tree.value.get(_KEY) if isinstance(tree.value, dict) else None
    return said if isinstance(said, str) and said else None


def _base(said: str, layer: Layer) -> Layer:
    if said in packs():
        return read_pack(said, layer.folder)
    path = layer.folder / said
    if layer.pack or not _is_file(path):
        near = difflib.get_close_matches(said, packs(), n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise _refusal(layer, f'"{displayed(said)}" is no file and no pack (packs: {", ".join(packs())}{hint})')
    return read_file(path, os.path.normpath(Path(layer.shown).parent / said))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name too long to be one, a folder that may not be searched
        return False


def _refusal(layer: Layer, problem: str) -> PolicyError:
    file, line, column = layer.tree.place((_KEY,))
    return PolicyError(f"{_KEY}: {problem}", file=file, line=line, column=column)
