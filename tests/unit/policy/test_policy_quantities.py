from __future__ import annotations

import pytest

from kbaudit.model import Period
from kbaudit.policy.quantities import Allowance, read_allowance, read_period, read_period_or_never, read_size


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("3 years", Period(months=36)),
        ("1 year", Period(months=12)),
        ("6 months", Period(months=6)),
        ("2 weeks", Period(days=14)),
        ("90 days", Period(days=90)),
        ("90days", Period(days=90)),
        ("1 year 6 months", Period(months=18)),
        ("1 month 3 days", Period(months=1, days=3)),
        ("P1Y6M", Period(months=18)),
        ("P2W", Period(days=14)),
        ("P1Y2M3D", Period(months=14, days=3)),
    ],
)
def test_periods(text, period):
    assert read_period(text) == period


@pytest.mark.parametrize(
    "value",
    ["", "P", "3", "three years", "-1 days", "1.5 years", "3 yearsx", "6 Months",
     "P1Y6", "PT5H", "never", "٣ days", None, True, [], {}, "9" * 99 + " days"],
)  # fmt: skip
def test_what_is_no_period(value):
    with pytest.raises(ValueError, match="length of time"):
        read_period(value)


@pytest.mark.parametrize("value", ["0 days", "P0Y", "0 years 0 days"])
def test_no_time_at_all_is_no_period(value):
    with pytest.raises(ValueError, match="longer than nothing"):
        read_period(value)


def test_a_bare_number_is_told_what_it_lacks():
    with pytest.raises(ValueError, match='needs a unit: "3 days" or "3 months" or "3 years"'):
        read_period(3)
    with pytest.raises(ValueError, match='needs a unit: "50 MiB"'):
        read_size(50)


def test_never_is_no_period_where_it_is_allowed():
    assert read_period_or_never("never") is None
    assert read_period_or_never("1 year") == Period(months=12)


@pytest.mark.parametrize(
    ("text", "size"), [("50 MiB", 50 * 2**20), ("2GiB", 2 * 2**30), ("500 kB", 500_000), ("1.5 KiB", 1536), ("7 B", 7)]
)
def test_sizes(text, size):
    assert read_size(text) == size


@pytest.mark.parametrize("value", ["50", "MiB", "50 mib", "0 B", "-1 MiB", "0.1 B", None, True, "5" * 99 + " B"])
def test_what_is_no_size(value):
    with pytest.raises(ValueError, match="must be"):
        read_size(value)


def test_an_allowance_is_a_share_of_what_was_tried():
    fifth = read_allowance("20 %")
    assert fifth == Allowance(share=0.2)
    assert fifth.covers(1, 4)
    assert not fifth.covers(2, 7)
    assert not fifth.covers(1, 0)


def test_an_allowance_may_be_a_count():
    assert read_allowance(2) == Allowance(count=2)
    assert read_allowance(2).covers(2, 0)
    assert not read_allowance(2).covers(3, 10_000)
    assert not read_allowance(0).covers(1, 10_000)
    assert read_allowance(0).covers(0, 0)


@pytest.mark.parametrize("value", [-1, 0.2, "20", "101 %", "-1 %", True, None])
def test_what_is_no_allowance(value):
    with pytest.raises(ValueError, match="share"):
        read_allowance(value)
