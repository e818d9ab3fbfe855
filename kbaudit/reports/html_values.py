"""The values that report.html is laid out from: texts cut to length, links resolved, what is left out counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbaudit.reports.readiness import Readiness


@dataclass(frozen=True, slots=True)
class Place:
    """A document or folder by its uri; anchor is "" where the page has no row for it."""

    uri: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence, and the document it points to if any."""

    label: str
    value: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding as shown. left counts affected documents that aren't listed."""

    code: str
    name: str
    severity: str
    status: str
    effect: str
    consequence: str
    place: Place
    passage: str
    message: str
    remedy: str
    evidence: tuple[Proof, ...]
    affected: tuple[Place, ...]
    left: int


@dataclass(frozen=True, slots=True)
class CodeGroup:
    """All findings of one check; remedy is set where one remedy serves them all."""

    code: str
    name: str
    severity: str
    effect: str
    count: str
    documents: str
    remedy: str
    problems: tuple[Problem, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Row:
    """A document in the register.

    withheld is why it isn't served where no finding says so. losers are the date claims that didn't win, in words.
    """

    anchor: str
    uri: str
    title: str
    status: str
    reasons: tuple[str, ...]
    withheld: str
    document_set: str
    owner: str
    owner_from: str
    effective: str
    effective_from: str
    losers: tuple[str, ...]
    expires: str
    kind: str


@dataclass(frozen=True, slots=True)
class Version:
    """A member of a family: where it is, what marks it, and what became of it."""

    place: Place
    label: str
    note: str
    status: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Lineage:
    """A family, oldest member first."""

    title: str
    reason: str
    has_current: bool
    members: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A skipped file."""

    anchor: str
    uri: str
    reason: str
    detail: str
    remedy: str


@dataclass(frozen=True, slots=True)
class View:
    """Everything on the page. *_left count what the page leaves out."""

    verdict: str
    tone: str
    readiness: str
    whole: Readiness
    sets: tuple[Readiness, ...]
    sets_are_folders: bool
    sets_left: int
    as_of: str
    by_severity: dict[str, int]
    top: tuple[Problem, ...]
    groups: tuple[CodeGroup, ...]
    families: tuple[Lineage, ...]
    families_left: int
    rows: tuple[Row, ...]
    rows_left: int
    skipped: tuple[Missing, ...]
    skipped_left: int
    skip_counts: tuple[tuple[str, int], ...]
