from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.model import DateClaim, DateKind, Origin, OwnerClaim, Period
from kbaudit.policy.claims import Calendar, ahead, effective, expires, review_due, valid_from
from kbaudit.policy.ownership import owned

LEARNED = datetime(2026, 6, 1, tzinfo=UTC)
IN_UTC = Calendar(UTC)
PAST_EVENTS = (DateKind.REVIEWED, DateKind.UPDATED, DateKind.PUBLISHED, DateKind.CREATED)


def claim(kind: DateKind, value: str, origin: Origin = Origin.FRONT_MATTER, where: str = "x") -> DateClaim:
    return DateClaim(kind, value, origin, where)


def winner(*claims: DateClaim) -> DateClaim | None:
    return effective(claims, LEARNED, IN_UTC).claim


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


RANKED = [
    claim(DateKind.REVIEWED, "2020-01-01"),
    claim(DateKind.REVIEWED, "2021-01-01", Origin.SENTENCE),
    claim(DateKind.UPDATED, "2022-01-02"),
    claim(DateKind.UPDATED, "2022-01-01"),
    claim(DateKind.EFFECTIVE, "2022-06-01"),
    claim(DateKind.PUBLISHED, "2023-01-01", Origin.HTML_META),
    claim(DateKind.PUBLISHED, "2023-06-01", Origin.HTML_TIME),
    claim(DateKind.CREATED, "2024-01-01", Origin.SENTENCE),
    claim(DateKind.UPDATED, "2025-01-01", Origin.PROPERTIES),
    claim(DateKind.CREATED, "2025-06-01", Origin.PROPERTIES),
    claim(DateKind.PUBLISHED, "2026-01-01", Origin.PATH),
]


@given(st.permutations(RANKED))
def test_the_rank_of_dates_does_not_hang_on_their_order(claims):
    dated = effective(claims, LEARNED, IN_UTC)
    assert [dated.claim, *dated.losers] == RANKED
    assert dated.at == at(2020, 1, 1)


def test_nothing_known():
    assert effective((), LEARNED, IN_UTC).at is None
    assert owned(()).value == ""
    assert review_due((), Period(months=6), LEARNED, IN_UTC).at is None


@pytest.mark.parametrize("kind", PAST_EVENTS)
def test_a_past_event_in_the_future_is_not_believed(kind):
    future, past = claim(kind, "2026-06-02"), claim(DateKind.CREATED, "2019-01-01", Origin.PATH)
    dated = effective((future, past), LEARNED, IN_UTC)
    assert (dated.claim, dated.losers) == (past, (future,))
    alone = effective((future,), LEARNED, IN_UTC)
    assert (alone.at, alone.claim, alone.losers) == (None, None, (future,))


def test_the_moment_of_learning_itself_is_believed():
    assert winner(claim(DateKind.UPDATED, "2026-06-01"))
    assert winner(claim(DateKind.UPDATED, "2026-06-01T00:00:00+00:00"))
    assert not winner(claim(DateKind.UPDATED, "2026-06-01T00:00:01+00:00"))


def test_a_start_in_the_future_is_when_it_applies():
    start = claim(DateKind.EFFECTIVE, "2027-01-01")
    assert valid_from((start,), IN_UTC).at == at(2027, 1, 1)
    assert winner(start) == start


def test_the_most_trusted_start_wins_then_the_latest():
    said, stated = claim(DateKind.EFFECTIVE, "2020-01-01"), claim(DateKind.EFFECTIVE, "2024-01-01", Origin.SENTENCE)
    older = claim(DateKind.EFFECTIVE, "2019-01-01")
    dated = valid_from((stated, older, said), IN_UTC)
    assert (dated.claim, dated.losers) == (said, (older, stated))


def test_the_time_of_a_file_is_never_a_date():
    mtime = claim(DateKind.UPDATED, "2020-01-01", Origin.MTIME)
    assert effective((mtime,), LEARNED, IN_UTC).claim is None
    assert expires((claim(DateKind.VALID_UNTIL, "2020-01-01", Origin.MTIME),), IN_UTC).at is None


