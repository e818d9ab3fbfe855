"""Finds a policy (a file, a pack, or what the working directory holds) and reads it, or says what is wrong with it."""

from __future__ import annotations

import difflib
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from kbaudit.errors import PolicyError
from kbaudit.model import displayed
from kbaudit.policy.coherence import empty_values, incoherent
from kbaudit.policy.complaints import complaints_of, refusal
from kbaudit.policy.extends import Layer, chain, laid_over, read_file, read_pack
from kbaudit.policy.owner_directory import load_directory
from kbaudit.policy.packs import packs
from kbaudit.policy.policy import Policy, resolve
from kbaudit.policy.schema import PolicyFile
from kbaudit.policy.tree import read_tree

if TYPE_CHECKING:
    from kbaudit.policy.tree import Path as Keys
    from kbaudit.policy.tree import Tree

FILE_NAME: Final = "kbaudit.yaml"
DEFAULT_PACK: Final = "default"
_MISTAKEN_NAME: Final = "kbaudit.yml"


def find_policy(argument: str | None, cwd: Path) -> Policy:
    """The policy that `-p` means: a file, else a pack; without it kbaudit.yaml in cwd, else the pack default.

    Raises:
        PolicyError: there is no such file or pack, or it can't be used.
    """
    if argument is None:
        return _policy_of(cwd)
    if argument in packs() and not (cwd / argument).is_file():
        return load_pack(argument, cwd)
    if _exists(cwd / argument):
        return load_policy(cwd / argument, shown=argument)
    near = difflib.get_close_matches(argument, packs(), n=1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    raise PolicyError(
        f'no policy file and no pack is called "{displayed(argument)}" (packs: {", ".join(packs())}{hint})'
    )


def load_policy(path: Path, *, shown: str | None = None) -> Policy:
    """The policy of a file, which messages call `shown`. Raises PolicyError if it can't be read or used."""
    return _with_directory(_understood(read_file(path, shown if shown is not None else str(path))))


def load_pack(name: str, folder: Path = Path()) -> Policy:
    """The policy that ships under this name; its waivers lie in folder.

    Raises:
        PolicyError: there is no pack of this name.
    """
    return _understood(read_pack(name, folder))


def read_policy(data: bytes, file: str, *, base: Path) -> Policy:
    """The policy that the bytes of a file say; the paths in it are relative to base, and aren't followed.

    Raises:
        PolicyError: with line and column and, for an unknown key, the nearest one; a line for each problem.
    """
    return _understood(Layer(read_tree(data, file), base))


def _understood(first: Layer) -> Policy:
    """The policy of a file and of those that it builds on: each of them has to be a policy by itself."""
    layers = chain(first)
    tree = layers[-1].tree
    said = _validated(tree)
    for layer in reversed(layers[:-1]):
        tree = laid_over(layer.tree, tree)
        said = _validated(tree)
    folders = {layer.shown: layer.folder for layer in reversed(layers)}

    def folder_of(keys: Keys) -> Path:
        return folders[tree.place(keys).file]

    return resolve(said, folder_of, extends=tuple(layer.shown for layer in layers[1:]))


def _with_directory(policy: Policy) -> Policy:
    """The policy with what its owner directory holds."""
    if policy.owner_directory is None:
        return policy
    directory = load_directory(policy.owner_directory, str(policy.owner_directory))
    return replace(policy, weighing=replace(policy.weighing, directory=directory))


def _validated(tree: Tree) -> PolicyFile:
    complaints = list(empty_values(tree.value, (), tree))
    try:
        said = PolicyFile.model_validate(tree.value)
    except ValidationError as error:
        raise refusal([*complaints, *complaints_of(error, tree, PolicyFile)]) from None
    if complaints := [*complaints, *incoherent(said, tree)]:
        raise refusal(complaints)
    return said


def _policy_of(cwd: Path) -> Policy:
    if os.path.lexists(cwd / FILE_NAME):
        return load_policy(cwd / FILE_NAME, shown=FILE_NAME)
    if os.path.lexists(cwd / _MISTAKEN_NAME):
        # Passing it over would audit under the default pack while its author believes in his own policy.
        raise PolicyError(f"is not read by itself: rename it to {FILE_NAME}, or name it with -p", file=_MISTAKEN_NAME)
    return load_pack(DEFAULT_PACK, cwd)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long to be one, a folder that may not be searched
        return False
