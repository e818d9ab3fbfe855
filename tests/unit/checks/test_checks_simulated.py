"""Document sets that only simulate, and reviews with a grace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kbaudit.checks.judge import in_force, roll_up, run_checks
from kbaudit.model import Affected, CheckSetting, Corpus, Effect, Governance, Mark, MarkKind, Period, Severity, Subject
from kbaudit.retrieval.resolve import resolve

BuildCorpus = Callable[..., Corpus]
BuildSubject = Callable[..., Subject]
AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
HARD = CheckSetting(enabled=True, severity=Severity.ERROR, effect=Effect.EXCLUDE)


def test_the_effect_is_told_and_not_applied(corpus: BuildCorpus, subject: BuildSubject) -> None:
    draft = corpus([subject(reviewed="2025-01-01", states=["draft"], governance=Governance("hr", simulate=True))])
    (found,) = run_checks(draft, {})
    assert (found.effect, found.simulated, found.severity) == (Effect.NONE, Effect.EXCLUDE, Severity.WARNING)
    assert resolve(draft, [found], AS_OF)["kb/hr/a.md"].status == "serve"


def test_what_has_no_effect_anyway_simulates_none(corpus: BuildCorpus, subject: BuildSubject) -> None:
    unowned = corpus([subject(reviewed="2025-01-01", owner="", governance=Governance("hr", simulate=True))])
    (found,) = run_checks(unowned, {})
    assert found.simulated is Effect.NONE


def test_passages_are_not_kept_out_either(corpus: BuildCorpus, subject: BuildSubject) -> None:
    garbled = Mark(MarkKind.GARBLED, "wrong encoding", 0, 50, text_sha256="2" * 64)

    def spoiled(simulate: bool) -> int:
        one = subject(reviewed="2025-01-01", governance=Governance("hr", simulate=simulate), has={"marks": (garbled,)})
        return sum(len(finding.spoiled) for finding in run_checks(corpus([one]), {}))

    assert (spoiled(False), spoiled(True)) == (1, 0)


def test_a_finding_on_documents_of_both_kinds_is_two(corpus: BuildCorpus, subject: BuildSubject) -> None:
    settings = {"KB206": replace(HARD, roll_up=True)}
    sets = [Governance("hr", checks=settings, simulate=simulated) for simulated in (False, True)]
    both = corpus(
        [
            subject(f"kb/{name}.md", governance, reviewed="2025-01-01", states=["obsolete"])
            for name, governance in zip("abcd", sorted(sets * 2, key=lambda g: g.simulate), strict=True)
        ]
    )
    rolled = roll_up(run_checks(both, {}), both, {})
    assert sorted((f.effect, f.simulated, len(f.affects)) for f in rolled) == [
        (Effect.EXCLUDE, Effect.NONE, 2),
        (Effect.NONE, Effect.EXCLUDE, 2),
    ]


def test_a_grace_delays_the_effect_and_not_the_finding(corpus: BuildCorpus, subject: BuildSubject) -> None:
    governance = Governance("hr", grace=Period(months=1), checks={"KB202": HARD})
    due = corpus([subject(reviewed="2024-01-01", review_due="2025-01-31", governance=governance)])
    findings = run_checks(due, {})
    begins, acts = datetime(2025, 2, 1, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)
    assert findings[0].affects == (Affected("kb/hr/a.md", begins, acts),)
    assert in_force(findings, begins, due) == findings
    for moment, status in ((begins, "serve"), (acts, "exclude")):
        verdict = resolve(due, findings, moment)["kb/hr/a.md"]
        assert (verdict.status, verdict.expires_at) == (status, acts)
    assert findings[0].message == "The review was due on 2025-01-31; its grace of 1 month ends on 2025-02-28."


def test_a_grace_ends_at_midnight_of_the_sets_zone(corpus: BuildCorpus, subject: BuildSubject) -> None:
    vienna = Governance("hr", grace=Period(months=4), zone=ZoneInfo("Europe/Vienna"))
    one = subject(reviewed="2024-01-01", review_due="2025-01-31", governance=vienna)
    one = replace(one, review_due=replace(one.review_due, at=datetime(2025, 1, 31, 23, tzinfo=UTC)))
    (found,) = run_checks(corpus([one]), {})
    assert found.affects[0].acts == datetime(2025, 5, 31, 22, tzinfo=UTC)


def test_a_review_that_never_was_has_no_grace(corpus: BuildCorpus, subject: BuildSubject) -> None:
    governance = Governance("hr", grace=Period(months=1), review_required=True)
    (found,) = run_checks(corpus([subject(updated="2024-01-01", governance=governance)]), {})
    assert found.affects == (Affected("kb/hr/a.md"),)
