"""Stamps written onto the points of a live index: only what changed, only fields that begin with kb_, safe to repeat.

One pass reads the points and tells what has to be written; nothing is written before it's known that the points are
those of the audit's documents. Where a run was stopped the next one goes on: it finds what is written unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kbaudit.errors import UsageError
from kbaudit.model import Silent
from kbaudit.retrieval.indexes.base import BATCH
from kbaudit.retrieval.matching import Prefixes, propose
from kbaudit.retrieval.rules import digest
from kbaudit.retrieval.stamps import CONTENT, RULESET, STAMP, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kbaudit.model import Progress
    from kbaudit.retrieval.indexes.base import Index, Point
    from kbaudit.retrieval.rule_file import Rules
    from kbaudit.retrieval.stamps import Fields, Stamp, Stamps

LEAST_MATCHED: Final = 0.95  # below it a wrong prefix is likelier than so many lost documents
ORPHANED_CODE: Final = "KB701"
_SHOWN: Final = 5
_SILENT: Final = Silent()
_SAMPLE: Final = 10_000  # values of unmatched points that are kept for the message

Change = tuple[object, "Fields"]


@dataclass(frozen=True, slots=True)
class Applied:
    """What was (or, on a dry run, would be) done to an index of `points` points.

    unmatched are points without a document, orphaned those of them that an earlier audit had stamped: they are stamped
    `exclude`. outdated hold the text of an earlier revision of their document. passages are points kept out for their
    text alone. missing are documents that may be served and have no point; examples are values of unmatched points.
    unenforced are documents with passages that are kept out, where the points' texts aren't read.
    """

    points: int = 0
    stamped: int = 0
    unchanged: int = 0
    unmatched: int = 0
    orphaned: int = 0
    outdated: int = 0
    passages: int = 0
    missing: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    unenforced: int = 0

    @property
    def matched_share(self) -> float:
        return (self.points - self.unmatched) / self.points if self.points else 0.0


class Unmatched(UsageError):
    """Too few points are tied to a document; prefixes are those that would tie more, None where there are none."""

    def __init__(self, message: str, prefixes: Prefixes | None) -> None:
        self.prefixes = prefixes
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Applying:
    """How to apply. dry_run writes nothing. allow_unmatched goes on below 95 % of matched points.

    reindexed takes it that the points hold the current texts, also where their stamps name an earlier content.
    """

    dry_run: bool = False
    allow_unmatched: bool = False
    reindexed: bool = False


_USUAL: Final = Applying()


def apply(index: Index, rules: Rules, stamps: Stamps, how: Applying = _USUAL, progress: Progress = _SILENT) -> Applied:
    """Stamps the points of an index.

    Raises Unmatched, before anything is written, where less than 95 % of the points belong to a document of the audit.
    """
    plan = _Plan(rules, stamps, how)
    progress.begin("reading points", index.size())
    for batch in index.points(text=rules.match.text_field is not None):
        for point in batch:
            plan.add(point)
        progress.advance(len(batch))
    done = plan.outcome()
    if done.points and done.matched_share < LEAST_MATCHED and not how.allow_unmatched:
        raise _refused(done, plan.values, rules, stamps)
    if plan.changes and not how.dry_run:
        progress.begin("stamping", len(plan.changes))
        index.prepare()
        for changes in _batches(plan.changes):
            index.write(changes)
            progress.advance(len(changes))
    return done


class _Plan:
    """What has to be written, gathered point by point."""

    def __init__(self, rules: Rules, stamps: Stamps, how: Applying) -> None:
        self._rules, self._stamps, self._reindexed = rules, stamps, how.reindexed
        self._count = dict.fromkeys(("points", "unchanged", "unmatched", "orphaned", "outdated", "passages"), 0)
        self._met: set[str] = set()
        self._kept_out: dict[tuple[str, tuple[str, ...]], Fields] = {}
        self.values: list[str] = []
        self.changes: list[Change] = []

    def add(self, point: Point) -> None:
        self._count["points"] += 1
        stamp = self._stamps.of(point.value)
        if stamp is None:
            self._orphan(point)
            return
        self._met.add(stamp.uri)
        fields = self._fields(stamp, point.text)
        outdated = not self._reindexed and point.fields.get(CONTENT) not in (None, stamp.content)
        self._count["outdated"] += outdated
        if (point.fields.get(STAMP), point.fields.get(RULESET)) == (fields[STAMP], self._rules.digest) and (
            outdated or point.fields.get(CONTENT) == stamp.content
        ):
            self._count["unchanged"] += 1
            return
        written = {**fields, RULESET: self._rules.digest}
        if outdated:  # the point's own text is of that content: so says the stamp until it's indexed again
            del written[CONTENT]
        self.changes.append((point.id, written))

    def outcome(self) -> Applied:
        servable = {uri for uri, stamp in self._stamps.by_uri.items() if stamp.fields["kb_status"] != "exclude"}
        return Applied(
            **self._count,
            stamped=len(self.changes),
            missing=tuple(sorted(servable - self._met)),
            examples=tuple(sorted(set(self.values))[:_SHOWN]),
            unenforced=0 if self._rules.match.text_field else self._stamps.with_passages,
        )

    def _fields(self, stamp: Stamp, text: str) -> Fields:
        """Of one document the points share their fields: a hundred thousand of them take no room of their own."""
        reasons = stamp.reasons_against(text)
        if not reasons:
            return stamp.fields
        self._count["passages"] += 1
        key = (stamp.uri, reasons)
        if key not in self._kept_out:
            self._kept_out[key] = stamp.without_passage(reasons)
        return self._kept_out[key]

    def _orphan(self, point: Point) -> None:
        """A point of no document: what an audit said of it once holds no more."""
        self._count["unmatched"] += 1
        if len(self.values) < _SAMPLE:
            self.values.append(str(point.value))
        if "kb_status" in point.fields:
            self._count["orphaned"] += 1
            gone: Fields = {"kb_status": "exclude", "kb_reasons": [ORPHANED_CODE]}
            gone = {**gone, STAMP: digest(gone), RULESET: self._rules.digest}
            if all(point.fields.get(name) == gone[name] for name in (STAMP, RULESET)):
                self._count["unchanged"] += 1
            else:
                self.changes.append((point.id, gone))


def _batches(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    for start in range(0, len(changes), BATCH):
        yield changes[start : start + BATCH]


def _refused(done: Applied, values: Iterable[str], rules: Rules, stamps: Stamps) -> Unmatched:
    match = rules.match
    prefixes = propose(values, stamps.by_uri.keys())
    message = (
        f"only {done.points - done.unmatched:,} of {done.points:,} points belong to a document of the audit "
        f"({done.matched_share:.0%}, at least {LEAST_MATCHED:.0%} are needed), so nothing was written. "
        f"{match.field} is, for instance, {done.examples[0]!r}, which is taken for {uri_of(done.examples[0], match)!r}"
    )
    if prefixes:
        wanted = replace(match, strip_prefix=prefixes.strip_prefix, add_prefix=prefixes.add_prefix)
        message += (
            f"; strip_prefix: {wanted.strip_prefix!r} with add_prefix: {wanted.add_prefix!r} under retrieval.match in "
            f"the policy would tie {prefixes.share:.0%} of those to a document"
        )
    return Unmatched(f"{message} (--allow-unmatched writes all the same)", prefixes)
