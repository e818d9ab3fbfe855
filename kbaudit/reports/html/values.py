"""The values that the page is laid out from where it says something at once: texts cut to length, links resolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbaudit.reports.html.ages import Ages
    from kbaudit.reports.html.criteria import Criteria
    from kbaudit.reports.html.exceptions import Exempt
    from kbaudit.reports.html.islands import Island
    from kbaudit.reports.html.trend import Trend
    from kbaudit.reports.html.workload import Workload
    from kbaudit.reports.readiness import Readiness


@dataclass(frozen=True, slots=True)
class Place:
    """A document or folder by its uri; listed where the register has a row for it."""

    uri: str
    listed: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A finding in two lines. change is a value that the newer version changed: what, before and after."""

    place: Place
    message: str
    remedy: str
    change: tuple[str, str, str] | None


@dataclass(frozen=True, slots=True)
class Matter:
    """All open findings of one kind in a few lines; where says in which folders, left counts findings not shown.

    share is that of the documents ("17 %", or "" for hardly any), count says how many findings there are. remedy is set
    where one remedy serves them all.
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
    examples: tuple[Example, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """A passage that many documents share, and a few of them."""

    documents: str
    text: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that appeared or was fixed since an earlier audit."""

    code: str
    name: str
    severity: str
    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed since an earlier audit, in a sentence and one by one; *_left count what isn't listed."""

    said: str
    run: str
    appeared: tuple[Change, ...]
    appeared_left: int
    fixed: tuple[Change, ...]
    fixed_left: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page says at once, and the data that its script shows.

    answer is "Yes", "In part", ...: may this knowledge base be served. reasons are the findings that stand in the way.
    simulated are the document sets whose effects are only told. left_out counts ignored files by pattern.
    top is how many kinds of findings stand in full, rows how many sets and owners a table has.
    """

    answer: str
    verdict: str
    tone: str
    readiness: str
    whole: Readiness
    sets: tuple[Readiness, ...]
    sets_are_folders: bool
    as_of: str
    day: str
    by_severity: dict[str, int]
    waived: int
    matters: tuple[Matter, ...]
    reasons: tuple[Matter, ...]
    top: int
    rows: int
    ages: Ages | None
    workload: Workload | None
    trend: Trend | None
    repeated: tuple[Boilerplate, ...]
    skip_counts: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, int], ...]
    exceptions: tuple[Exempt, ...]
    criteria: Criteria
    simulated: frozenset[str]
    changed: Changed | None
    islands: tuple[Island, ...]
