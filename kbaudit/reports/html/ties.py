"""What ties a document to others beside its versions: copies, near duplicates, parts, translations, forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.reports.story_family import TIED, measured

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.model import Relation, Report

SHOWN: Final = 50
"""Ties of one kind that a document's page shows; how many more there are is told."""


def ties(report: Report, at: Mapping[str, int]) -> Mapping[str, list[object]]:
    """By uri: each kind of tie with its title, `[how, row of the other, how much alike]` each, and how many more."""
    of_kind: dict[object, dict[str, list[tuple[str, str, Relation]]]] = {kind: {} for kind, *_ in TIED}
    spoken = {kind: (here, there) for kind, _, here, there in TIED}
    for relation in report.corpus.relations:
        if relation.kind in spoken:
            here, there = spoken[relation.kind]
            of_kind[relation.kind].setdefault(relation.a, []).append((here, relation.b, relation))
            of_kind[relation.kind].setdefault(relation.b, []).append((there, relation.a, relation))
    found: dict[str, list[object]] = {}
    for kind, title, _, _ in TIED:
        for uri, some in of_kind[kind].items():
            told = [[how, at[other], measured(relation).strip(" ()")] for how, other, relation in some[:SHOWN]]
            found.setdefault(uri, []).append([title, told, max(0, len(some) - SHOWN)])
    return found
