"""Stamps written onto the points of a live index: only what changed, only fields that begin with kb_, safe to repeat.

One pass reads the points and tells what has to be written; nothing is written before it's known that the points are
those of the audit's documents. Where a run was stopped the next one goes on: it finds what is written unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kbaudit.errors import Unmatched
from kbaudit.model import Silent
from kbaudit.retrieval.indexes.base import BATCH
from kbaudit.retrieval.matching import LEAST_MATCHED, propose
from kbaudit.retrieval.rules import digest
from kbaudit.retrieval.stamps import CONTENT, DOCUMENT, ORPHANED, RULESET, STAMP, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kbaudit.model import Progress
    from kbaudit.retrieval.indexes.base import Index, Point
    from kbaudit.retrieval.rule_file import Rules
    from kbaudit.retrieval.stamps import Fields, Stamp, Stamps

MOST_LOST: Final = 0.5  # of the points at once: beyond it a part of the sources was missing, likelier than deleted
_SHOWN: Final = 5
_SILENT: Final = Silent()
_LONGEST: Final = 300  # characters of such a value: match.field may name the wrong one
_COMPARED: Final = (STAMP, RULESET, CONTENT, "kb_status")  # what tells that a point has its stamp
_SAMPLE: Final = 10_000  # values of unmatched points that are kept for the message

Change = tuple[object, "Fields"]


@dataclass(frozen=True, slots=True)
class Applied:
    """What was (or, on a dry run, would be) done to an index of `points` points.

    unmatched are points without a document, orphaned those of them that an audit of the same sources had stamped: they
    are stamped `exclude`; foreign those that an audit of other sources had: they stay as they are. put_away are
    orphaned points that have that stamp already. outdated hold the
    text of an earlier revision of their document. passages are points kept out for their text alone. missing are
    documents that may be served and have no point; examples are values of unmatched points. unenforced are documents
    with passages that are kept out, where points have no text or it isn't read.
    """

    points: int = 0
    stamped: int = 0
    unchanged: int = 0
    unmatched: int = 0
    orphaned: int = 0
    foreign: int = 0
    put_away: int = 0
    outdated: int = 0
    passages: int = 0
    missing: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    unenforced: int = 0

    @property
    def matched_share(self) -> float:
        """Of the points that no audit has tied to a document that is gone, or to one of other sources."""
        counted = self.points - self.orphaned - self.foreign
        return (self.points - self.unmatched) / counted if counted else 1.0

    @property
    def lost_share(self) -> float:
        """The share of points whose document has gone since they were stamped: most of a folder seldom does."""
        counted = self.points - self.put_away
        return (self.orphaned - self.put_away) / counted if counted else 0.0


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

    Raises Unmatched, before anything is written, where less than 95 % of the points belong to a document of the audit
    (or did, when they were stamped), or where the documents of more than half of them have gone since.
    """
    plan = _Plan(rules, stamps, how)
    progress.begin("reading points", index.size())
    for batch in index.points(text=rules.match.text_field is not None):
        for point in batch:
            plan.add(point)
        progress.advance(len(batch))
    done = plan.outcome()
    if not how.allow_unmatched:
        _refuse(done, plan.values, rules, stamps)
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
        self._count = dict.fromkeys(
            ("points", "unchanged", "unmatched", "orphaned", "foreign", "put_away", "outdated", "passages"), 0
        )
        self._sources = {uri.partition("/")[0] for uri in stamps.by_uri}
        self._met: set[str] = set()
        self._unread: set[str] = set()  # documents with passages that are kept out, and points without a text
        self._kept_out: dict[tuple[str, tuple[str, ...]], Fields] = {}
        self._written: dict[tuple[str, bool], Fields] = {}
        gone: Fields = {"kb_status": "exclude", "kb_reasons": [ORPHANED]}
        self._gone: Fields = {**gone, STAMP: digest(gone), RULESET: rules.digest}
        self.values: list[str] = []
        self.changes: list[Change] = []

    def add(self, point: Point) -> None:
        self._count["points"] += 1
        stamp = self._stamps.of(point.value)
        if stamp is None:
            self._orphan(point)
            return
        self._met.add(stamp.uri)
        if stamp.passages and not point.text:
            self._unread.add(stamp.uri)
        fields = self._fields(stamp, point.text)
        outdated = not self._reindexed and point.fields.get(CONTENT) not in (None, stamp.content)
        self._count["outdated"] += outdated
        written = self._as_written(stamp, fields, outdated=outdated)
        if all(point.fields.get(name) == written[name] for name in _COMPARED if name in written):
            self._count["unchanged"] += 1
        else:
            self.changes.append((point.id, written))

    def outcome(self) -> Applied:
        servable = {uri for uri, stamp in self._stamps.by_uri.items() if stamp.fields["kb_status"] != "exclude"}
        return Applied(
            **self._count,
            stamped=len(self.changes),
            missing=tuple(sorted(servable - self._met)),
            examples=tuple(sorted(set(self.values))[:_SHOWN]),
            unenforced=len(self._unread) if self._rules.match.text_field else self._stamps.with_passages,
        )

    def _as_written(self, stamp: Stamp, fields: Fields, *, outdated: bool) -> Fields:
        """What is written of a stamp, once for all points that share it: a million of them take no room of their own.

        An outdated point's own text is of another content: so says its stamp until it's indexed again.
        """
        key = (f"{stamp.uri}\0{fields[STAMP]}", outdated)
        if key not in self._written:
            held = stamp.of_earlier_text(fields) if outdated else fields
            self._written[key] = {**held, RULESET: self._rules.digest}
        return self._written[key]

    def _fields(self, stamp: Stamp, text: str) -> Fields:
        reasons = stamp.reasons_against(text)
        if not reasons:
            return stamp.fields
        self._count["passages"] += 1
        key = (stamp.uri, reasons)
        if key not in self._kept_out:
            self._kept_out[key] = stamp.without_passage(reasons)
        return self._kept_out[key]

    def _orphan(self, point: Point) -> None:
        """A point of no document: what an audit of these sources said of it once holds no more."""
        self._count["unmatched"] += 1
        if len(self.values) < _SAMPLE:
            self.values.append("" if point.value is None else str(point.value)[:_LONGEST])
        if "kb_status" not in point.fields or point.fields.get(DOCUMENT) in self._stamps.by_uri:
            return  # never tied to a document, or to one that is still there: then the prefixes are others now
        if self._is_foreign(point):
            self._count["foreign"] += 1
            return
        self._count["orphaned"] += 1
        if all(point.fields.get(name) == self._gone[name] for name in _COMPARED if name in self._gone):
            self._count["unchanged"] += 1
            self._count["put_away"] += 1
        else:
            self.changes.append((point.id, self._gone))

    def _is_foreign(self, point: Point) -> bool:
        """Whether its stamp is of an audit of other sources: several audits may share an index."""
        source, slash, _ = str(point.fields.get(DOCUMENT, "")).partition("/")
        return bool(slash) and source not in self._sources


