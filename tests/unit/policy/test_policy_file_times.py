from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbaudit.checks.judge import in_force, run_checks
from kbaudit.model import Corpus, DateClaim, DateKind, Origin
from kbaudit.policy.file_times import arrivals, believed, no_newer_than

HOUR = 3_600 * 10**9
START = 1_700_000_000 * 10**9


@pytest.mark.parametrize(
    ("hours", "is_checkout"),
    [
        ([0, 0, 0], True),
        ([0, 0.5, 1], True),
        ([0, 0, 0, 5, 9, 20], True),
        ([0, 0, 0, 5, 9, 20, 30], False),
        ([0, 0], False),
        ([0], False),
        ([0, 0.6, 1.2], False),
        ([0, 2, 4, 6], False),
        ([0, 0.5, 1.01, 50, 51, 51.1, 51.2], False),
        ([0, 0.9, 1.8, 1.9, 2.0, 2.1], True),
    ],
)
def test_times_shared_by_most_files_are_a_checkout(make_document, hours, is_checkout):
    documents = [make_document(f"kb/{n}.md", mtime_ns=int(START + h * HOUR)) for n, h in enumerate(hours)]
    assert set(arrivals(documents)) == ({"kb"} if is_checkout else set())
    assert arrivals(documents[::-1]) == arrivals(documents)


def test_a_file_that_did_not_come_with_the_others_keeps_its_time(make_document):
    hours = [0, 0.1, 0.5, 0.9, -9000, 70]
    documents = [make_document(f"kb/{n}.md", mtime_ns=int(START + h * HOUR)) for n, h in enumerate(hours)]
    arrived = arrivals(documents)
    assert [believed(document, arrived) for document in documents] == [False] * 4 + [True] * 2


def test_each_source_is_judged_by_itself(policy, make_document):
    cloned = [make_document(f"repo/{n}.md", mtime_ns=START) for n in range(3)]
    shared = [make_document(f"share/{n}.md", mtime_ns=START + n * 5 * HOUR) for n in range(20)]
    assert set(arrivals([*cloned, *shared])) == {"repo"}
    subjects = policy().govern([*cloned, *shared])
    assert {s.document.source for s in subjects if s.no_newer_than is None} == {"repo"}
    assert {s.document.source for s in subjects if s.no_newer_than} == {"share"}


def test_the_time_of_a_file_never_sets_the_effective_date(policy, make_document):
    (subject,) = policy().govern([make_document(mtime_ns=START)])
    assert subject.effective.at is None
    assert subject.no_newer_than == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("mtime_ns", [0, -(10**18), 5])
def test_a_file_without_a_time_has_none(make_document, mtime_ns):
    assert no_newer_than(make_document(mtime_ns=mtime_ns)) is None


def test_a_time_beyond_all_dates_is_the_last_one(make_document):
    assert no_newer_than(make_document(mtime_ns=2**63 * 10**9)).year == 9999


AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
CLAIMS = st.builds(
    lambda kind, day, origin: DateClaim(kind, day.isoformat(), origin, "date"),
    st.sampled_from([DateKind.REVIEWED, DateKind.UPDATED, DateKind.PUBLISHED]),
    st.dates(datetime(2010, 1, 1).date(), datetime(2030, 1, 1).date()),  # noqa: DTZ001 - days have no zone
    st.sampled_from([Origin.FRONT_MATTER, Origin.SENTENCE, Origin.PATH, Origin.GIT, Origin.MTIME]),
)
AGES = st.integers(0, 5_000)  # days before as-of


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pages=st.lists(st.tuples(st.lists(CLAIMS, max_size=3), AGES), min_size=1, max_size=6))
def test_the_time_of_a_file_may_make_a_document_stale_and_never_fresh(policy, make_document, pages):
    read = policy("defaults: {max_age: 1 year}")

    def judged(*, with_times: bool) -> tuple[set[str], dict[str, datetime | None]]:
        documents = [
            make_document(
                f"kb/{n}.md",
                dates=tuple(claims),
                mtime_ns=int((AS_OF - timedelta(days=age)).timestamp() * 10**9) if with_times else 0,
            )
            for n, (claims, age) in enumerate(pages)
        ]
        subjects = {one.uri: one for one in read.govern(documents)}
        corpus = Corpus(subjects, (), (), ())
        findings = in_force(run_checks(corpus, read.ungoverned.checks, ()), AS_OF, corpus)
        stale = {finding.uri for finding in findings if finding.code == "KB201"}
        return stale, {uri: one.effective.at for uri, one in subjects.items()}

    (with_times, ages), (without, ages_without) = judged(with_times=True), judged(with_times=False)
    assert without <= with_times
    assert ages == ages_without
