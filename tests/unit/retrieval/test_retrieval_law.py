"""The law of docs/rules.md: stamps made at T0 and evaluated at T decide as an audit of the same facts as of T would."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from kbaudit.checks import CHECKS
from kbaudit.checks.judge import in_force, run_checks
from kbaudit.checks.waiving import content_of
from kbaudit.model import (
    UNREADABLE,
    CheckSetting,
    Corpus,
    Dated,
    Document,
    Effect,
    Family,
    FindingStatus,
    Governance,
    Mark,
    MarkKind,
    Member,
    Origin,
    Owned,
    Period,
    Severity,
    Skipped,
    SkipReason,
    State,
    StateClaim,
    Status,
    Subject,
    Waiver,
)
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.resolve import resolve
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Recency, RuleSettings, build_rules
from kbaudit.retrieval.stamp import stamp_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MIN_CONFIDENCE = 0.5
START = datetime(2020, 1, 1, tzinfo=UTC)
RULES = Rules.from_json(
    build_rules(
        RuleSettings(min_confidence=MIN_CONFIDENCE, recency=(Recency("hr", 180, 0.3), Recency("it", 7, 0.0, 3))), START
    )
)

# Few days and odd parts of seconds, so that moments meet: what begins at the very moment of the query is where
# the law would break.
moments = st.builds(
    lambda day, second: START + timedelta(days=day, seconds=second),
    st.integers(0, 6),
    st.sampled_from([0.0, 0.0, 1.2, 1.5]),
)
seldom = st.sampled_from([True, False, False])
dates = seldom.flatmap(lambda known: st.builds(Dated, moments) if known else st.just(Dated()))
periods = seldom.flatmap(lambda asked: st.builds(Period, days=st.integers(0, 4)) if asked else st.none())
check_settings = st.builds(
    CheckSetting,
    enabled=st.sampled_from([True, True, True, False]),
    severity=st.just(Severity.WARNING),
    effect=st.sampled_from(Effect),
)
governances = st.builds(
    Governance,
    document_set=st.sampled_from(["", "hr", "it"]),
    max_age=periods,
    review_every=periods,
    review_required=seldom,
    audience=st.sampled_from(["", "partners"]),
    grace=periods,
    evergreen=seldom,
    retention=periods,
    simulate=seldom,
    min_confidence=st.sampled_from([0.0, 0.0, 0.6]),
    checks=st.dictionaries(st.sampled_from([check.code for check in CHECKS]), check_settings, max_size=4),
)
state_claims = st.builds(StateClaim, st.sampled_from(State), st.just(Origin.SENTENCE), st.just("says so"))
marks = st.builds(
    Mark,
    kind=st.sampled_from([MarkKind.GARBLED, MarkKind.GARBLED, MarkKind.PLACEHOLDER]),
    label=st.just("what is wrong"),
    start=st.integers(0, 2),
    end=st.integers(3, 5),
    text_sha256=st.sampled_from(["", "2" * 64]),
)
states = seldom.flatmap(lambda said: st.lists(state_claims, max_size=2) if said else st.just([]))


@st.composite
def subjects(draw: st.DrawFn, uri: str) -> Subject:
    document = Document(
        uri=uri,
        source="kb",
        sha256="0" * 64,
        size=100,
        mtime_ns=0,
        learned_at=START,
        kind="markdown",
        title="",
        language="en",
        words=draw(st.sampled_from([50, 50, 50, 0])),
        passages=1,
        text_sha256="1" * 64,
        confidence=draw(st.sampled_from([1.0, 1.0, MIN_CONFIDENCE, 0.49])),
        states=tuple(draw(states)),
        marks=tuple(
            draw(seldom.flatmap(lambda faulty: st.lists(marks, min_size=1, max_size=2) if faulty else st.just([])))
        ),
    )
    return Subject(
        document=document,
        governance=draw(governances),
        effective=draw(st.builds(Dated, st.none() | moments)),
        valid_from=draw(dates),
        expires=draw(dates),
        review_due=draw(dates),
        owner=Owned(draw(st.sampled_from(["", "ann@example.org"]))),
        no_newer_than=draw(dates).at,
    )


def family_of(subjects: list[Subject], copies: set[int]) -> Family:
    """The subjects as versions in their order, each replaced by the next ones that aren't drafts, once in effect."""
    members: list[Member] = []
    for n, one in enumerate(subjects):
        said = [claim.state.value for claim in one.document.states]
        copied = n in copies and members
        members.append(
            Member(
                uri=one.uri,
                rank=members[-1].rank if copied else n,
                copy_of=members[-1].copy_of or members[-1].uri if copied else "",
                takes_effect=one.valid_from.at and one.valid_from.at.replace(microsecond=0),
                expires=one.expires.at,
                barred=State.DRAFT.value if State.DRAFT in said else next(iter(said), ""),
            )
        )
    return Family("f1", tuple(_replaced(member, members) for member in members), "the order of the test")


def _replaced(member: Member, members: list[Member]) -> Member:
    newer = [m for m in members if m.rank > member.rank and m.barred != State.DRAFT]
    if not newer:
        return member
    begins = [m.takes_effect for m in newer]
    at = None if None in begins else min(b for b in begins if b is not None)
    return replace(member, superseded_by=tuple(m.uri for m in newer if m.takes_effect == at), superseded_at=at)


