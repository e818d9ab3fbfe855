"""Which of a document's claims win. Losers are kept: the report shows both.

Date claims are facts and may be wrong, so the rules are facts too: none looks at the as-of moment. A past event
(reviewed, updated, published, created) that lies after the moment the document was learned is not believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateClaim, Dated, DateKind, Origin
from kbaudit.signals.date_clauses import writer_of
from kbaudit.signals.dates import may_be_due

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import tzinfo

    from kbaudit.model import OwnerClaim, Period

_LATEST: Final = datetime(9999, 12, 31, tzinfo=UTC)
_EARLIEST: Final = datetime(1, 1, 1, tzinfo=UTC)
_DATE_LENGTH: Final = len("2024-03-03")
_AGE_KINDS: Final = (DateKind.REVIEWED, DateKind.UPDATED, DateKind.EFFECTIVE, DateKind.PUBLISHED, DateKind.CREATED)
_AGE_RANK: Final = {kind: rank for rank, kind in enumerate(_AGE_KINDS)}
_PAST_EVENTS: Final = frozenset(_AGE_KINDS) - {DateKind.EFFECTIVE}
_NOT_STATED: Final = frozenset({Origin.PATH, Origin.GIT, Origin.MTIME})
_BESIDE: Final = frozenset({Origin.PROPERTIES, Origin.PATH, Origin.GIT})
_FAR: Final = {Origin.PATH: 2, Origin.GIT: 3}
_ZONES_DIFFER_BY: Final = timedelta(days=1)
_BY_THE_EDITOR: Final = frozenset({DateKind.UPDATED, DateKind.CREATED})  # what software writes into properties

_AUTHOR_NAMES: Final = frozenset({"author", "authors", "contributor", "contributors", "creator", "lastmodifiedby"})

Key = tuple[float, ...]
_UNKNOWN: Final = Dated()


@dataclass(frozen=True, slots=True)
class Trust:
    """How far the kinds of places are believed: rank 0 first.

    preferred are those beside the document that the policy itself names: what they say counts as stated in it.
    """

    ranks: Mapping[Origin, int]
    preferred: frozenset[Origin] = frozenset()

    @classmethod
    def of(cls, named: Sequence[Origin] = ()) -> Trust:
        """Those named first, in their order; the rest follow in the default one."""
        order = (*named, *(origin for origin in Origin if origin not in named))
        return cls({origin: rank for rank, origin in enumerate(order)}, frozenset(named) & _BESIDE)


AS_USUAL: Final = Trust.of()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns claimed dates into moments: a date begins at midnight of the policy's zone."""

    zone: tzinfo
    _begins: dict[str, datetime] = field(default_factory=dict, repr=False, compare=False)

    def begins(self, value: str) -> datetime:
        """The moment a claimed value means: the first one of a date, an instant itself."""
        known = self._begins.get(value)
        if known is None:
            known = self._begins[value] = self._moment(value)
        return known

    def ends(self, value: str) -> datetime:
        """The moment a claimed value is over: the next midnight of a date, an instant itself."""
        return self.midnight(date.fromisoformat(value), days=1) if len(value) == _DATE_LENGTH else self.begins(value)

    def day(self, value: str) -> date:
        """The day of a claimed value, in the policy's zone."""
        if len(value) == _DATE_LENGTH:
            return date.fromisoformat(value)
        return datetime.fromisoformat(value).astimezone(self.zone).date()

    def midnight(self, day: date, *, days: int = 0) -> datetime:
        """The first moment of a day, or of one so many days later, within what a datetime can hold."""
        try:
            return datetime.combine(day + timedelta(days=days), time(), tzinfo=self.zone).astimezone(UTC)
        except OverflowError:  # the first or the last day there is, in a zone beside UTC
            return _EARLIEST if day.year == 1 else _LATEST

    def _moment(self, value: str) -> datetime:
        if len(value) == _DATE_LENGTH:
            return self.midnight(date.fromisoformat(value))
        return datetime.fromisoformat(value).astimezone(UTC)


def effective(claims: Sequence[DateClaim], learned_at: datetime, calendar: Calendar, trust: Trust = AS_USUAL) -> Dated:
    """The date that a document's age counts from.

    What is stated comes before what an editor wrote into the properties, that before the path; then by kind of event,
    then by origin, then the latest. Disbelieved claims lose. Where the policy names properties or paths itself, what
    they say counts as stated.
    """
    about_age = [claim for claim in claims if claim.kind in _AGE_RANK]
    return _winner(
        about_age,
        calendar.begins,
        trust,
        standing=lambda claim: (_distance(claim, trust), _AGE_RANK[claim.kind]),
        believed=lambda claim: _believed(claim, learned_at, calendar),
    )


def valid_from(claims: Sequence[DateClaim], calendar: Calendar, trust: Trust = AS_USUAL) -> Dated:
    """The moment from which a document says it applies, past or future."""
    begins = [claim for claim in claims if claim.kind is DateKind.EFFECTIVE]
    return _winner(begins, calendar.begins, trust) if begins else _UNKNOWN