def test_valid_until_a_day_means_through_that_day():
    assert expires((claim(DateKind.VALID_UNTIL, "2024-02-29"),), IN_UTC).at == at(2024, 3, 1)
    assert expires((claim(DateKind.VALID_UNTIL, "2024-02-29T12:00:00+00:00"),), IN_UTC).at == at(2024, 2, 29, 12)


def test_a_review_is_overdue_the_day_after():
    assert review_due((claim(DateKind.REVIEW_DUE, "2024-12-31"),), None, LEARNED, IN_UTC).at == at(2025, 1, 1)


@pytest.mark.parametrize(
    ("last", "every", "overdue"),
    [
        ("2024-01-31", Period(months=1), at(2024, 3, 1)),
        ("2023-01-31", Period(months=1), at(2023, 3, 1)),
        ("2024-02-29", Period(months=12), at(2025, 3, 1)),
        ("2024-08-31", Period(months=6), at(2025, 3, 1)),
        ("2024-03-03", Period(days=90), at(2024, 6, 2)),
        ("2024-03-03T23:59:00+00:00", Period(months=6), at(2024, 9, 4)),
    ],
)
def test_the_rhythm_of_a_set_counts_calendar_days(last, every, overdue):
    dated = review_due((claim(DateKind.REVIEWED, last),), every, LEARNED, IN_UTC)
    assert dated.at == overdue
    assert dated.claim.kind is DateKind.REVIEW_DUE
    assert dated.claim.origin is Origin.POLICY


def test_a_declared_review_date_comes_before_the_rhythm():
    claims = (claim(DateKind.REVIEWED, "2024-01-01"), claim(DateKind.REVIEW_DUE, "2027-01-01"))
    assert review_due(claims, Period(months=1), LEARNED, IN_UTC).at == at(2027, 1, 2)


