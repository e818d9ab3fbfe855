"""A live index against an audit: what it lacks, what it shouldn't have any more, what doesn't obey the rules."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import Severity, Silent
from kbaudit.retrieval.matching import LEAST_MATCHED, Prefixes, propose
from kbaudit.retrieval.stamps import CONTENT, RULESET, STAMP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.model import Progress
    from kbaudit.retrieval.indexes.base import Index, Point
    from kbaudit.retrieval.matching import Prefixes
    from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.stamps import Fields, Stamp, Stamps

CODES: Final[Mapping[str, str]] = {
    "KB701": "orphaned-point",
    "KB702": "unindexed-document",
    "KB703": "outdated-point",
    "KB704": "unstamped-point",
    "KB705": "outdated-stamp",
}
"""The findings about an index; each has a page in docs/checks."""

_SILENT: Final = Silent()
_MESSAGES: Final[Mapping[str, str]] = {
    "KB701": "{points} points belong to no document of the audit, {served} of them may still be retrieved",
    "KB702": "{documents} documents that may be served have no point: nobody finds them",
    "KB703": "{points} points hold the text of an earlier revision of {documents} documents",
    "KB704": "{points} points of {documents} documents have no stamp: the rules don't know them",
    "KB705": "{points} points of {documents} documents have the stamp of an earlier audit or rule set",
}
_REMEDIES: Final[Mapping[str, str]] = {
    "KB701": "Delete these points, or audit the sources that their documents are in. `rules apply` keeps back those "
    "whose documents were in these sources.",
    "KB702": "Index these documents, then run `kbaudit rules apply`.",
    "KB703": "Index these documents again, then run `kbaudit rules apply`.",
    "KB704": "Run `kbaudit rules apply`, after each run of the ingestion.",
    "KB705": "Run `kbaudit rules apply`.",
}


@dataclass(frozen=True, slots=True)
class IndexFinding:
    """One kind of problem of an index.

    of says which documents (uris, for KB701 the points' values) have how many such points. served counts the points
    among them that a retriever may return although it shouldn't.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    points: int
    served: int
    of: Mapping[str, int]

    @property
    def name(self) -> str:
        return CODES[self.code]


@dataclass(frozen=True, slots=True)
class IndexState:
    """What was found. servable are the documents that may be served, indexed those of them that have a point.

    prefixes are those that would tie the points to documents, where too many of them are tied to none.
    """

    points: int
    servable: int
    indexed: int
    findings: tuple[IndexFinding, ...]
    prefixes: Prefixes | None = None


def check_index(index: Index, rules: Rules, stamps: Stamps, progress: Progress = _SILENT) -> IndexState:
    """Compares every point of an index with the audit's stamps.

    A finding is an error where a wrong passage may be retrieved, or a right one can't be; else a warning.
    """
    count = _Count(rules, stamps)
    progress.begin("reading points", index.size())
    for batch in index.points(text=rules.match.text_field is not None):
        for point in batch:
            count.add(point)
        progress.advance(len(batch))
    return count.state()


class _Count:
    """The points with each problem, by document."""

    def __init__(self, rules: Rules, stamps: Stamps) -> None:
        self._rules, self._stamps = rules, stamps
        self._points = 0
        self._met: set[str] = set()
        self._of: dict[str, Counter[str]] = {code: Counter() for code in CODES}
        self._served: Counter[str] = Counter()

    def add(self, point: Point) -> None:
        self._points += 1
        stamp = self._stamps.of(point.value)
        if stamp is None:
            self._tell("KB701", str(point.value), served=self._may_be_served(point))
            return
        self._met.add(stamp.uri)
        if STAMP not in point.fields:
            self._tell("KB704", stamp.uri, served=self._may_be_served(point))
            return
        fields = stamp.of_point(point.text)
        if point.fields.get(CONTENT) != stamp.content:
            self._tell("KB703", stamp.uri, served=self._may_be_served(point))
            fields = stamp.of_earlier_text(fields)
        self._compare(point, stamp, fields)

    def _compare(self, point: Point, stamp: Stamp, fields: Fields) -> None:
        has, wants = point.fields, (fields[STAMP], self._rules.digest, fields["kb_status"])
        if (has[STAMP], has.get(RULESET), has.get("kb_status")) != wants:
            wrongly = self._may_be_served(point) and fields["kb_status"] == "exclude"
            self._tell("KB705", stamp.uri, served=wrongly)

    def _tell(self, code: str, document: str, *, served: bool) -> None:
        self._of[code][document] += 1
        self._served[code] += served

    def _may_be_served(self, point: Point) -> bool:
        status = point.fields.get("kb_status")
        return self._rules.unknown_documents == "serve" if status is None else status != "exclude"

    def state(self) -> IndexState:
        servable = {uri for uri, stamp in self._stamps.by_uri.items() if stamp.fields["kb_status"] != "exclude"}
        self._of["KB702"].update(dict.fromkeys(servable - self._met, 0))
        found = tuple(self._finding(code) for code in CODES if self._of[code])
        return IndexState(self._points, len(servable), len(servable & self._met), found, self._prefixes())

    def _prefixes(self) -> Prefixes | None:
        lost = self._of["KB701"]
        if sum(lost.values()) <= (1 - LEAST_MATCHED) * self._points:
            return None
        return propose(filter(None, lost), self._stamps.by_uri.keys())

    def _finding(self, code: str) -> IndexFinding:
        of, served = self._of[code], self._served[code]
        points = sum(of.values())
        harmless = code in ("KB701", "KB705") and not served
        return IndexFinding(
            code=code,
            severity=Severity.WARNING if harmless else Severity.ERROR,
            message=_MESSAGES[code].format(points=f"{points:,}", documents=f"{len(of):,}", served=f"{served:,}"),
            remedy=_REMEDIES[code],
            points=points,
            served=served,
            of=dict(sorted(of.items())),
        )
