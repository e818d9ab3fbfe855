"""The inside of a crawl: what has to be read, in which batches, and how what is learned gets into the catalog."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kbaudit.crawlers import FolderCrawler, Ignored
from kbaudit.errors import ExtractionError
from kbaudit.learn import Assignment, skipped
from kbaudit.model import FoundFile, Learned, Skipped, SkipReason
from kbaudit.workers import Cause, Failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kbaudit.catalog import Catalog, KnownFile
    from kbaudit.model import Progress, Source
    from kbaudit.workers import Done

BATCH_FILES, BATCH_BYTES = 16, 2 * 2**20  # what a worker takes at once
PART_FILES, PART_BYTES = 256, 16 * 2**20  # what is written to the catalog at once

_REASONS = {
    Cause.TIME: (SkipReason.TIME_LIMIT, "raise limits.seconds in the policy, or split the file"),
    Cause.MEMORY: (SkipReason.MEMORY_LIMIT, "raise limits.memory in the policy, or split the file"),
    Cause.DIED: (SkipReason.CRASHED, "save it anew in its own program; report it if it opens there"),
    Cause.ERROR: (SkipReason.CRASHED, "this is a fault of kbaudit: report it with the text of the error"),
}


@dataclass(slots=True)
class Todo:
    """What a walk over the sources found: files to read, and the counts of the rest."""

    assignments: list[Assignment] = field(default_factory=list)
    unchanged: int = 0
    skipped: int = 0
    ignored: int = 0


def walk(
    catalog: Catalog, sources: Sequence[Source], crawler: FolderCrawler, size_limit: int, progress: Progress
) -> Todo:
    """Walks the sources: what is unchanged (same size and mtime) is noted as seen, what isn't has to be read."""
    todo = Todo()
    progress.begin("finding", None)
    for source in sources:
        _walk_one(catalog, source, crawler, size_limit, progress, todo)
    return todo


def _walk_one(
    catalog: Catalog, source: Source, crawler: FolderCrawler, size_limit: int, progress: Progress, todo: Todo
) -> None:
    known = catalog.known(source.name)
    unchanged: list[str] = []
    passed_over: list[Skipped] = []
    ignored = 0
    for item in crawler.crawl(source):
        progress.advance(1)
        match item:
            case Ignored():
                ignored += 1
            case Skipped():
                passed_over.append(item)
            case FoundFile():
                before = known.get(item.uri)
                if before and _same(before, item, size_limit):
                    unchanged.append(item.uri)
                else:
                    todo.assignments.append(_assignment(item, before, size_limit))
    catalog.record_unchanged(unchanged)
    catalog.record_skipped(passed_over)
    catalog.record_ignored(source.name, ignored)
    todo.unchanged += len(unchanged)
    todo.skipped += len(passed_over)
    todo.ignored += ignored


def _same(before: KnownFile, found: FoundFile, size_limit: int) -> bool:
    if before.reason is SkipReason.TOO_LARGE and not before.sha256 and found.size <= size_limit:
        return False  # never read, and the limit has been raised since
    return before.fresh and before.size == found.size and before.mtime_ns == found.mtime_ns


def _assignment(found: FoundFile, before: KnownFile | None, size_limit: int) -> Assignment:
    return Assignment(found, before.sha256 if before and before.fresh else "", size_limit)


def batches(assignments: Sequence[Assignment]) -> Iterator[Sequence[Assignment]]:
    """Cuts the assignments into batches that are worth a worker's trip, and small enough to be taken apart."""
    batch: list[Assignment] = []
    size = 0
    for assignment in assignments:
        batch.append(assignment)
        size += assignment.found.size
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def learned(outcome: Done[Assignment, Learned] | Failed[Assignment]) -> Learned:
    """What came of one assignment; a worker that failed on it makes it a skipped file."""
    if not isinstance(outcome, Failed):
        return outcome.value
    reason, remedy = _REASONS[outcome.cause]
    found = outcome.item.found
    return Learned(found, "", "", skipped=skipped(found, ExtractionError(reason, outcome.detail, remedy=remedy)))


class Shelf:
    """Collects what is learned and writes it to the catalog in parts: one writer, a transaction a part."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._part: list[Learned] = []
        self._size = 0
        self.taken = 0
        self.documents = 0

    def put(self, item: Learned) -> None:
        """Takes one in, and writes when a part is full."""
        self._part.append(item)
        self._size += item.found.size
        self.taken += 1
        self.documents += item.skipped is None
        if len(self._part) >= PART_FILES or self._size >= PART_BYTES:
            self.empty()

    def empty(self) -> None:
        """Writes what is there."""
        part, self._part, self._size = self._part, [], 0
        if part:
            self._catalog.record(part)
