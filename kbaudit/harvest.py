"""The inside of a crawl: what has to be read, in which batches, and how what is learned gets into the catalog."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kbaudit.catalog.attached import hosts_of
from kbaudit.crawlers import FolderCrawler, Ignored
from kbaudit.errors import ExtractionError
from kbaudit.extractors import NATIVE, kind_by_name
from kbaudit.learn import Assignment, skipped
from kbaudit.model import FoundFile, Learned, Skipped, SkipReason
from kbaudit.workers import Cause, Failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.catalog import Catalog, KnownFile
    from kbaudit.model import Progress, Source
    from kbaudit.policy.schema_parts import Limits
    from kbaudit.workers import Done

BATCH_FILES, BATCH_BYTES = 16, 2 * 2**20  # what a worker takes at once
PART_FILES, PART_BYTES = 256, 16 * 2**20  # what is written to the catalog at once
NAMED_IGNORED = 200_000  # files of a source that patterns leave out are named up to this number, beyond it counted

_ALONE = frozenset({"doc", "ppt"})  # seconds each: a batch of them would come to its time limit
_MAIL = frozenset({"eml", "mbox", "msg"})

_REASONS = {
    Cause.TIME: (SkipReason.TIME_LIMIT, "raise limits.seconds in the policy, or split the file"),
    Cause.MEMORY: (SkipReason.MEMORY_LIMIT, "raise limits.memory in the policy, or split the file"),
    Cause.DIED: (SkipReason.CRASHED, "save it anew in its own program; report it if it opens there"),
    Cause.ERROR: (SkipReason.CRASHED, "this is a fault of kbaudit: report it with the text of the error"),
}


@dataclass(slots=True)
class Todo:
    """What a walk over the sources found: files to read, and the counts of the rest.

    attached is how many attachments the catalog holds of a file.
    """

    assignments: list[Assignment] = field(default_factory=list)
    attached: dict[str, int] = field(default_factory=dict)
    unchanged: int = 0
    skipped: int = 0
    ignored: int = 0

    def read_by(self, extractor: str) -> None:
        """Says who is to read the files; it's the native extractor where nobody is named."""
        if extractor != NATIVE:
            self.assignments = [replace(each, extractor=extractor) for each in self.assignments]


def walk(
    catalog: Catalog, sources: Sequence[Source], crawler: FolderCrawler, limits: Limits, progress: Progress
) -> Todo:
    """Walks the sources: what is unchanged (same size and mtime) is noted as seen, what isn't has to be read."""
    todo = Todo()
    progress.begin("finding", None)
    for source in sources:
        _walk_one(catalog, source, crawler, limits, progress, todo)
    return todo


def _walk_one(
    catalog: Catalog, source: Source, crawler: FolderCrawler, limits: Limits, progress: Progress, todo: Todo
) -> None:
    known = catalog.known(source.name)
    reopened = _attached(known, limits.file_size, todo.attached)
    unchanged: list[str] = []
    passed_over: list[Skipped] = []
    left_out: list[tuple[str, str]] = []
    ignored = 0
    for item in crawler.crawl(source):
        progress.advance(1)
        match item:
            case Ignored():
                ignored += 1
                if ignored <= NAMED_IGNORED:
                    left_out.append((item.uri, item.pattern))
            case Skipped():
                passed_over.append(item)
            case FoundFile():
                before = known.get(item.uri)
                if before and item.uri not in reopened and _same(before, item, limits.file_size):
                    unchanged.append(item.uri)
                else:
                    held = before.sha256 if before and before.fresh and item.uri not in reopened else ""
                    todo.assignments.append(Assignment(item, held, limits.file_size, limits.seconds))
    catalog.record_unchanged(unchanged)
    catalog.record_skipped(passed_over)
    catalog.record_ignored(source.name, ignored)
    catalog.record_left_out(source.name, left_out)
    todo.unchanged += len(unchanged) + sum(todo.attached.get(uri, 0) for uri in unchanged)
    todo.skipped += len(passed_over)
    todo.ignored += ignored


def _same(before: KnownFile, found: FoundFile, size_limit: int) -> bool:
    if _may_be_read_now(before, found.size, size_limit):
        return False
    return before.fresh and before.size == found.size and before.mtime_ns == found.mtime_ns


def _may_be_read_now(before: KnownFile, size: int, size_limit: int) -> bool:
    """Whether it was too large to be read at all, and the limit has been raised since."""
    return before.reason is SkipReason.TOO_LARGE and not before.sha256 and size <= size_limit


def _attached(known: Mapping[str, KnownFile], size_limit: int, counts: dict[str, int]) -> frozenset[str]:
    """The files with an attachment that may be read now; counts gets the number of attachments of each file."""
    reopened: set[str] = set()
    for uri, before in known.items():
        for host in hosts_of(uri):
            counts[host] = counts.get(host, 0) + 1
            if _may_be_read_now(before, before.size, size_limit):
                reopened.add(host)
    return frozenset(reopened)


def batches(assignments: Sequence[Assignment]) -> Iterator[Sequence[Assignment]]:
    """Cuts the assignments into batches that are worth a worker's trip, and small enough to be taken apart."""
    batch: list[Assignment] = []
    size = 0
    for assignment in assignments:
        if kind_by_name(assignment.found.uri) in _ALONE:
            yield [assignment]
            continue
        batch.append(assignment)
        size += assignment.found.size
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def without_attachments(failed: Failed[Assignment]) -> Assignment | None:
    """A mail that failed is read once more, its attachments unopened: one of them must not cost the mail itself."""
    assignment = failed.item
    if assignment.unopened or kind_by_name(assignment.found.uri) not in _MAIL:
        return None
    reason, _ = _REASONS[failed.cause]
    detail = f"one of the mail's attachments did it: {failed.detail}"
    return replace(assignment, unopened=Skipped("", reason, detail, "save the attachments as files of their own"))


def learned(outcome: Done[Assignment, Learned] | Failed[Assignment]) -> Learned:
    """What came of one assignment; a worker that failed on it makes it a skipped file."""
    if not isinstance(outcome, Failed):
        return outcome.value
    reason, remedy = _REASONS[outcome.cause]
    found = outcome.item.found
    return Learned(found, "", "", skipped=skipped(found, ExtractionError(reason, outcome.detail, remedy=remedy)))


class Shelf:
    """Collects what is learned and writes it to the catalog in parts: one writer, a transaction a part.

    attached is how many attachments the catalog holds of a file: of one that was merely touched they are kept.
    """

    def __init__(self, catalog: Catalog, attached: Mapping[str, int]) -> None:
        self._catalog = catalog
        self._attached = attached
        self._part: list[Learned] = []
        self._size = 0
        self.taken = 0
        self.documents = 0
        self.skipped = 0

    def put(self, item: Learned) -> None:
        """Takes one in, and writes when a part is full."""
        self._part.append(item)
        self._size += item.found.size
        self.taken += 1
        self._count(item)
        if len(self._part) >= PART_FILES or self._size >= PART_BYTES:
            self.empty()

    def empty(self) -> None:
        """Writes what is there."""
        part, self._part, self._size = self._part, [], 0
        if part:
            self._catalog.record(part)

    def _count(self, item: Learned) -> None:
        self.skipped += item.skipped is not None
        self.documents += item.skipped is None
        if not item.facts and not item.skipped:
            self.documents += self._attached.get(item.found.uri, 0)
        for attached in item.attached:
            self._count(attached)