def expires(claims: Sequence[DateClaim], calendar: Calendar, trust: Trust = AS_USUAL) -> Dated:
    """The moment from which a document isn't valid any more: a date means through that day."""
    ends = [claim for claim in claims if claim.kind is DateKind.VALID_UNTIL]
    return _winner(ends, calendar.ends, trust) if ends else _UNKNOWN


def review_due(
    claims: Sequence[DateClaim],
    review_every: Period | None,
    learned_at: datetime,
    calendar: Calendar,
    trust: Trust = AS_USUAL,
) -> Dated:
    """The moment after the day on which a review is due: the day declared, else the last review plus the rhythm.

    A declared day that the last review has already met is no longer due.
    """
    reviews = [claim for claim in claims if claim.kind is DateKind.REVIEWED]
    stated = [claim for claim in claims if claim.kind is DateKind.REVIEW_DUE]
    plans = [claim for claim in reviews if not _believed(claim, learned_at, calendar) and may_be_due(claim)]
    if not stated and not plans and (review_every is None or not reviews):
        return _UNKNOWN
    last = _winner(
        reviews,
        calendar.begins,
        trust,
        believed=lambda claim: _believed(claim, learned_at, calendar),
    )
    declared = _winner(
        [*stated, *plans],
        calendar.ends,
        trust,
        believed=lambda claim: last.at is None or calendar.ends(claim.value) > last.at,
    )
    if declared.claim or review_every is None or last.claim is None:
        return declared
    return _due_by_rhythm(last.claim, review_every, calendar, declared.losers)


def ahead(claims: Sequence[DateClaim], learned_at: datetime, calendar: Calendar) -> tuple[DateClaim, ...]:
    """The past events that lay more than a day ahead when the document was learned: zones differ by less than that.

    A date in a path isn't stated of the document: it may be that of a plan.
    """
    latest = learned_at + _ZONES_DIFFER_BY
    return tuple(
        [
            claim
            for claim in claims
            if claim.kind in _PAST_EVENTS
            and claim.origin not in _NOT_STATED
            and calendar.begins(claim.value) > latest
            and not may_be_due(claim)
        ]
    )


def _winner(
    claims: Sequence[DateClaim],
    moment: Callable[[str], datetime],
    trust: Trust,
    *,
    standing: Callable[[DateClaim], Key] = lambda _: (),
    believed: Callable[[DateClaim], bool] = lambda claim: claim.origin is not Origin.MTIME,
) -> Dated:
    """The believed claim of the best standing, then of the most trusted origin, then the latest one."""
    if not claims:
        return _UNKNOWN
    if len(claims) == 1:  # as it is for nearly all documents and kinds
        alone = claims[0]
        return Dated(moment(alone.value), alone) if believed(alone) else Dated(losers=(alone,))

    def place(claim: DateClaim) -> tuple[bool, Key, int, float, str]:
        latest_first = -moment(claim.value).timestamp()
        return not believed(claim), standing(claim), trust.ranks[claim.origin], latest_first, claim.where

    ranked = sorted(claims, key=place)
    if not believed(ranked[0]):
        return Dated(losers=tuple(ranked))
    return Dated(moment(ranked[0].value), ranked[0], tuple(ranked[1:]))


def _believed(claim: DateClaim, learned_at: datetime, calendar: Calendar) -> bool:
    if claim.origin is Origin.MTIME:
        return False
    return claim.kind not in _PAST_EVENTS or calendar.begins(claim.value) <= learned_at


def _distance(claim: DateClaim, trust: Trust) -> int:
    """How far a claim is from being stated in the document: 0 stated, 1 by the editor, 2 by the path, 3 by a change."""
    if claim.origin in trust.preferred:
        return 0
    if claim.origin in _FAR:
        return _FAR[claim.origin]
    return int(claim.origin is Origin.PROPERTIES and claim.kind in _BY_THE_EDITOR)


def _due_by_rhythm(last: DateClaim, every: Period, calendar: Calendar, losers: tuple[DateClaim, ...]) -> Dated:
    """The due date that a set makes of a review: by calendar days, so that summer time doesn't shift it."""
    day = every.after(datetime.combine(calendar.day(last.value), time(), tzinfo=UTC)).date()
    where = f"{last.where}, and review_every: {every}"
    claim = DateClaim(DateKind.REVIEW_DUE, day.isoformat(), Origin.POLICY, where, raw=last.raw or last.value)
    return Dated(calendar.midnight(day, days=1), claim, losers)


def is_author(claim: OwnerClaim) -> bool:
    """Whether the claim names who wrote the text. ms.author is who answers for it (Microsoft's documentation)."""
    if claim.origin is Origin.SENTENCE:
        return bool(writer_of(claim.where))
    return claim.origin is not Origin.POLICY and _names_an_author(claim.where)


@lru_cache(maxsize=4096)
def _names_an_author(field: str) -> bool:
    field = field.casefold()
    return field != "ms.author" and re.sub(r"[^a-z]", "", re.split(r"[.:/ ]", field)[-1]) in _AUTHOR_NAMES
