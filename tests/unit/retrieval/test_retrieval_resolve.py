from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kbaudit.model import (
    Affected,
    Corpus,
    Dated,
    Document,
    Effect,
    ExcludedPassage,
    Family,
    Finding,
    Governance,
    Mark,
    MarkKind,
    Member,
    Status,
    Subject,
    Verdict,
    Waiver,
)
from kbaudit.retrieval.resolve import resolve
from kbaudit.retrieval.stamp import family_ids

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAST, SOON, LATER = (NOW + timedelta(days=n) for n in (-9, 1, 9))
URI = "kb/a.md"


def judged(
    *held: tuple[str, Effect, datetime | None],
    valid_from: datetime | None = None,
    confidence: float = 1.0,
    minimum: float = 0.0,
) -> Verdict:
    document = Document(URI, "kb", "", 1, 0, NOW, "markdown", "", "en", 1, 1, "", confidence)
    corpus = Corpus({URI: Subject(document, Governance(""), valid_from=Dated(valid_from))}, (), (), ())
    findings = [
        Finding(code, "kb/other.md", "", "", (Affected("kb/other.md"), Affected(URI, since)), effect=effect)
        for code, effect, since in held
    ]
    return resolve(corpus, findings, NOW, min_confidence=minimum)[URI]


def test_nothing_found_is_served() -> None:
    assert judged() == Verdict(URI, Status.SERVE, (), Status.SERVE, ())


def test_the_worst_effect_wins_and_reasons_are_sorted() -> None:
    verdict = judged(("KB206", Effect.EXCLUDE, None), ("KB202", Effect.DEMOTE, None), ("KB301", Effect.NONE, None))
    assert (verdict.status, verdict.reasons) == (Status.EXCLUDE, ("KB202", "KB206"))
    assert (verdict.expires_at, verdict.demotes_at) == (None, None)


def test_what_is_to_come_is_a_moment_and_no_status() -> None:
    verdict = judged(("KB203", Effect.EXCLUDE, LATER), ("KB201", Effect.EXCLUDE, SOON), ("KB202", Effect.DEMOTE, SOON))
    assert (verdict.status, verdict.base_status, verdict.reasons) == (Status.SERVE, Status.SERVE, ())
    assert (verdict.expires_at, verdict.demotes_at) == (SOON, SOON)


def test_what_has_come_is_status_and_moment() -> None:
    verdict = judged(("KB201", Effect.EXCLUDE, PAST), ("KB203", Effect.EXCLUDE, LATER))
    assert (verdict.status, verdict.base_status, verdict.reasons) == (Status.EXCLUDE, Status.EXCLUDE, ("KB201",))
    assert verdict.expires_at == PAST


def test_the_very_moment_counts() -> None:
    assert judged(("KB201", Effect.EXCLUDE, NOW)).status is Status.EXCLUDE
    assert judged(valid_from=NOW).status is Status.SERVE


def test_not_valid_yet_is_excluded_now_and_not_in_the_stamp() -> None:
    verdict = judged(("KB202", Effect.DEMOTE, None), valid_from=SOON)
    assert (verdict.status, verdict.base_status, verdict.valid_from) == (Status.EXCLUDE, Status.DEMOTE, SOON)


def test_low_confidence_is_excluded_as_the_rules_do() -> None:
    assert judged(confidence=0.49, minimum=0.5).status is Status.EXCLUDE
    assert judged(confidence=0.5, minimum=0.5).status is Status.SERVE


@pytest.mark.parametrize(
    ("asked", "simulate", "status", "reasons"),
    [
        (0.8, False, Status.EXCLUDE, ("KB503",)),
        (0.79, False, Status.SERVE, ()),
        (0.8, True, Status.SERVE, ()),
    ],
)
def test_a_sets_own_minimum_is_in_the_stamp(
    asked: float, simulate: bool, status: Status, reasons: tuple[str, ...]
) -> None:
    document = Document(URI, "kb", "", 1, 0, NOW, "markdown", "", "en", 1, 1, "", 0.79)
    subject = Subject(document, Governance("hr", min_confidence=asked, simulate=simulate))
    verdict = resolve(Corpus({URI: subject}, (), (), ()), [], NOW)[URI]
    assert (verdict.status, verdict.base_status, verdict.base_reasons) == (status, status, reasons)


