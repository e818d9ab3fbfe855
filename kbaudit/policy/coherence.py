"""What is wrong with a policy although each value is right by itself: names that nothing bears, keys without values."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from kbaudit.model import displayed
from kbaudit.policy.complaints import NO_VALUE, Complaint, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kbaudit.policy.schema import PolicyFile
    from kbaudit.policy.tree import Path, Tree


def empty_values(value: object, path: Path, tree: Tree) -> Iterator[Complaint]:
    """Keys without a value: never meant, and where a value is optional pydantic would let them pass."""
    if value is None and path:
        yield Complaint(tree.place(path), f"{spoken(path)}: {NO_VALUE}")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from empty_values(inner, (*path, key), tree)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from empty_values(inner, (*path, index), tree)


def incoherent(said: PolicyFile, tree: Tree) -> Iterator[Complaint]:
    """Sets of one name, authorities that are no set, labels and audiences beside the vocabulary."""
    yield from _repeated_names(said, tree)
    yield from _unknown_authorities(said, tree)
    yield from _beside_the_vocabulary(said, tree)


def _repeated_names(said: PolicyFile, tree: Tree) -> Iterator[Complaint]:
    names: set[str] = set()
    for index, entry in enumerate(said.document_sets):
        if entry.name in names:
            place = tree.place(("document_sets", index, "name"))
            yield Complaint(place, f'document_sets[{index}].name: "{displayed(entry.name)}" names another set already')
        names.add(entry.name)


def _unknown_authorities(said: PolicyFile, tree: Tree) -> Iterator[Complaint]:
    names = [entry.name for entry in said.document_sets]
    for index, entry in enumerate(said.authorities):
        path: Path = ("authorities", index, "document_set")
        if entry.document_set is not None and entry.document_set not in names:
            yield _unknown(entry.document_set, path, names, "no document set", tree)


def _beside_the_vocabulary(said: PolicyFile, tree: Tree) -> Iterator[Complaint]:
    asked: list[tuple[Path, str | None, str | None]] = [
        (("defaults",), said.defaults.audience, said.defaults.classification)
    ]
    asked += [(("document_sets", n), s.audience, s.classification) for n, s in enumerate(said.document_sets)]
    for path, audience, classification in asked:
        if said.audiences and audience is not None and audience not in said.audiences:
            yield _unknown(audience, (*path, "audience"), said.audiences, "none of the audiences", tree)
        if said.classifications and classification is not None and classification not in said.classifications:
            here = (*path, "classification")
            yield _unknown(classification, here, said.classifications, "none of the classifications", tree)


def _unknown(said: str, path: Path, known: Sequence[str], what: str, tree: Tree) -> Complaint:
    near = difflib.get_close_matches(said, known, n=1)
    there = displayed(", ".join(known))
    hint = f' (did you mean "{displayed(near[0])}"?)' if near else f" (there are: {there})" if known else ""
    return Complaint(tree.place(path), f'{spoken(path)}: "{displayed(said)}" is {what}{hint}')
