"""Dates of which only the documents around them tell whether the day or the month comes first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kbaudit.model import DateClaim, DateKind, Document, Origin
from kbaudit.policy.date_order import DateOrders

DOUBTFUL = DateClaim(DateKind.UPDATED, "2024-04-03", Origin.SENTENCE, "Updated: 03/04/2024", "03/04/2024", "2024-03-04")


def document(*claims: DateClaim, source: str = "kb", name: str = "a.md") -> Document:
    learned = datetime(2026, 1, 1, tzinfo=UTC)
    return Document(
        f"{source}/{name}", source, "0" * 64, 1, 1, learned, "markdown", "", "en", 1, 1, "", 1.0, dates=claims
    )


def told(raw: str, origin: Origin = Origin.SENTENCE, where: str = "Updated") -> DateClaim:
    return DateClaim(DateKind.UPDATED, "2024-01-01", origin, where, raw)


def settled(*others: DateClaim, said: str = "auto", source: str = "kb") -> list[str]:
    one = document(DOUBTFUL)
    result = DateOrders([one, document(*others, source=source, name="b.md")], said).settle(one)
    assert bool(result.doubtful) != bool(result.document.dates)
    return [claim.value for claim in result.document.dates]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((told("25/04/2024"),), ["2024-04-03"]),
        ((told("04/25/2024"),), ["2024-03-04"]),
        ((told("25-04-2024"), told("31/12/2023")), ["2024-04-03"]),
        ((told("25/04/2024"), told("04/25/2024")), []),
        ((told("25.04.2024"),), []),
        ((told("2024-04-25"),), []),
        ((told("04/25/2024", where="ms.date"),), []),
        ((told("04/25/2024", origin=Origin.PROPERTIES),), []),
        ((), []),
    ],
)
def test_the_documents_around_it_tell(others: tuple[DateClaim, ...], expected: list[str]) -> None:
    assert settled(*others) == expected


def test_other_sources_tell_nothing() -> None:
    assert settled(told("25/04/2024"), source="other") == []


def test_the_policy_comes_first() -> None:
    assert settled(told("25/04/2024"), said="month_first") == ["2024-03-04"]
    assert settled(said="day_first") == ["2024-04-03"]


def test_what_is_doubtful_is_kept_apart() -> None:
    one = document(DOUBTFUL, told("2024-04-25"))
    result = DateOrders([one], "auto").settle(one)
    assert result.doubtful == (DOUBTFUL,)
    assert [claim.raw for claim in result.document.dates] == ["2024-04-25"]
