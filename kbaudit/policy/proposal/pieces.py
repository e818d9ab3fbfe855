"""What a proposal looks at in each document: where it lies, and which dates, owner and fields it really has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateKind, Origin
from kbaudit.policy.claims import is_author
from kbaudit.policy.govern import inside
from kbaudit.policy.quantities import read_period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from kbaudit.model import Field, Period, Subject

_DECLARED: Final = frozenset({Origin.FRONT_MATTER, Origin.HTML_META})
_NOT_STATED: Final = frozenset({Origin.PROPERTIES, Origin.GIT, Origin.MTIME})
_TABLES: Final = frozenset({"csv", "tsv", "xlsx", "xls", "xlsb", "ods"})
_MAIL: Final = frozenset({"eml", "mbox", "msg"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A document as a proposal sees it. folders are those above it inside its source, the outermost first.

    age_from is the moment that its age counts from; owner is whoever it names itself, "" for a mere writer of a file;
    by_author says that it names who wrote it, as in "Author:". every is the rhythm of reviews that it states.
    """

    subject: Subject
    folders: tuple[str, ...]
    age_from: datetime | None
    reviewed: bool
    owner: str
    by_author: bool
    every: Period | None
    fields: tuple[Field, ...]

    @property
    def uri(self) -> str:
        return self.subject.uri

    @property
    def path(self) -> str:
        """Inside the source."""
        return inside(self.subject.uri)

    @property
    def source(self) -> str:
        return self.subject.document.source

    @property
    def language(self) -> str:
        return self.subject.document.language

    @property
    def dated(self) -> bool:
        """Whether it states a date, or its place does: the time of a file is none."""
        return self.subject.effective.at is not None

    @property
    def content(self) -> str:
        """The class of its content, as far as it asks for rules of its own: "tables", "mail", else ""."""
        kind = self.subject.document.kind
        return "tables" if kind in _TABLES else "mail" if kind in _MAIL else ""


def piece_of(subject: Subject) -> Piece:
    """What a document shows, under any policy that trusts as usual."""
    dates, owner = subject.document.dates, subject.owner
    stated = owner.value if owner.claim and owner.claim.origin not in _NOT_STATED else ""
    return Piece(
        subject,
        folders=tuple(inside(subject.uri).split("/")[:-1]),
        age_from=subject.effective.at or subject.no_newer_than,
        reviewed=any(claim.kind is DateKind.REVIEWED and claim not in subject.ahead for claim in dates),
        owner=stated,
        by_author=bool(stated) and owner.claim is not None and is_author(owner.claim),
        every=next(
            (every for claim in dates if claim.kind is DateKind.REVIEW_DUE and (every := _rhythm(claim.raw))), None
        ),
        fields=tuple(field for field in subject.document.fields if field.origin in _DECLARED),
    )


def share(pieces: Sequence[Piece], having: Iterable[object]) -> float:
    """How many of the pieces have something: the true ones of what is asked of each, 0..1."""
    return sum(map(bool, having)) / len(pieces) if pieces else 0.0


def foremost(values: Iterable[str]) -> tuple[str, float]:
    """The value that most have, and its share of all that have one: ("", 0) where none has."""
    counts = Counter(filter(None, values))
    if not counts:
        return "", 0.0
    value, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return value, most / counts.total()


def _rhythm(text: str) -> Period | None:
    try:
        return read_period(text)
    except ValueError:
        return None
