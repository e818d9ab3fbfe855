"""What a policy asks of a document, and what it makes of its claims. Nothing here depends on the as-of moment."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.model.claims import DateClaim, OwnerClaim
    from kbaudit.model.facts import Document, Field
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
class MetadataRule:
    """What the value of a declared field has to be: one of the values, if there are any, and matched by the pattern.

    pattern is a regular expression in the syntax of RE2, held against the whole value; "" for any.
    """

    name: str
    pattern: str = ""
    values: tuple[str, ...] = ()


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
    grace is how long an overdue review has no effect yet. evergreen documents neither age nor need reviews. retention
    is how long a document has to be kept, counted from its date, even where it isn't served. simulate reports effects
    and applies none. releases are those that live side by side (empty: one line), the last of them the latest.
    fail_on is "" where the gate's own level holds; disagreement is how far date claims may lie apart (None: any).
    inherit_owner gives documents without an owner that of their folder's index page. classifications are the labels
    that the policy knows, the mildest first.
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
    grace: Period | None = None
    evergreen: bool = False
    retention: Period | None = None
    classification: str = ""
    metadata_rules: tuple[MetadataRule, ...] = ()
    min_confidence: float = 0.0
    simulate: bool = False
    fail_on: str = ""
    releases: tuple[str, ...] = ()
    disagreement: Period | None = None
    inherit_owner: bool = False
    classifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """One date of a document: the moment, the claim that won and those that lost. at is None when nothing is known."""

    at: datetime | None = None
    claim: DateClaim | None = None
    losers: tuple[DateClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class Owned:
    """A document's owner ("" for nobody), the claim that won and those that lost.

    With an owner directory, value is the person's or team's id there; standing says how they stand in it: "active",
    "left" or "unknown" ("" without a directory), backup is who is proposed in place of one who left ("" for nobody).
    suggested is who changed the document most, where nobody is named: a suggestion, never an owner.
    """

    value: str = ""
    claim: OwnerClaim | None = None
    losers: tuple[OwnerClaim, ...] = ()
    name: str = ""
    mail: str = ""
    standing: str = ""
    backup: str = ""
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that somebody answers for until a moment: bound to its fingerprint and to the document's content.

    on is the day it was given; until is the moment from which it is over. where names its line in the waiver file.
    """

    fingerprint: str
    code: str
    uri: str
    sha256: str
    reason: str
    by: str
    on: str
    until: datetime
    where: str = ""


@dataclass(frozen=True, slots=True)
class Attestation:
    """Somebody reviewed this revision of a document on a day, and says that it holds through another day ("": open)."""

    uri: str
    sha256: str
    by: str
    on: str
    until: str = ""
    reason: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A document with what the policy makes of its claims. Nothing here depends on the as-of moment.

    effective is the date that its age counts from. valid_from, expires and review_due are None when not declared.
    no_newer_than is the file's mtime where that may be believed: it can make a document stale, never fresh.
    ahead are the claims of past events that lay in the future when the document was learned. missing are the names of
    the required metadata that it lacks, unfit those whose values break a rule, each with what is wrong. doubtful are
    the date claims whose day and month nothing tells apart: they count for nothing; unread are fields named as dates
    that hold none. release is the live release that the document belongs to ("" for none). canonical says that the
    policy names its place as the one that counts; authority grows with the weight that the policy gives to what it
    says (0 for none).
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
    unfit: tuple[tuple[str, str], ...] = ()
    doubtful: tuple[DateClaim, ...] = ()
    unread: tuple[Field, ...] = ()
    release: str = ""
    canonical: bool = False
    authority: int = 0

    @property
    def uri(self) -> str:
        return self.document.uri
