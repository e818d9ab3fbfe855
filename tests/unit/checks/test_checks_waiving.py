from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from kbaudit.checks.judge import in_force, roll_up, run_checks
from kbaudit.checks.waivable import Waivable
from kbaudit.checks.waiving import apply_waivers, content_of
from kbaudit.errors import UsageError
from kbaudit.model import (
    Corpus,
    Difference,
    Effect,
    Finding,
    FindingStatus,
    Mark,
    MarkKind,
    Relation,
    RelationKind,
    Severity,
    SkipReason,
    Waiver,
    WaiverUse,
)

BuildCorpus = Callable[..., Corpus]
UNTIL = datetime(2027, 1, 1, tzinfo=UTC)
BEFORE, AFTER = datetime(2026, 6, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
A, B = "kb/hr/a.md", "kb/hr/b.md"


def waiver_of(finding: Finding, corpus: Corpus, **other: Any) -> Waiver:
    content = content_of(finding, corpus)
    given = Waiver(finding.fingerprint, finding.code, finding.uri, content, "agreed", "ann", "2026-01-01", UNTIL)
    return replace(given, **other)


def only(findings: tuple[Finding, ...], code: str) -> Finding:
    (found,) = [finding for finding in findings if finding.code == code]
    return found


def uses(corpus: Corpus, *waivers: Waiver) -> tuple[WaiverUse, ...]:
    return apply_waivers(run_checks(corpus, {}), waivers, corpus)[1]


@pytest.fixture
def expired(corpus: BuildCorpus) -> Corpus:
    return corpus([{"uri": A, "reviewed": "2024-01-01", "valid_until": "2025-12-31", "has": {"sha256": "a" * 64}}])


def test_a_waived_finding_has_no_effect_until_the_end(expired: Corpus) -> None:
    waiver = waiver_of(only(run_checks(expired, {}), "KB203"), expired)
    assert waiver.sha256 == "a" * 64
    found = run_checks(expired, {}, [waiver])
    held = {moment: {f.code: f for f in in_force(found, moment, expired)} for moment in (BEFORE, UNTIL, AFTER)}
    assert (held[BEFORE]["KB203"].status, held[BEFORE]["KB203"].waiver) == (FindingStatus.WAIVED, waiver)
    assert [a.acts for a in held[BEFORE]["KB203"].affects] == [UNTIL]
    assert "KB901" not in held[BEFORE]
    for moment in (UNTIL, AFTER):
        assert (held[moment]["KB203"].status, held[moment]["KB203"].waiver) == (FindingStatus.NEW, None)
        assert "was waived through 2026-12-31 by ann" in held[moment]["KB901"].message
    assert not any(finding.code == "KB902" for finding in found)


def test_an_ended_waiver_is_told_only_where_its_finding_is_there(corpus: BuildCorpus) -> None:
    """The policy has grown milder since: the finding that was waived comes later than the waiver's end."""
    later = datetime(2028, 3, 1, tzinfo=UTC)
    built = corpus([{"uri": A, "reviewed": "2024-01-01", "valid_until": "2028-02-29", "has": {"sha256": "a" * 64}}])
    waiver = waiver_of(only(run_checks(built, {}), "KB203"), built)
    found = run_checks(built, {}, [waiver])
    assert [affected.since for affected in only(found, "KB901").affects] == [later]
    for moment, codes in ((AFTER, set[str]()), (later, {"KB203", "KB901"})):
        assert {f.code for f in in_force(found, moment, built)} & {"KB203", "KB901"} == codes


def test_a_waiver_of_another_content_is_void(expired: Corpus) -> None:
    finding = only(run_checks(expired, {}), "KB203")
    waiver = waiver_of(finding, expired)
    subject = expired.subjects[A]
    changed = replace(subject, document=replace(subject.document, sha256="b" * 64))
    after = replace(expired, subjects={A: changed})
    assert uses(after, waiver) == (WaiverUse(waiver, "voided", "the document changed since"),)
    found = run_checks(after, {}, [waiver])
    assert only(found, "KB203").waiver is None
    assert only(found, "KB902").message.endswith("is voided: the document changed since.")
    again = waiver_of(finding, after)
    assert [use.state for use in uses(after, waiver, again)] == ["voided", "used"]


def test_other_evidence_needs_another_waiver(expired: Corpus, corpus: BuildCorpus) -> None:
    waiver = waiver_of(only(run_checks(expired, {}), "KB203"), expired)
    later = corpus([{"uri": A, "reviewed": "2024-01-01", "valid_until": "2026-02-28", "has": {"sha256": "a" * 64}}])
    why = f"the document is the same, but what {waiver.code} finds in it is not"
    assert uses(later, waiver) == (WaiverUse(waiver, "voided", why),)


def test_a_waiver_without_its_finding_is_unused(expired: Corpus, corpus: BuildCorpus) -> None:
    finding = only(run_checks(expired, {}), "KB203")
    waiver = waiver_of(finding, expired)
    healthy = corpus([{"uri": A, "reviewed": "2024-01-01", "has": {"sha256": "a" * 64}}])
    assert uses(healthy, waiver) == (WaiverUse(waiver, "unused", "KB203 doesn't find it any more"),)
    assert uses(corpus(), waiver) == (WaiverUse(waiver, "unused", "there is no such document"),)


@pytest.mark.parametrize("other", [{"code": "KB201"}, {"uri": B}])
def test_code_and_uri_have_to_be_those_of_the_finding(expired: Corpus, other: dict[str, str]) -> None:
    waiver = waiver_of(only(run_checks(expired, {}), "KB203"), expired, **other)
    (use,) = uses(expired, waiver)
    assert (use.state, use.why) == ("unused", f"its fingerprint is that of KB203 in {A}")


def test_a_finding_over_two_documents_is_bound_to_both(corpus: BuildCorpus) -> None:
    said = Difference("duration", "14 days", "30 days", "Within 14 days.", "Within 30 days.", 0, 0)
    relation = Relation(RelationKind.CONFLICTS_WITH, A, B, 0.5, 0.6, 0.9, "told so", (said,))
    dated = {"reviewed": "2025-01-01"}
    built = corpus(
        [{"uri": A, "has": {"sha256": "a" * 64}, **dated}, {"uri": B, "has": {"sha256": "b" * 64}, **dated}],
        also={"relations": (relation,)},
    )
    finding = only(run_checks(built, {}), "KB104")
    waiver = waiver_of(finding, built)
    assert [use.state for use in uses(built, waiver)] == ["used"]
    for uri in (A, B):
        subject = built.subjects[uri]
        changed = replace(subject, document=replace(subject.document, sha256="c" * 64))
        assert [use.state for use in uses(replace(built, subjects={**built.subjects, uri: changed}), waiver)] == [
            "voided"
        ]


def test_waived_passages_are_served_and_then_the_document_is_kept_out(corpus: BuildCorpus) -> None:
    mark = Mark(MarkKind.GARBLED, "garbled", 0, 5, text_sha256="2" * 64)
    built = corpus([{"uri": A, "reviewed": "2025-01-01", "has": {"marks": (mark,)}}])
    finding = only(run_checks(built, {}), "KB503")
    assert (finding.effect, finding.spoiled) == (Effect.NONE, (mark,))
    waived = only(run_checks(built, {}, [waiver_of(finding, built)]), "KB503")
    assert (waived.effect, waived.spoiled, waived.affects[0].acts) == (Effect.EXCLUDE, (), UNTIL)


def test_a_file_that_cant_be_read_can_be_waived_until_it_changes(corpus: BuildCorpus) -> None:
    built = corpus(skipped=SkipReason.NO_TEXT_LAYER)
    waiver = waiver_of(only(run_checks(built, {}), "KB502"), built)
    assert [use.state for use in uses(built, waiver)] == ["used"]
    grown = replace(built, skipped=(replace(built.skipped[0], size=7),))
    assert [use.state for use in uses(grown, waiver)] == ["voided"]


def test_skipped_files_are_looked_up_and_not_gone_through(corpus: BuildCorpus) -> None:
    """Of a file that stands twice among the skipped the first counts, however often its content is asked for."""
    built = corpus(skipped=SkipReason.NO_TEXT_LAYER)
    finding, content = only(run_checks(built, {}), "KB502"), ""
    gone_through = []

    class Counting(tuple):  # type: ignore[type-arg] # counts how often it's gone through
        def __iter__(self) -> Any:
            gone_through.append(1)
            return super().__iter__()

    twice = replace(built, skipped=Counting((built.skipped[0], replace(built.skipped[0], size=7))))
    for _ in range(5):
        content = content_of(finding, twice)
    assert content == content_of(finding, built)
    assert len(gone_through) <= 1


def folder(corpus: BuildCorpus) -> Corpus:
    return corpus([{"uri": f"kb/hr/{n}.md", "reviewed": "2025-01-01", "owner": ""} for n in range(4)])


def at(built: Corpus, moment: datetime, *waivers: Waiver) -> Waivable:
    return Waivable.at(run_checks(built, {}, waivers), moment, built, {})


def test_a_fingerprint_of_a_folder_means_all_findings_behind_it(corpus: BuildCorpus) -> None:
    built = folder(corpus)
    waivable = at(built, BEFORE)
    line = only(waivable.shown, "KB301")
    assert line.uri == "kb/hr/"
    found = waivable.by_fingerprint(line.fingerprint[:8].upper(), "")
    assert [finding.uri for finding in found] == sorted(built.subjects)
    waivers = [waiver_of(finding, built) for finding in found[:2]]
    shown = roll_up(in_force(run_checks(built, {}, waivers), BEFORE, built), built, {})
    assert sorted((f.status, len(f.affects)) for f in shown if f.code == "KB301") == [("new", 2), ("waived", 2)]


def test_waivers_of_two_people_share_no_line(corpus: BuildCorpus) -> None:
    built = folder(corpus)
    found = at(built, BEFORE).findings
    waivers = [waiver_of(f, built, by="ann" if n < 2 else "bob") for n, f in enumerate(found) if f.code == "KB301"]
    shown = roll_up(in_force(run_checks(built, {}, waivers), BEFORE, built), built, {})
    assert sorted((f.waiver.by, len(f.affects)) for f in shown if f.waiver) == [("ann", 2), ("bob", 2)]


def test_what_is_meant_has_to_be_one_thing(expired: Corpus, corpus: BuildCorpus) -> None:
    waivable = at(expired, BEFORE)
    (finding,) = waivable.in_document(A, "")
    assert waivable.by_fingerprint(finding.fingerprint, "KB203") == (finding,)
    assert waivable.by_fingerprint("0" * 12, "") == ()
    assert waivable.by_fingerprint(finding.fingerprint[:7], "") == ()
    with pytest.raises(UsageError, match=r"KB203 expired in kb/hr/a\.md, not one of KB201"):
        waivable.by_fingerprint(finding.fingerprint, "KB201")
    with pytest.raises(UsageError, match="no finding of KB201"):
        waivable.in_document(A, "KB201")
    two = corpus([{"uri": A, "reviewed": "2024-01-01", "valid_until": "2025-12-31", "owner": ""}])
    with pytest.raises(UsageError, match="say with --code"):
        at(two, BEFORE).in_document(A, "")
    alike = [replace(finding, fingerprint="f" * 60 + f"000{n}") for n in range(2)]
    with pytest.raises(UsageError, match="2 fingerprints begin"):
        replace(waivable, findings=tuple(alike)).by_fingerprint("f" * 12, "")


def test_what_is_waived_or_tells_of_waivers_is_not_waived(expired: Corpus) -> None:
    waiver = waiver_of(only(run_checks(expired, {}), "KB203"), expired, where="kbaudit-waivers.yaml:7")
    waivable = at(expired, AFTER, waiver)
    with pytest.raises(UsageError, match=r"is waived already: see kbaudit-waivers\.yaml:7"):
        waivable.in_document(A, "KB203")
    with pytest.raises(UsageError, match="KB901 can't be waived"):
        waivable.by_fingerprint(only(waivable.shown, "KB901").fingerprint, "")
    with pytest.raises(UsageError, match="no finding of KB901"):
        waivable.in_document(A, "KB901")


def test_a_finding_yet_to_come_is_waived_by_its_fingerprint(corpus: BuildCorpus) -> None:
    built = corpus([{"uri": A, "reviewed": "2024-01-01", "valid_until": "2026-12-31"}])
    finding = only(run_checks(built, {}), "KB203")
    assert finding.severity is Severity.ERROR
    assert at(built, BEFORE).by_fingerprint(finding.fingerprint[:8], "") == (finding,)
