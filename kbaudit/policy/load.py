"""Finds a policy (a file, a pack, or what the working directory holds) and reads it, or says what is wrong with it."""

from __future__ import annotations

import difflib
import os
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from kbaudit.errors import PolicyError
from kbaudit.model import displayed
from kbaudit.policy.complaints import NO_VALUE, Complaint, complaints_of, refusal, spoken
from kbaudit.policy.policy import Policy, resolve
from kbaudit.policy.schema import PolicyFile
from kbaudit.policy.tree import LARGEST, read_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from kbaudit.policy.tree import Path as Place
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
        return load_pack(argument)
    if _exists(cwd / argument):
        return load_policy(cwd / argument, shown=argument)
    near = difflib.get_close_matches(argument, packs(), n=1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    raise PolicyError(
        f'no policy file and no pack is called "{displayed(argument)}" (packs: {", ".join(packs())}{hint})'
    )


def load_policy(path: Path, *, shown: str | None = None) -> Policy:
    """The policy of a file, which messages call `shown`. Raises PolicyError if it can't be read or used."""
    file = displayed(shown if shown is not None else str(path))
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise PolicyError(f"can't be read: {getattr(error, 'strerror', None) or error}", file=file) from error
    return read_policy(data, file, base=path.parent)


def load_pack(name: str) -> Policy:
    """The policy that ships under this name. Raises PolicyError if there is none."""
    return read_policy(pack_text(name).encode(), f"pack {name}", base=Path())


def pack_text(name: str) -> str:
    """A pack as it's written, comments included. Raises PolicyError if there is none of this name."""
    if name not in packs():
        raise PolicyError(f'no pack is called "{displayed(name)}" (packs: {", ".join(packs())})')
    return (_folder() / f"{name}.yaml").read_text(encoding="utf-8")


def packs() -> tuple[str, ...]:
    """The names of the packs that ship with kbaudit, sorted."""
    return tuple(
        sorted(entry.name.removesuffix(".yaml") for entry in _folder().iterdir() if entry.name.endswith(".yaml"))
    )


def read_policy(data: bytes, file: str, *, base: Path) -> Policy:
    """The policy that the bytes of a file say; its source folders are relative to base.

    Raises:
        PolicyError: with line and column and, for an unknown key, the nearest one; a line for each problem.
    """
    tree = read_tree(data, file)
    complaints = list(_empty_values(tree.value, (), tree))
    try:
        said = PolicyFile.model_validate(tree.value)
    except ValidationError as error:
        raise refusal([*complaints, *complaints_of(error, tree, PolicyFile)], file) from None
    if complaints := [*complaints, *_repeated_names(said, tree)]:
        raise refusal(complaints, file)
    return resolve(said, base)


def _policy_of(cwd: Path) -> Policy:
    if os.path.lexists(cwd / FILE_NAME):
        return load_policy(cwd / FILE_NAME, shown=FILE_NAME)
    if os.path.lexists(cwd / _MISTAKEN_NAME):
        # Passing it over would audit under the default pack while its author believes in his own policy.
        raise PolicyError(f"is not read by itself: rename it to {FILE_NAME}, or name it with -p", file=_MISTAKEN_NAME)
    return load_pack(DEFAULT_PACK)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long to be one, a folder that may not be searched
        return False


def _folder() -> Traversable:
    """Where the packs are: in the installed package, or at the top of a checkout."""
    installed = resources.files("kbaudit") / "packs"
    checkout = Path(__file__).resolve().parents[2] / "policies"
    if installed.is_dir():
        return installed
    if checkout.is_dir():
        return checkout
    raise PolicyError("the packs are missing from this installation: install kbaudit again")


def _empty_values(value: object, path: Place, tree: Tree) -> Iterator[Complaint]:
    """Keys without a value: never meant, and where a value is optional pydantic would let them pass."""
    if value is None and path:
        yield Complaint(tree.place(path), f"{spoken(path)}: {NO_VALUE}")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _empty_values(inner, (*path, key), tree)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _empty_values(inner, (*path, index), tree)


def _repeated_names(said: PolicyFile, tree: Tree) -> Iterator[Complaint]:
    names: set[str] = set()
    for index, entry in enumerate(said.document_sets):
        if entry.name in names:
            place = tree.place(("document_sets", index, "name"))
            yield Complaint(place, f'document_sets[{index}].name: "{displayed(entry.name)}" names another set already')
        names.add(entry.name)
