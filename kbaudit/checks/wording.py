"""How checks word dates, claims, limits and names, so that all of them say it the same way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateKind, Evidence, displayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from kbaudit.model import DateClaim, Dated, Governance, OwnerClaim, Period, StateClaim, VersionClaim

LONGEST_QUOTE: Final = 160
NAMED_AT_MOST: Final = 3

_HAPPENED: Final = {
    DateKind.REVIEWED: "Last reviewed",
    DateKind.UPDATED: "Last updated",
    DateKind.EFFECTIVE: "In effect since",
    DateKind.PUBLISHED: "Published",
    DateKind.CREATED: "Created",
    DateKind.VALID_UNTIL: "Valid until",
    DateKind.REVIEW_DUE: "Review due",
}


def happened(claim: DateClaim | None) -> str:
    """What a date claim says happened: "Last reviewed"."""
    return _HAPPENED[claim.kind] if claim else "Dated"


def day(dated: Dated) -> str:
    """The day of a known date as its claim states it: the claim's own day, whatever the time zone; else UTC's."""
    if dated.claim:
        return dated.claim.value[:10]
    return f"{dated.at:%Y-%m-%d}" if dated.at else ""


def day_there(moment: datetime, zone: tzinfo) -> str:
    """The day of a moment in the zone; UTC's where the zone's calendar ends before it (year 9999)."""
    try:
        return f"{moment.astimezone(zone):%Y-%m-%d}"
    except OverflowError:
        return f"{moment:%Y-%m-%d}"


def day_after(dated: Dated, period: Period) -> str:
    """The day one period after a known date, counted from the day that its claim states."""
    stated = day(dated)
    return later(stated, period) if stated else ""


def later(day: str, period: Period) -> str:
    """The day one period after a day."""
    return f"{period.after(datetime.fromisoformat(day).replace(tzinfo=UTC)):%Y-%m-%d}"


def of_the_set(governance: Governance) -> str:
    """The document set that makes a demand, as a sentence names it."""
    return f'the set "{displayed(governance.document_set)}"' if governance.document_set else "the policy"


def shortened(text: str) -> str:
    """A document's own words on one line, safe to show and of bounded length."""
    line = displayed(" ".join(text[: 4 * LONGEST_QUOTE].split()))
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1]}…"


def quote(claim: DateClaim | OwnerClaim | StateClaim | VersionClaim, said: str) -> Evidence:
    """Where a claim stands: the sentence itself, or the field and what is said there."""
    value = claim.where if said and said in claim.where else f"{claim.where}: {said}" if said else claim.where
    return Evidence(label=claim.origin.replace("_", " "), value=shortened(value))


def date_quotes(dated: Dated) -> tuple[Evidence, ...]:
    """The claim behind a date as evidence; nothing where no claim is known."""
    claim = dated.claim
    return (quote(claim, claim.raw or claim.value),) if claim else ()


def names(uris: Iterable[str]) -> str:
    """Documents by name, the first few of many: '"hr/a.md", "hr/b.md"'."""
    known: Sequence[str] = tuple(dict.fromkeys(uris))
    listed = ", ".join(f'"{displayed(uri)}"' for uri in known[:NAMED_AT_MOST])
    return f"{listed} and {len(known) - NAMED_AT_MOST} more" if len(known) > NAMED_AT_MOST else listed
