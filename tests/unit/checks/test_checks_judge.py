from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kbaudit.checks.judge import in_force, roll_up, run_checks
from kbaudit.model import (
    Affected,
    CheckSetting,
    Corpus,
    Effect,
    Finding,
    FindingStatus,
    Governance,
    Mark,
    MarkKind,
    Member,
    Severity,
    SkipReason,
    Subject,
)

BuildCorpus = Callable[..., Corpus]
BuildSubject = Callable[..., Subject]
OFF = CheckSetting(enabled=False, severity=Severity.NOTE, effect=Effect.NONE)


def on(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def only(code: str, findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


def setting(**checks: CheckSetting) -> Governance:
    return Governance("hr", checks=checks)


def versions(*years: int) -> list[Member]:
    """v1 < v2 < ..., each replaced by the next from the beginning of the year given for it."""
    last = len(years) + 1
    older = [
        Member(f"kb/v{n}.md", n, str(n), superseded_by=(f"kb/v{n + 1}.md",), superseded_at=on(f"{year}-01-01"))
        for n, year in enumerate(years, 1)
    ]
    return [*older, Member(f"kb/v{last}.md", last, str(last))]


def test_settings_of_the_policy_are_set(corpus: BuildCorpus, subject: BuildSubject) -> None:
    loud = CheckSetting(enabled=True, severity=Severity.ERROR, effect=Effect.EXCLUDE)
    found = run_checks(corpus([subject(reviewed="2025-01-01", owner="", governance=setting(KB301=loud))]), {})
    assert [(f.code, f.name, f.severity, f.effect) for f in found] == [
        ("KB301", "unowned", Severity.ERROR, Effect.EXCLUDE)
    ]


def test_defaults_of_the_check_where_the_policy_is_silent(corpus: BuildCorpus) -> None:
    found = run_checks(corpus([{"reviewed": "2025-01-01", "owner": ""}]), {})
    assert [(f.severity, f.effect) for f in found] == [(Severity.NOTE, Effect.NONE)]


def test_a_disabled_check_is_silent(corpus: BuildCorpus, subject: BuildSubject) -> None:
    assert run_checks(corpus([subject(reviewed="2025-01-01", owner="", governance=setting(KB301=OFF))]), {}) == ()


def test_skipped_files_follow_the_default(corpus: BuildCorpus) -> None:
    unread = corpus(skipped=SkipReason.CORRUPT)
    assert [f.severity for f in run_checks(unread, {})] == [Severity.ERROR]
    assert run_checks(unread, {"KB502": OFF}) == ()


def test_a_finding_is_split_where_its_documents_stand_in_different_sets(
    corpus: BuildCorpus, subject: BuildSubject
) -> None:
    copies = [Member("kb/a.md", 1), *(Member(f"kb/{n}.md", 1, copy_of="kb/a.md") for n in "bcd")]
    mild = CheckSetting(enabled=True, severity=Severity.NOTE, effect=Effect.NONE)
    others = [
        subject("kb/c.md", setting(KB101=mild), reviewed="2025-01-01"),
        subject("kb/d.md", setting(KB101=OFF), reviewed="2025-01-01"),
    ]
    found = only("KB101", run_checks(corpus(others, members=copies), {}))
    assert [(f.uri, f.severity, [a.uri for a in f.affects]) for f in found] == [
        ("kb/b.md", Severity.WARNING, ["kb/b.md"]),
        ("kb/c.md", Severity.NOTE, ["kb/c.md"]),
    ]
    assert len({f.fingerprint for f in found}) == 2


def test_each_audience_keeps_one_copy(corpus: BuildCorpus, subject: BuildSubject) -> None:
    copies = [Member("kb/a.md", 1), *(Member(f"kb/{n}.md", 1, copy_of="kb/a.md") for n in "bcd")]
    partners = [subject(f"kb/{n}.md", Governance("p", audience="partners"), reviewed="2025-01-01") for n in "bc"]
    (found,) = only("KB101", run_checks(corpus(partners, members=copies), {}))
    assert found.affects == (Affected("kb/c.md"), Affected("kb/d.md"))
    assert [e.uri for e in found.evidence] == ["kb/b.md", "kb/a.md"]


def test_only_what_has_come_is_in_force(corpus: BuildCorpus) -> None:
    held = corpus([{"reviewed": "2025-01-01", "valid_until": "2025-12-31"}])
    findings = run_checks(held, {})
    assert in_force(findings, on("2025-12-31"), held) == ()
    assert in_force(findings, on("2026-01-01"), held) == findings


def test_a_family_is_one_finding_that_names_the_current_version_of_the_moment(corpus: BuildCorpus) -> None:
    family = corpus(members=versions(2021, 2023))
    findings = run_checks(family, {})
    (early,) = in_force(findings, on("2022-06-01"), family)
    (late,) = in_force(findings, on("2023-01-01"), family)
    assert (early.message, [a.uri for a in early.affects]) == (
        'Superseded by "kb/v2.md" (2), and still live.',
        ["kb/v1.md"],
    )
    assert (late.message, len(late.affects)) == ('Superseded by "kb/v3.md" (3), and still live.', 2)
    assert early.fingerprint == late.fingerprint
    assert early.severity is Severity.ERROR
    assert in_force(findings, on("2020-12-31"), family) == ()


def test_two_that_claim_to_replace_each_other_are_both_named(corpus: BuildCorpus) -> None:
    members = [Member("kb/a.md", 1, superseded_by=("kb/b.md",)), Member("kb/b.md", 1, superseded_by=("kb/a.md",))]
    (found,) = only("KB103", run_checks(corpus(members=members), {}))
    assert found.message == 'Superseded by "kb/a.md", "kb/b.md", and still live.'


def test_a_successor_outside_the_family_is_named(corpus: BuildCorpus) -> None:
    (found,) = only("KB103", run_checks(corpus(members=[Member("kb/a.md", 1, superseded_by=("kb/new.md",))]), {}))
    assert found.evidence[0].uri == "kb/new.md"


def test_moments_are_cut_to_the_second(corpus: BuildCorpus, subject: BuildSubject) -> None:
    one = subject(reviewed="2025-01-01", valid_until="2025-12-31")
    late = replace(one, expires=replace(one.expires, at=datetime(2026, 1, 1, 0, 0, 7, 999_999, tzinfo=UTC)))
    (found,) = run_checks(corpus([late]), {})
    assert found.affects == (Affected("kb/hr/a.md", datetime(2026, 1, 1, 0, 0, 7, tzinfo=UTC)),)


def test_worst_comes_first(corpus: BuildCorpus) -> None:
    untidy = {"uri": "kb/z.md", "owner": "", "states": ["obsolete"], "valid_until": "2020-01-01"}
    found = run_checks(corpus([untidy, {"uri": "kb/a.md", "owner": "", "valid_until": "2020-01-01"}]), {})
    assert [(f.code, f.uri) for f in found] == [
        ("KB203", "kb/a.md"),
        ("KB203", "kb/z.md"),
        ("KB206", "kb/z.md"),
        ("KB204", "kb/a.md"),
        ("KB204", "kb/z.md"),
        ("KB301", "kb/a.md"),
        ("KB301", "kb/z.md"),
    ]


def test_fingerprint_is_of_the_problem_alone(corpus: BuildCorpus) -> None:
    def print_of(*documents: dict[str, Any]) -> str:
        return next(
            f.fingerprint for f in run_checks(corpus(documents), {}) if f.uri == "kb/hr/a.md" and f.code == "KB203"
        )

    alone = print_of({"valid_until": "2020-01-01"})
    assert (
        print_of({"valid_until": "2020-01-01", "owner": ""}, {"uri": "kb/b.md", "valid_until": "2020-01-01"}) == alone
    )
    assert print_of({"valid_until": "2020-01-02"}) != alone


def test_findings_are_rolled_up_by_the_folder_that_holds_them_all(corpus: BuildCorpus) -> None:
    unowned = [{"uri": f"kb/hr/{n}.md", "owner": "", "reviewed": "2025-01-01"} for n in "abc"]
    owned = [{"uri": f"kb/hr/{n}.md", "reviewed": "2025-01-01"} for n in "de"]
    held = corpus([*unowned, *owned, {"uri": "kb/hr/deep/f.md", "owner": "", "reviewed": "2025-01-01"}])
    rolled = roll_up(run_checks(held, {}), held, {})
    assert [(f.uri, f.message, len(f.affects)) for f in rolled] == [
        ("kb/hr/", "4 of 6 documents below kb/hr/ have no owner.", 4)
    ]
    assert roll_up(rolled, held, {}) == rolled


def test_findings_on_one_document_are_not_rolled_up(corpus: BuildCorpus) -> None:
    held = corpus([{"uri": "kb/hr/a.md", "owner": "", "reviewed": "2025-01-01"}])
    (one,) = run_checks(held, {})
    both = (one, replace(one, fingerprint="f" * 64))
    assert set(roll_up(both, held, {})) == set(both)


def test_a_roll_up_is_known_by_its_documents(corpus: BuildCorpus) -> None:
    def print_of(names: str) -> str:
        held = corpus([{"uri": f"kb/hr/{n}.md", "owner": "", "reviewed": "2025-01-01"} for n in names])
        return roll_up(run_checks(held, {}), held, {})[0].fingerprint

    assert print_of("ab") == print_of("ba") != print_of("abc")


def test_waived_and_live_findings_share_no_line(corpus: BuildCorpus) -> None:
    held = corpus([{"uri": f"kb/hr/{n}.md", "owner": "", "reviewed": "2025-01-01"} for n in "abcd"])
    first, second, *rest = run_checks(held, {})
    waived = [replace(first, status=FindingStatus.WAIVED), replace(second, status=FindingStatus.WAIVED), *rest]
    assert sorted((f.status, len(f.affects)) for f in roll_up(waived, held, {})) == [("new", 2), ("waived", 2)]


def test_unreadable_files_count_among_those_of_their_folder(corpus: BuildCorpus) -> None:
    rolled = CheckSetting(enabled=True, severity=Severity.ERROR, effect=Effect.EXCLUDE, roll_up=True)
    one = corpus([{"reviewed": "2025-01-01"}], skipped=SkipReason.CORRUPT)
    both = replace(one, skipped=(one.skipped[0], replace(one.skipped[0], uri="kb/hr/other.pdf")))
    (found,) = roll_up(run_checks(both, {"KB502": rolled}), both, {"KB502": rolled})
    assert found.message == "2 of 3 documents in kb/hr/ can't be read."


@settings(deadline=None)  # how long an example takes on a busy machine says nothing of it
@given(data=st.data())
def test_any_order_of_findings_gives_the_same_result(data: st.DataObject, corpus: BuildCorpus) -> None:
    untidy = [{"uri": f"kb/{f}/{n}.md", "owner": "", "valid_until": "2020-01-01"} for f in "xy" for n in "ab"]
    held = corpus(untidy, members=versions(2021, 2023))
    findings = run_checks(held, {})
    shuffled = data.draw(st.permutations(findings))
    as_of = on("2022-01-01")
    assert in_force(shuffled, as_of, held) == in_force(findings, as_of, held)
    assert roll_up(shuffled, held, {}) == roll_up(findings, held, {})


def garbled(subject: BuildSubject, confidence: float, effect: Effect) -> Subject:
    marks = (
        Mark(MarkKind.GARBLED, "50 % of the words hold mojibake", 3, 9, quote="dÃ©", text_sha256="2" * 64),
        Mark(MarkKind.GARBLED, "3 words hold mojibake", 20, 22, quote="Ã©"),
    )
    says = CheckSetting(enabled=True, severity=Severity.WARNING, effect=effect)
    return subject(
        reviewed="2025-06-01", has={"marks": marks, "confidence": confidence}, governance=setting(KB503=says)
    )


def test_the_effect_of_bad_passages_is_on_them_alone_unless_the_document_is_not_trusted(
    corpus: BuildCorpus, subject: BuildSubject
) -> None:
    judged = [
        only("KB503", run_checks(corpus([garbled(subject, confidence, effect)]), {}))[0]
        for confidence, effect in [(0.8, Effect.DEMOTE), (0.79, Effect.DEMOTE), (0.8, Effect.NONE), (0.79, Effect.NONE)]
    ]
    assert [finding.effect for finding in judged] == [Effect.NONE, Effect.DEMOTE, Effect.NONE, Effect.NONE]
    assert [[(mark.start, mark.end) for mark in finding.spoiled] for finding in judged] == [[(3, 9)], [(3, 9)], [], []]
    assert [finding.message for finding in judged[:2]] == [
        'A passage is garbled: "dÃ©".',
        'The text can\'t be trusted (confidence 0.79): "dÃ©".',
    ]


def test_a_folder_has_no_passage(corpus: BuildCorpus, subject: BuildSubject) -> None:
    marks = (Mark(MarkKind.PLACEHOLDER, "filler text", 3, 9, quote="Lorem ipsum"),)
    rolled = setting(KB505=CheckSetting(enabled=True, severity=Severity.NOTE, effect=Effect.NONE, roll_up=True))
    uris = ("kb/a", "kb/b")
    given = corpus([subject(uri, reviewed="2025-06-01", has={"marks": marks}, governance=rolled) for uri in uris])
    found = run_checks(given, {})
    assert [finding.passage is None for finding in only("KB505", found)] == [False, False]
    (one,) = only("KB505", roll_up(found, given, {}))
    assert (one.uri, one.passage, len(one.affects)) == ("kb/", None, 2)


def test_the_first_is_quoted_and_five_others_are_listed(corpus: BuildCorpus, subject: BuildSubject) -> None:
    marks = tuple(Mark(MarkKind.PLACEHOLDER, "a blank", n, n + 3, quote=f"TBD {n}") for n in range(9))
    (one,) = only("KB505", run_checks(corpus([subject(reviewed="2025-06-01", has={"marks": marks})]), {}))
    assert one.message == 'Holds a blank: "TBD 0", and 8 more places.'
    assert [piece.value for piece in one.evidence] == [*(f"TBD {n}" for n in range(1, 6)), "and 3 more"]
    assert one.passage is not None
    assert (one.passage.start, one.passage.end) == (0, 3)
