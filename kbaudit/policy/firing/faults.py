"""What can be wrong with a policy whose values are all right: missing files, and sets that can never match."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import displayed
from kbaudit.policy.complaints import Complaint, refusal, spoken
from kbaudit.policy.extends import chain, laid_over, read_file, read_pack
from kbaudit.policy.load import load_pack, load_policy, read_policy
from kbaudit.policy.packs import packs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from kbaudit.policy.govern import Scope
    from kbaudit.policy.policy import Policy
    from kbaudit.policy.tree import Tree

_NEW: Final = "\ue001"  # a character that no path has: what matches it matches anything in its place
_NAME: Final = "\ue002"
_TOKENS: Final = re.compile(r"\\.|\*+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Checked:
    """A policy without faults, and where each of its values stands, whichever file says it."""

    policy: Policy
    tree: Tree


def read_checked(argument: str, cwd: Path) -> Checked:
    """The policy of a file, or of a pack.

    Raises:
        PolicyError: it can't be used, names a file that is missing, or has a set that can never match; with the line.
    """
    path = cwd / argument
    if argument in packs() and not path.is_file():
        return Checked(load_pack(argument, cwd), _merged(argument, cwd, pack=True))
    first = read_file(path, argument)
    policy = read_policy(path.read_bytes(), first.shown, base=path.parent)
    tree = _merged(argument, cwd, pack=False)
    if faults := [*_missing_files(policy, tree), *_shadowed(policy.scopes, tree)]:
        raise refusal(faults)
    return Checked(load_policy(path, shown=argument), tree)


def _merged(argument: str, cwd: Path, *, pack: bool) -> Tree:
    """The values of a policy and of those that it extends, each with its own place."""
    layers = chain(read_pack(argument, cwd) if pack else read_file(cwd / argument, argument))
    tree = layers[-1].tree
    for layer in reversed(layers[:-1]):
        tree = laid_over(layer.tree, tree)
    return tree


def _missing_files(policy: Policy, tree: Tree) -> Iterator[Complaint]:
    """The owner directory and the waivers, where the policy names them."""
    for key, path in (("owner_directory", policy.owner_directory), ("waivers", policy.waivers)):
        if path is not None and (key,) in tree.values and not os.path.lexists(path):
            said = displayed(str(_said(tree, key)))
            yield Complaint(
                tree.place((key,)), f'{key}: there is no file "{said}" (it is looked for as {displayed(str(path))})'
            )


def _said(tree: Tree, key: str) -> object:
    return tree.value.get(key, "") if isinstance(tree.value, dict) else ""


def _shadowed(scopes: Sequence[Scope], tree: Tree) -> Iterator[Complaint]:
    """Sets of which those before them take all, whatever documents there are."""
    for index, scope in enumerate(scopes):
        taking = [
            _taken_by(pattern, scope, scopes[:index]) for pattern in scope.patterns if not pattern.startswith("!")
        ]
        if taking and all(taking):
            names = sorted({displayed(name) for taken in taking for name in taken})
            by = " and ".join(f'"{name}"' for name in names)
            here = ("document_sets", index, "match")
            text = f"{spoken(here)}: can never match: {by}, above it, take{'s' * (len(names) == 1)} all that it could"
            yield Complaint(tree.place(here), text)


def _taken_by(pattern: str, scope: Scope, before: Sequence[Scope]) -> set[str]:
    """The names of the sets before it that together take all that a pattern could match; empty where some is left."""
    # What a negation or a range of characters takes out can't be read off samples: such a set counts as taking nothing.
    plain = [one for one in before if not any("[" in each or each.startswith("!") for each in one.patterns)]
    source = scope.source or _NAME
    names = set()
    samples = [path for path in _samples(pattern) if scope.globs.match_file(path)]
    for path in samples:
        holder = next((one for one in plain if one.holds(source, path)), None)
        if holder is None:
            return set()
        names.add(holder.governance.document_set)
    return names


def _samples(pattern: str) -> Iterator[str]:
    """Paths that stand for all that a pattern can match: what it leaves open is filled with what nobody else names."""
    if "[" in pattern:
        return
    body = pattern.strip("/")
    anchored = "/" in pattern.rstrip("/")
    for deep in ("", f"{_NEW}/{_NEW}{_NAME}"):
        filled = _filled(body, deep)
        for lead in ("",) if anchored else ("", f"{_NAME}{_NEW}/"):
            yield f"{lead}{filled}"
            yield f"{lead}{filled}/{_NEW}.{_NAME}"
            yield f"{lead}{filled}/{_NAME}/{_NEW}{_NEW}"


def _filled(body: str, deep: str) -> str:
    parts = []
    for part in body.split("/"):
        if part == "**":
            parts.append(deep)
        else:
            tokens = _TOKENS.findall(part)
            parts.append("".join(_NEW if token[0] in "*?" else token.removeprefix("\\") for token in tokens))
    return "/".join(filter(None, parts)) or _NEW
