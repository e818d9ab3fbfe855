import pytest

from kbaudit.model import Period
from kbaudit.signals.moments import later, moment_of, period_of


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2024-03-03", "2024-03-03"),
        ("2024/3/3", "2024-03-03"),
        ("3 March 2024", "2024-03-03"),
        ("3rd of March, 2024", "2024-03-03"),
        ("March 3, 2024", "2024-03-03"),
        ("Sunday, 3 March 2024", "2024-03-03"),
        ("3. März 2024", "2024-03-03"),
        ("03.04.2024", "2024-04-03"),
        ("1er août 2024", "2024-08-01"),
        ("3 de marzo de 2024", "2024-03-03"),
        ("19-Aug-2004", "2004-08-19"),
        ("25/12/2024", "2024-12-25"),
        ("12/25/2024", "2024-12-25"),
        ("04/04/2024", "2024-04-04"),
        ("March 2024", "2024-03-01"),
        ("2024-03", "2024-03-01"),
        ("03/2024", "2024-03-01"),
        ("2024-03-03 (Jane)", "2024-03-03"),
        ("2024-03-03 12:00:00", "2024-03-03"),
        ("2024-03-03T12:00:00.123Z", "2024-03-03T12:00:00+00:00"),
        ("2024-03-03T01:00:00+02:00", "2024-03-02T23:00:00+00:00"),
        ("Sun, 03 Mar 2024 10:00:00 GMT", "2024-03-03T10:00:00+00:00"),
        ("D:20240303120000+01'00'", "2024-03-03T11:00:00+00:00"),
        ("D:20240303", "2024-03-03"),
    ],
)
def test_dates_are_read(written: str, value: str) -> None:
    found = moment_of(written)
    assert found
    assert found.value() == value


@pytest.mark.parametrize(
    "written",
    [
        "03/04/2024",  # d/m or m/d: never guessed
        "2024-02-30",
        "2024-13-01",
        "31.04.2024",
        "3 March 1984",
        "2101-01-01",
        "2024",
        "10.11.12",
        "Version 10.11.2012",
        "next March",
        "2024-03-03 was a Sunday",
        "3 Brumaire 2024",
        "D:2024",
        "true",
        "",
    ],
)
def test_what_is_no_certain_date_is_not_read(written: str) -> None:
    assert moment_of(written) is None


def test_a_known_convention_decides() -> None:
    found = moment_of("03/04/2024", month_first=True)
    assert found
    assert found.value() == "2024-03-04"


def test_a_whole_month_ends_on_its_last_day() -> None:
    found = moment_of("February 2024")
    assert found
    assert found.value(last=True) == "2024-02-29"


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("6 months", Period(months=6)),
        ("191 days", Period(days=191)),
        ("1 year", Period(months=12)),
        ("every 2 weeks", Period(days=14)),
        ("six months", Period(months=6)),
        ("a year", Period(months=12)),
        ("quarterly", Period(months=3)),
        ("P1Y6M", Period(months=18)),
        ("P30D", Period(days=30)),
    ],
)
def test_periods_are_read(written: str, period: Period) -> None:
    assert period_of(written) == period


@pytest.mark.parametrize("written", ["", "P", "6", "often", "0 months", "some months", "6 moons", "when needed"])
def test_what_is_no_period_is_not_read(written: str) -> None:
    assert period_of(written) is None


def test_months_are_calendar_months() -> None:
    assert later("2020-08-31", Period(months=6)) == "2021-02-28"
    assert later("2024-03-03T12:00:00+00:00", Period(days=30)) == "2024-04-02"
