"""What a policy asks of a document, and what it makes of its claims. Nothing here depends on the as-of moment."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.model.facts import DateClaim, Document, OwnerClaim
    from kbaudit.model.words import Effect, Severity


@dataclass(frozen=True, slots=True)
class Period:
    """A length of calendar time: months, then days. The last day of a month stays a last day, never overflows."""

    months: int = 0
    days: int = 0

    def after(self, moment: datetime) -> datetime:
        """The moment one period later (capped at year 9999)."""
        years, month = divmod(moment.month - 1 + self.months, 12)
        year = moment.year + years
        if year > 9998:
            return datetime(9999, 12, 31, tzinfo=UTC)
        day = min(moment.day, calendar.monthrange(year, month + 1)[1])
        try:
            return moment.replace(year=year, month=month + 1, day=day) + timedelta(days=self.days)
        except OverflowError:
            return datetime(9999, 12, 31, tzinfo=UTC)

    def __str__(self) -> str:
        whole = self.months % 12 == 0 and self.months > 12  # "12 months" is how people say it, "36 months" isn't
        years, months = divmod(self.months, 12) if whole else (0, self.months)
        said = ((years, "year"), (months, "month"), (self.days, "day"))
        return " ".join(f"{n} {unit}{'s' * (n != 1)}" for n, unit in said if n) or "0 days"


@dataclass(frozen=True, slots=True)
class CheckSetting:
    """How a policy runs one check on the documents of one set."""

    enabled: bool
    severity: Severity
    effect: Effect
    roll_up: bool = False


@dataclass(frozen=True, slots=True)
class Governance:
    """What a policy asks of the documents of one set. document_set is "" for documents that no set governs.

    zone is where its days begin: periods are counted in it. required_metadata are names of fields. languages are the
    codes that are expected ("en"); none: those of the documents around it. Fewer than min_words words are thin; a
    paragraph of more than passage_limit characters would be cut by any chunking. ungoverned says that there are sets
    and none holds the document.
    """

    document_set: str
    max_age: Period | None = None
    owner_required: bool = False
    review_required: bool = False
    review_every: Period | None = None
    audience: str = ""
    required_metadata: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    min_words: int = 20
    passage_limit: int = 6000
    ungoverned: bool = False
    zone: tzinfo = UTC
    checks: Mapping[str, CheckSetting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dated:
    """One date of a document: the moment, the claim that won and those that lost. at is None when nothing is known."""

    at: datetime | None = None
    claim: DateClaim | None = None
    losers: tuple[DateClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Owned:
    """A document's owner ("" for nobody), the claim that won and those that lost."""

    value: str = ""
    claim: OwnerClaim | None = None
    losers: tuple[OwnerClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A document with what the policy makes of its claims. Nothing here depends on the as-of moment.

    effective is the date that its age counts from. valid_from, expires and review_due are None when not declared.
    no_newer_than is the file's mtime where that may be believed: it can make a document stale, never fresh.
    ahead are the claims of past events that lay in the future when the document was learned. missing are the names of
    the required metadata that it lacks.
    """

    document: Document
    governance: Governance
    effective: Dated = Dated()
    valid_from: Dated = Dated()
    expires: Dated = Dated()
    review_due: Dated = Dated()
    owner: Owned = Owned()
    no_newer_than: datetime | None = None
    ahead: tuple[DateClaim, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def uri(self) -> str:
        return self.document.uri