@st.composite
def corpora_of(draw: st.DrawFn) -> Corpus:
    count = draw(st.integers(1, 6))
    all_subjects = [draw(subjects(f"kb/{n}.md")) for n in range(count)]
    in_family = draw(st.integers(0, count))
    family = family_of(all_subjects[:in_family], draw(st.sets(st.integers(1, 5))))
    skipped = tuple(Skipped(f"kb/{reason}.pdf", reason, "") for reason in draw(st.sets(st.sampled_from(SkipReason))))
    return Corpus(
        subjects={one.uri: one for one in all_subjects},
        skipped=skipped,
        relations=(),
        families=(family,) if family.members else (),
    )


defaults = st.dictionaries(st.just("KB502"), check_settings)


@st.composite
def audits(draw: st.DrawFn) -> tuple[Corpus, dict[str, CheckSetting], tuple[Waiver, ...]]:
    """A corpus, the settings for files that are no documents, and waivers of some of its findings; a few are void."""
    corpus, default = draw(corpora_of()), draw(defaults)
    waivers = tuple(
        Waiver(
            fingerprint=finding.fingerprint,
            code=finding.code,
            uri=finding.uri,
            sha256=draw(st.sampled_from([content_of(finding, corpus)] * 3 + ["e" * 64])),
            reason="it has to stand",
            by="ann",
            on="2020-01-01",
            until=draw(moments),
        )
        for finding in run_checks(corpus, default)
        if draw(seldom)
    )
    return corpus, default, waivers


def audited(
    corpus: Corpus, default: Mapping[str, CheckSetting], as_of: datetime, waivers: Sequence[Waiver] = ()
) -> tuple[dict[str, dict[str, object]], dict[str, Status]]:
    """The stamps of an audit, as they come out of the file, and its verdicts."""
    verdicts = resolve(corpus, run_checks(corpus, default, waivers), as_of, min_confidence=MIN_CONFIDENCE)
    stamps = [json.loads(json.dumps(stamp)) for stamp in stamp_all(corpus, verdicts)]
    return {stamp["uri"]: stamp for stamp in stamps}, {uri: verdict.status for uri, verdict in verdicts.items()}


@settings(max_examples=100, deadline=None)
@given(audit=audits(), made=moments, asked=moments)
def test_law(
    audit: tuple[Corpus, dict[str, CheckSetting], tuple[Waiver, ...]], made: datetime, asked: datetime
) -> None:
    corpus, default, waivers = audit
    made, asked = min(made, asked), max(made, asked)
    before, _ = audited(corpus, default, made, waivers)
    then, status = audited(corpus, default, asked, waivers)
    assert before.keys() == then.keys() == status.keys()
    for uri, stamp in before.items():
        decision = evaluate(RULES, stamp, asked.timestamp())
        reference = evaluate(RULES, then[uri], asked.timestamp())
        assert (decision.keep, decision.weight) == (reference.keep, reference.weight)
        assert decision.keep == (status[uri] is not Status.EXCLUDE)
        assert stamp["passages"] == then[uri]["passages"]


@settings(max_examples=50, deadline=None)
@given(audit=audits(), as_of=moments)
def test_status_is_the_worst_effect_of_what_is_reported(
    audit: tuple[Corpus, dict[str, CheckSetting], tuple[Waiver, ...]], as_of: datetime
) -> None:
    corpus, default, waivers = audit
    findings = run_checks(corpus, default, waivers)
    verdicts = resolve(corpus, findings, as_of)
    shown = in_force(findings, as_of, corpus)
    ranks = list(Effect)
    for uri, verdict in verdicts.items():
        about = [f for f in shown if any(a.uri == uri for a in f.affects)]
        acting = [f for f in about if any(a.uri == uri and (a.acts is None or a.acts <= as_of) for a in f.affects)]
        effects = [f.effect for f in acting if f.status is not FindingStatus.WAIVED]
        one = corpus.subjects.get(uri)
        waived = any(f.code == "KB503" and f.status is FindingStatus.WAIVED for f in about)
        below = one and not one.governance.simulate and one.document.confidence < one.governance.min_confidence
        if below and not waived:
            effects.append(Effect.EXCLUDE)
        worst = max(effects, key=ranks.index, default=Effect.NONE)
        expected = {Effect.NONE: Status.SERVE, Effect.DEMOTE: Status.DEMOTE, Effect.EXCLUDE: Status.EXCLUDE}[worst]
        assert verdict.base_status is (expected if uri in corpus.subjects else Status.EXCLUDE)
        kept_out = {(m.start, m.end) for f in about for m in f.spoiled}
        assert [(p.start, p.end) for p in verdict.passages] == sorted(kept_out)
    unreadable = {skipped.uri for skipped in corpus.skipped if skipped.reason in UNREADABLE}
    assert list(verdicts) == sorted(corpus.subjects.keys() | unreadable)


@settings(max_examples=50, deadline=None)
@given(corpus=corpora_of(), as_of=moments)
def test_the_current_version_is_never_superseded(corpus: Corpus, as_of: datetime) -> None:
    as_of = as_of.replace(microsecond=0)
    superseded = {
        a.uri for f in in_force(run_checks(corpus, {}), as_of, corpus) if f.code == "KB103" for a in f.affects
    }
    for family in corpus.families:
        current = family.current(as_of)
        assert current is None or current.uri not in superseded


@settings(max_examples=50, deadline=None)
@given(corpus=corpora_of(), made=moments, later=moments)
def test_a_stamp_changes_only_with_what_it_says(corpus: Corpus, made: datetime, later: datetime) -> None:
    first, _ = audited(corpus, {}, made)
    second, _ = audited(corpus, {}, later)
    for uri, stamp in first.items():
        same = {k: v for k, v in stamp.items() if k != "stamp"} == {
            k: v for k, v in second[uri].items() if k != "stamp"
        }
        assert (stamp["stamp"] == second[uri]["stamp"]) == same