def spoiled(code: str, effect: Effect, *spans: tuple[int, int]) -> Finding:
    marks = tuple(Mark(MarkKind.GARBLED, "", start, end, text_sha256=f"{end:064}") for start, end in spans)
    return Finding(code, URI, "", "", (Affected(URI),), spoiled=marks, effect=effect)


def verdict_on(*findings: Finding) -> Verdict:
    document = Document(URI, "kb", "", 1, 0, NOW, "markdown", "", "en", 1, 1, "", 1.0)
    return resolve(Corpus({URI: Subject(document, Governance(""))}, (), (), ()), findings, NOW)[URI]


def test_spoiled_passages_are_kept_out_of_a_document_that_is_served() -> None:
    verdict = verdict_on(spoiled("KB503", Effect.NONE, (90, 99), (3, 7)))
    assert (verdict.status, verdict.base_status, verdict.reasons) == (Status.SERVE, Status.SERVE, ())
    assert verdict.passages == (
        ExcludedPassage(3, 7, f"{7:064}", ("KB503",)),
        ExcludedPassage(90, 99, f"{99:064}", ("KB503",)),
    )


def test_a_finding_on_the_document_keeps_its_passages_out_as_well() -> None:
    verdict = verdict_on(spoiled("KB503", Effect.DEMOTE, (3, 7)))
    assert (verdict.status, verdict.reasons) == (Status.DEMOTE, ("KB503",))
    assert len(verdict.passages) == 1


def test_a_passage_has_the_reasons_of_all_checks() -> None:
    verdict = verdict_on(spoiled("KB601", Effect.EXCLUDE, (3, 7)), spoiled("KB503", Effect.DEMOTE, (3, 7), (3, 9)))
    assert [(p.start, p.end, p.reasons) for p in verdict.passages] == [(3, 7, ("KB503", "KB601")), (3, 9, ("KB503",))]


def test_successors_side_by_side_are_families_of_their_own():
    old = Member("kb/old.md", 1, superseded_by=("kb/b.md", "kb/c.md"))
    beside = (Member("kb/b.md", 2), Member("kb/c.md", 2))
    family = Family("fam:1", (old, *beside, Member("kb/copy.md", 2, copy_of="kb/b.md")), "declared")
    ids = {m.uri: name for m, name in zip(family.members, family_ids(family), strict=True)}
    assert ids["kb/old.md"] == "fam:1"
    assert len({ids["kb/old.md"], ids["kb/b.md"], ids["kb/c.md"]}) == 3
    assert ids["kb/copy.md"] == ids["kb/b.md"]


def below_its_set(**over: object) -> Verdict:
    """A document that is less sure than its set asks, with a finding of KB503 that may be waived."""
    document = Document(URI, "kb", "", 1, 0, NOW, "markdown", "", "en", 1, 1, "", 0.7)
    corpus = Corpus({URI: Subject(document, Governance("", min_confidence=0.95))}, (), (), ())
    given = Waiver("f", "KB503", URI, "", "agreed", "ann", "2026-01-01", LATER)
    waived = Finding("KB503", URI, "", "", (Affected(URI, acts=LATER),), effect=Effect.DEMOTE, waiver=given)
    return resolve(corpus, [replace(waived, **over)], NOW)[URI]


def test_a_waiver_lifts_the_exclusion_by_the_set_until_its_end() -> None:
    verdict = below_its_set()
    assert (verdict.status, verdict.reasons, verdict.expires_at) == (Status.SERVE, (), LATER)
    assert below_its_set(effect=Effect.NONE).expires_at == LATER
    for other in ({"waiver": None, "affects": (Affected(URI),)}, {"code": "KB507"}):
        assert (below_its_set(**other).status, below_its_set(**other).expires_at) == (Status.EXCLUDE, None)
