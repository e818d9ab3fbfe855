"""The ids of conflicts in the stamps: both sides carry the same one, whatever the moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kbaudit.checks.judge import run_checks
from kbaudit.model import (
    CheckSetting,
    Corpus,
    Dated,
    Difference,
    Document,
    Effect,
    Governance,
    Relation,
    RelationKind,
    Severity,
    Subject,
)
from kbaudit.retrieval.resolve import resolve
from kbaudit.retrieval.stamp import conflict_ids, stamp_all

A, B, C = "kb/a.md", "kb/b.md", "kb/c.md"
SAID = (Difference("duration", "14 days", "30 days", "Within 14 days.", "Within 30 days.", 0, 0),)
OFF = Governance("", checks={"KB104": CheckSetting(enabled=False, severity=Severity.NOTE, effect=Effect.NONE)})


def subject(uri: str) -> Subject:
    learned = datetime(2026, 1, 1, tzinfo=UTC)
    document = Document(
        uri, "kb", "0" * 64, 100, 0, learned, "markdown", "", "en", words=50, passages=1, text_sha256="1" * 64,
        confidence=1.0,
    )  # fmt: skip
    return Subject(document, Governance(""))


def corpus(*pairs: tuple[str, str], kind: RelationKind = RelationKind.CONFLICTS_WITH) -> Corpus:
    relations = tuple(Relation(kind, a, b, 0.9, 1.0, 0.9, "", SAID) for a, b in pairs)
    return Corpus({uri: subject(uri) for uri in (A, B, C)}, (), relations, ())


def governed(made: Corpus, *uris: str) -> Corpus:
    return replace(made, subjects=made.subjects | {uri: replace(made.subjects[uri], governance=OFF) for uri in uris})


def stamped(made: Corpus, as_of: datetime) -> dict[str, object]:
    verdicts = resolve(made, run_checks(made, {}), as_of)
    return {str(one["uri"]): one["kb_conflicts"] for one in stamp_all(made, verdicts)}


def test_both_sides_carry_the_same_id() -> None:
    ids = conflict_ids(corpus((A, B), (B, C)))
    assert ids == {A: ids[A], B: tuple(sorted((*ids[A], *ids[C]))), C: ids[C]}
    assert len(set(ids[B])) == 2
    assert all(len(one) == len("cf:") + 16 and one.startswith("cf:") for one in ids[B])
    assert conflict_ids(corpus((B, A)))[A] == ids[A]


def test_other_relations_are_no_conflicts() -> None:
    assert conflict_ids(corpus((A, B), kind=RelationKind.TEMPLATE_SIBLING)) == {}


@pytest.mark.parametrize(("off", "carried"), [((A,), True), ((A, B), False)])
def test_a_policy_that_does_not_look_for_conflicts_has_none(off: tuple[str, ...], carried: bool) -> None:
    assert set(conflict_ids(governed(corpus((A, B)), *off))) == ({A, B} if carried else set())


def test_the_moment_changes_nothing() -> None:
    made = corpus((A, B))
    ends = Dated(datetime(2026, 6, 1, tzinfo=UTC))
    made = replace(made, subjects={**made.subjects, A: replace(made.subjects[A], expires=ends)})
    before, after = (stamped(made, datetime(year, 1, 1, tzinfo=UTC)) for year in (2026, 2027))
    assert before == after
    assert before[A] == before[B] != []
    assert before[C] == []
