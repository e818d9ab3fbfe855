"""What a document says of itself, each time with where it says so. Nothing here depends on a policy or on the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbaudit.model.words import DateKind, MarkKind, Origin, State


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A date that a document (or its file system) claims. value is ISO 8601, a date or an aware UTC instant.

    where names the field, or quotes the sentence. raw is the text as it stands there. otherwise is what the claim means
    where its day and month may be meant the other way round: value has the day first, otherwise the month ("" where
    nothing is in doubt).
    """

    kind: DateKind
    value: str
    origin: Origin
    where: str
    raw: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class OwnerClaim:
    """Somebody whom a document names as its owner: a mail address, handle, team or display name."""

    value: str
    origin: Origin
    where: str


@dataclass(frozen=True, slots=True)
class Placed:
    """What is claimed for a file by its place, not by its content: by the history of its repository, by owner files."""

    uri: str
    dates: tuple[DateClaim, ...] = ()
    owners: tuple[OwnerClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class StateClaim:
    """A state that a document declares; where names the field or quotes the sentence; successor as written."""

    state: State
    origin: Origin
    where: str
    successor: str = ""


@dataclass(frozen=True, slots=True)
class VersionClaim:
    """A version that a document states as its own, as written ("2.1"); where names the field or quotes the words."""

    value: str
    origin: Origin
    where: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Something found in a stretch of the text: text[start:end]. label says what, in a few words.

    place is "" for the text, else "title", a field's name, or "hidden"; then start and end are 0. quote is what a
    reader may be shown of it; of secrets and personal data that is nothing. text_sha256 is that of the stretch as it
    was read, where a passage is spoiled as a whole; digest tells two values of one kind apart, giving neither away.
    """

    kind: MarkKind
    label: str
    start: int = 0
    end: int = 0
    place: str = ""
    quote: str = ""
    text_sha256: str = ""
    digest: str = ""
