"""The values that report.html is laid out from: texts cut to length, links resolved, what is left out counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbaudit.reports.readiness import Readiness
    from kbaudit.reports.word_changes import Piece


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
class Side:
    """One of two documents: what it is. age is "older", "newer" or "" where nothing tells."""

    place: Place
    title: str
    age: str
    effective: str
    effective_from: str
    owner: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """What two sentences say differently: each kind with both values, and both sentences in pieces."""

    values: tuple[tuple[str, str, str], ...]
    a: tuple[Piece, ...]
    b: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """Two documents side by side. replaced: the second one takes the first one's place. left counts more contrasts."""

    a: Side
    b: Side
    replaced: bool
    why: str
    alike: str
    contrasts: tuple[Contrast, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding as shown. left counts affected documents that aren't listed, pairs_left pairs that aren't shown."""

    code: str
    name: str
    severity: str
    status: str
    since: str
    effect: str
    consequence: str
    waived: str
    place: Place
    passage: str
    message: str
    remedy: str
    evidence: tuple[Proof, ...]
    pairs: tuple[Sides, ...]
    pairs_left: int
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
class Matter:
    """All open findings of one kind in a few lines; where says in which folders, left counts findings not shown.

    share is that of the documents ("17 %", or "" for hardly any), count says how many findings there are.
    """

    code: str
    name: str
    severity: str
    effect: str
    consequence: str
    share: str
    count: str
    findings: int
    documents: int
    folders: tuple[tuple[str, int], ...]
    where: str
    known: bool
    remedy: str
    examples: tuple[Problem, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """A passage that many documents share, and a few of them."""

    documents: str
    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A document in the register.

    withheld is why it isn't served where no finding says so. The losers are the claims that didn't win, in words.
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
    owner_losers: tuple[str, ...]
    effective: str
    effective_from: str
    effective_losers: tuple[str, ...]
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
class Change:
    """A finding that appeared or was fixed since an earlier audit."""

    code: str
    name: str
    severity: str
    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class History:
    """What changed since an earlier audit, in a sentence and one by one; *_left count what isn't listed."""

    said: str
    run: str
    appeared: tuple[Change, ...]
    appeared_left: int
    fixed: tuple[Change, ...]
    fixed_left: int


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
    waived: int
    matters: tuple[Matter, ...]
    top: int
    groups: tuple[CodeGroup, ...]
    families: tuple[Lineage, ...]
    families_left: int
    repeated: tuple[Boilerplate, ...]
    rows: tuple[Row, ...]
    rows_left: int
    skipped: tuple[Missing, ...]
    skipped_left: int
    skip_counts: tuple[tuple[str, int], ...]
    history: History | None
