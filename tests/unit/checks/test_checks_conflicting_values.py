"""Whose word counts less in a conflict, and when that side is affected."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from kbaudit.checks.judge import run_checks
from kbaudit.model import Corpus, Difference, Effect, Finding, Relation, RelationKind, Severity

if TYPE_CHECKING:
    from .conftest import BuildCorpus

A, B, COPY = "kb/hr/a.md", "kb/hr/b.md", "kb/z/copy.md"
SAID = Difference("duration", "14 days", "30 days", "Within 14 days.", "Within 30 days.", 0, 0)
TOLD = f"{B} is more authoritative by the policy"


def judged(
    corpus: BuildCorpus, a: dict[str, Any], b: dict[str, Any], copy: dict[str, Any] | None = None
) -> tuple[Corpus, Finding]:
    """The one KB104 finding of two documents that say different things; copy repeats the first of them."""
    relations = [Relation(RelationKind.CONFLICTS_WITH, A, B, 0.5, 0.6, 0.9, TOLD, (SAID,))]
    held = [{"uri": A, "reviewed": "2025-01-01", **a}, {"uri": B, "reviewed": "2025-01-01", **b}]
    if copy is not None:
        held.append({"uri": COPY, "reviewed": "2025-01-01", **copy})
        relations.append(Relation(RelationKind.EXACT_COPY, COPY, A, 1, 1, 1))
    built = corpus(held, also={"relations": tuple(relations)})
    (found,) = [finding for finding in run_checks(built, {}) if finding.code == "KB104"]
    return built, found


def weighing(authority: int, **said: Any) -> dict[str, Any]:
    return {"judged": {"authority": authority}, **said}


@pytest.mark.parametrize(
    ("weights", "affected", "label"),
    [
        ((0, 0), (A, B), "which side is newer"),
        ((2, 2), (A, B), "which side is newer"),
        ((1, 2), (A,), "which side is more authoritative"),
        ((0, 1), (A,), "which side is more authoritative"),
        ((2, 1), (B,), "which side is more authoritative"),
    ],
)
def test_the_side_whose_word_counts_less_is_demoted(
    corpus: BuildCorpus, weights: tuple[int, int], affected: tuple[str, ...], label: str
) -> None:
    _, found = judged(corpus, weighing(weights[0]), weighing(weights[1]))
    assert tuple(one.uri for one in found.affects) == affected
    assert (found.uri, found.effect, found.severity) == (affected[0], Effect.DEMOTE, Severity.ERROR)
    assert (label, TOLD) in {(one.label, one.value) for one in found.evidence}
    assert {key[0] for key in found.keys} == set(affected)


def test_copies_stand_with_their_side_and_lend_it_their_weight(corpus: BuildCorpus) -> None:
    _, found = judged(corpus, weighing(0), weighing(1), copy=weighing(0))
    assert [one.uri for one in found.affects] == [A, COPY]
    _, found = judged(corpus, weighing(0), weighing(1), copy=weighing(2))
    assert [one.uri for one in found.affects] == [B]


def test_the_lesser_side_that_ends_first_is_the_one(corpus: BuildCorpus) -> None:
    _, found = judged(corpus, weighing(1, valid_until="2026-12-31"), weighing(2))
    assert ([one.uri for one in found.affects], found.effect) == ([A], Effect.DEMOTE)
    _, found = judged(corpus, weighing(1, valid_until="2026-12-31"), weighing(2, valid_until="2026-12-31"))
    assert ([one.uri for one in found.affects], found.effect) == ([A], Effect.DEMOTE)


def test_a_side_that_counts_more_and_ends_first_is_spared_the_effect(corpus: BuildCorpus) -> None:
    _, found = judged(corpus, weighing(1), weighing(2, valid_until="2026-12-31"))
    assert [one.uri for one in found.affects] == [B]
    assert (found.effect, found.severity) == (Effect.NONE, Severity.WARNING)


def test_a_conflict_begins_when_both_are_in_effect(corpus: BuildCorpus) -> None:
    built, found = judged(corpus, weighing(1, begins="2026-03-01"), weighing(2))
    assert [one.since for one in found.affects] == [datetime(2026, 3, 1, tzinfo=UTC)]
    subjects = {uri: replace(one, authority=0) for uri, one in built.subjects.items()}
    (both,) = [one for one in run_checks(replace(built, subjects=subjects), {}) if one.code == "KB104"]
    assert len(both.affects) == 2