def _batches(changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    for start in range(0, len(changes), BATCH):
        yield changes[start : start + BATCH]


def _refuse(done: Applied, values: Iterable[str], rules: Rules, stamps: Stamps) -> None:
    """Raises Unmatched where what would be written can't be meant."""
    if done.points and done.matched_share < LEAST_MATCHED:
        raise _refused(done, values, rules, stamps)
    if done.lost_share > MOST_LOST:
        raise Unmatched(
            f"the documents of {done.orphaned - done.put_away:,} of {done.points:,} points have gone since they were "
            f"stamped ({done.lost_share:.0%}), so nothing was written: was the whole of the sources there when they "
            "were audited? If they were deleted, say --allow-unmatched",
            None,
        )


def _refused(done: Applied, values: Iterable[str], rules: Rules, stamps: Stamps) -> Unmatched:
    match = rules.match
    prefixes = propose(filter(None, values), stamps.by_uri.keys())
    example = next(filter(None, done.examples), "")
    message = (
        f"only {done.points - done.unmatched:,} of {done.points:,} points belong to a document of the audit "
        f"({done.matched_share:.0%}, at least {LEAST_MATCHED:.0%} are needed), so nothing was written. "
    ) + (
        f"{match.field} is, for instance, {example!r}, which is taken for {uri_of(example, match)!r}"
        if example
        else f"They have no {match.field}, or nothing in it: retrieval.match in the policy has to name the right field"
    )
    if prefixes:
        wanted = replace(match, strip_prefix=prefixes.strip_prefix, add_prefix=prefixes.add_prefix)
        message += (
            f"; strip_prefix: {wanted.strip_prefix!r} with add_prefix: {wanted.add_prefix!r} under retrieval.match in "
            f"the policy would tie {prefixes.share:.0%} of those to a document"
        )
    return Unmatched(f"{message} (--allow-unmatched writes all the same)", prefixes)