def test_the_rhythm_does_not_count_from_a_review_in_the_future():
    claims = (claim(DateKind.REVIEWED, "2030-01-01"), claim(DateKind.REVIEWED, "2020-01-01", Origin.SENTENCE))
    assert review_due(claims, Period(months=12), LEARNED, IN_UTC).at == at(2021, 1, 2)


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        ("UTC", at(2024, 7, 1), at(2024, 7, 2)),
        ("Europe/Vienna", at(2024, 6, 30, 22), at(2024, 7, 1, 22)),
        ("America/New_York", at(2024, 7, 1, 4), at(2024, 7, 2, 4)),
        ("Pacific/Auckland", at(2024, 6, 30, 12), at(2024, 7, 1, 12)),
    ],
)
@pytest.mark.parametrize("machine", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
def test_days_are_the_zones_whatever_the_machines(zone, begins, ends, machine, monkeypatch):
    monkeypatch.setitem(os.environ, "TZ", machine)
    time.tzset()
    try:
        calendar = Calendar(ZoneInfo(zone))
        assert calendar.begins("2024-07-01") == begins
        assert calendar.ends("2024-07-01") == ends
        assert calendar.begins("2024-07-01T00:00:00+00:00") == at(2024, 7, 1)
        assert calendar.begins("2024-07-01").tzinfo is UTC
    finally:
        monkeypatch.undo()
        time.tzset()


def test_days_of_23_and_25_hours_end_at_midnight():
    calendar = Calendar(ZoneInfo("Europe/Vienna"))
    assert calendar.ends("2024-03-31") == at(2024, 3, 31, 22)
    assert calendar.ends("2024-10-27") == at(2024, 10, 27, 23)


def test_the_rhythm_is_not_shifted_by_summer_time():
    calendar = Calendar(ZoneInfo("Europe/Vienna"))
    dated = review_due((claim(DateKind.REVIEWED, "2024-01-15"),), Period(months=6), LEARNED, calendar)
    assert dated.claim.value == "2024-07-15"
    assert dated.at == at(2024, 7, 15, 22)


@given(
    st.dates().map(str),
    st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Africa/Monrovia", "Europe/Dublin"]),
)
def test_every_day_there_is_has_a_beginning_and_an_end(value, zone):
    calendar = Calendar(ZoneInfo(zone))
    assert calendar.begins(value) <= calendar.ends(value)


def test_the_first_and_last_day_there_is():
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        calendar = Calendar(ZoneInfo(zone))
        assert calendar.begins("0001-01-01").year == 1
        assert calendar.ends("9999-12-31").year == 9999
        assert review_due((claim(DateKind.REVIEWED, "0001-01-01"),), Period(days=1), LEARNED, calendar).at.year == 1


OWNERS = [
    OwnerClaim("P", Origin.POLICY, 'owners["author"]'),
    OwnerClaim("first", Origin.FRONT_MATTER, "owner"),
    OwnerClaim("second", Origin.FRONT_MATTER, "ms.author"),
    OwnerClaim("meta", Origin.HTML_META, "DC.owner"),
    OwnerClaim("stated", Origin.SENTENCE, "Maintained by: author services"),
    OwnerClaim("props", Origin.PROPERTIES, "manager"),
    OwnerClaim("wrote it", Origin.FRONT_MATTER, "author"),
    OwnerClaim("wrote the page", Origin.HTML_META, "dcterms.creator"),
    OwnerClaim("saved it", Origin.PROPERTIES, "last_modified_by"),
]


@pytest.mark.parametrize("first", range(len(OWNERS)))
def test_who_answers_for_it_comes_before_who_wrote_it(first):
    left = OWNERS[first:]
    held = [c for c in left if c.value != "second"] + [c for c in left if c.value == "second"]
    result = owned(held)
    assert result.value == left[0].value
    assert (result.claim, *result.losers) == tuple(left)


def test_a_due_day_that_a_later_review_has_met_is_no_longer_due():
    due, review = claim(DateKind.REVIEW_DUE, "2024-06-30"), claim(DateKind.REVIEWED, "2026-01-15")
    met = review_due((due, review), None, LEARNED, IN_UTC)
    assert met.at is None
    assert met.losers == (due,)
    assert review_due((due, review), Period(months=6), LEARNED, IN_UTC).at == at(2026, 7, 16)
    assert review_due((due, claim(DateKind.REVIEWED, "2023-01-15")), None, LEARNED, IN_UTC).at == at(2024, 7, 1)


def still_to_come(*claims: DateClaim) -> list[str]:
    return [claim.value for claim in ahead(claims, LEARNED, IN_UTC)]


@pytest.mark.parametrize("kind", PAST_EVENTS)
def test_past_events_that_are_yet_to_come(kind):
    assert still_to_come(claim(kind, "2026-06-03"), claim(kind, "2026-06-02T00:00:01+00:00")) == [
        "2026-06-03",
        "2026-06-02T00:00:01+00:00",
    ]


@pytest.mark.parametrize("value", ["2026-06-02", "2026-06-02T00:00:00+00:00", "2026-05-31", "2019-01-01"])
def test_a_day_more_may_be_the_time_zone(value):
    assert still_to_come(claim(DateKind.UPDATED, value)) == []


@pytest.mark.parametrize("kind", sorted(set(DateKind) - set(PAST_EVENTS)))
def test_what_is_meant_to_come(kind):
    assert still_to_come(claim(kind, "2062-01-01")) == []


def test_only_what_is_stated_is_a_wrong_date():
    places = (Origin.FRONT_MATTER, Origin.PROPERTIES, Origin.SENTENCE, Origin.HTML_META, Origin.PATH, Origin.MTIME)
    claims = [claim(DateKind.CREATED, "2062-01-01", origin, origin.value) for origin in places]
    assert [c.origin for c in ahead(claims, LEARNED, IN_UTC)] == list(places[:4])


def test_a_review_date_ahead_is_when_the_review_is_due():
    planned = claim(DateKind.REVIEWED, "2027-03-01", where="review_date")
    assert review_due((planned,), None, LEARNED, IN_UTC).at == at(2027, 3, 2)
    assert ahead((planned,), LEARNED, IN_UTC) == ()
    held = claim(DateKind.REVIEWED, "2026-03-01", where="review_date")
    assert review_due((held,), None, LEARNED, IN_UTC).at is None
    assert effective((held,), LEARNED, IN_UTC).at == at(2026, 3, 1)
