"""The one door to the catalog file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from kbaudit.catalog import arrivals, candidates, comparisons, documents, history, kept, placed, repeated, runs, seen
from kbaudit.catalog.session import Session, open_session

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from types import TracebackType

    from kbaudit.catalog.arrivals import Crawl
    from kbaudit.catalog.documents import Linked
    from kbaudit.catalog.encoding import Structure
    from kbaudit.catalog.kept import Kind, Value
    from kbaudit.catalog.repeated import Shared
    from kbaudit.catalog.values import KnownFile, PastRun
    from kbaudit.model import (
        Changes,
        Comparison,
        Document,
        Finding,
        History,
        Learned,
        Pair,
        Placed,
        Run,
        Skipped,
        Source,
        Status,
        Summary,
        Told,
    )

MEMORY_LIMIT: Final = "256MB"  # what DuckDB may keep in memory; beyond it writes to the disk, beside the catalog


class Catalog:
    """Everything that was learned, in one DuckDB file. One process has it at a time; every write is whole or not there.

    sources=None means all that the catalog holds. A content is named by its key: sha256, ":" and kind.
    Any method may raise CatalogError: the file is damaged, or the disk is full. It is long because it is the only door:
    each method hands over to the module of its name, and holds no SQL of its own but two lists of sources.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._crawl: Crawl | None = None
        self._candidates_of: tuple[str, ...] | None = None
        self._has_candidates = False
        self._contents: dict[tuple[str, ...] | None, str] = {}

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, memory_limit: str = MEMORY_LIMIT) -> Self:
        """The catalog at path, made with its folder if there is none. memory_limit as DuckDB writes it ("1GB").

        Raises CatalogInUse if another process holds it, CatalogError if it's damaged, foreign or of another schema.
        """
        return cls(open_session(path, read_only=read_only, memory_limit=memory_limit))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._session.close()

    # A crawl: begin, then known and record in any order, then finish. One that isn't finished is taken up by the next.

    def begin_crawl(self, sources: Sequence[Source], at: datetime, learner: str) -> None:
        """From now on the sources count as incompletely crawled. learner is the version of all that makes facts."""
        self._crawl = arrivals.begin(self._session, sources, at, learner)
        self._changed()

    def known(self, source: str) -> Mapping[str, KnownFile]:
        """The live files of a source by uri: what needs not be opened, or not be learned, again."""
        return arrivals.known(self._session, source, self._going().learner)

    def record(self, batch: Sequence[Learned]) -> None:
        """What came of files, written at once. The last one given of a uri counts."""
        self._arrive(batch, ())

    def record_skipped(self, batch: Sequence[Skipped]) -> None:
        """What the crawler itself skipped: links, sockets, closed folders."""
        self._arrive((), batch)

    def record_unchanged(self, uris: Iterable[str]) -> None:
        """Files that were met and needn't be opened; what is attached to them is there too."""
        self._going().meet(uris)

    def record_ignored(self, source: str, count: int) -> None:
        """How many files of the source the patterns left out, in all."""
        arrivals.set_ignored(self._session, source, count)

    def record_left_out(self, source: str, files: Iterable[tuple[str, str]]) -> None:
        """Which files of the source the patterns left out, each with its pattern."""
        seen.record_left_out(self._session, source, files)

    def finish_crawl(self, *, complete: bool = True) -> None:
        """Files not met leave the live set and stay in history; not so if the crawl isn't complete."""
        if complete:
            arrivals.finish(self._session, self._going())
        self._crawl = None
        self._changed()

    def uris(self, source: str) -> Sequence[str]:
        """The uris of the live documents of a source, sorted."""
        return placed.uris(self._session, source)

    def state_of_places(self, source: str) -> str:
        """What the claims by place of a source were made of, "" where there are none yet."""
        return placed.state(self._session, source)

    def record_placed(self, source: str, state: str, claims: Iterable[Placed], unread: Iterable[Skipped] = ()) -> None:
        """What is claimed for the files of a source by their place, in place of all that was; state says of what.

        unread are the owner files that can't be read.
        """
        placed.record(self._session, source, state, claims, unread)

    # What it holds.

    def sources(self, sources: Sequence[str] | None = None) -> tuple[str, ...]:
        """The names of those sources that were ever crawled, sorted."""
        return tuple(name for name, _, _ in self._crawled(sources))

    def learners(self, sources: Sequence[str] | None = None) -> tuple[str, ...]:
        """The versions of what made the facts of the sources, sorted."""
        rows = self._session.rows("SELECT name, learner FROM sources")
        return tuple(sorted({learner for name, learner in rows if sources is None or name in sources}))

    def is_complete(self, sources: Sequence[str] | None = None) -> bool:
        """Whether the last crawl of each source came to its end."""
        return all(complete for _, complete, _ in self._crawled(sources))

    def ignored(self, sources: Sequence[str] | None = None) -> int:
        """How many files the patterns left out."""
        return sum(count for _, _, count in self._crawled(sources))

    def left_out(self, sources: Sequence[str] | None = None) -> list[tuple[str, str]]:
        """Which files the patterns left out, each with its pattern, sorted; a crawl may have only counted them."""
        return seen.left_out(self._session, sources)

    def unhashed(self, sources: Sequence[str] | None = None) -> list[tuple[str, int, int]]:
        """The skipped files whose sha256 nobody knows, sorted: uri, size, mtime in nanoseconds."""
        return seen.unhashed(self._session, sources)

    def record_hashes(self, hashes: Iterable[tuple[str, int, int, str]]) -> None:
        """The sha256 of files as they were: uri, size, mtime in nanoseconds, sha256."""
        seen.record_hashes(self._session, hashes)

    def skipped_contents(self, sources: Sequence[str] | None = None) -> Mapping[str, str]:
        """The sha256 of the skipped files as they were met, by uri, where it's known."""
        return seen.skipped_contents(self._session, sources)

    def documents(self, sources: Sequence[str] | None = None) -> Iterator[Document]:
        """The live documents sorted by uri."""
        return documents.documents(self._session, sources)

    def placed(self, sources: Sequence[str] | None = None) -> Mapping[str, Placed]:
        """What is claimed for files by their place, by uri."""
        return placed.held(self._session, sources)

    def skipped(self, sources: Sequence[str] | None = None) -> tuple[Skipped, ...]:
        """The live files that are no documents, and the owner files that can't be read, sorted by uri."""
        return placed.with_unread(self._session, sources, documents.skipped(self._session, sources))

    def texts(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The texts of contents by key; unknown keys are left out."""
        return documents.texts(self._session, keys)

    def structures(self, keys: Sequence[str]) -> Mapping[str, Structure]:
        """How contents are built, by key: passages, links, images, anchors. Unknown keys are left out."""
        return documents.structures(self._session, keys)

    def linked(self, sources: Sequence[str] | None = None) -> Iterator[Linked]:
        """What ties each live document to others, sorted by uri, one by one."""
        return documents.linked(self._session, sources)

    # What was measured and judged.

    def candidate_pairs(
        self, sources: Sequence[str] | None = None, also: Iterable[tuple[str, str]] = ()
    ) -> list[tuple[str, str]]:
        """The keys of contents that may resemble one another and were never measured, sorted, a < b.

        also are pairs that are candidates for other reasons than their sketches: pairs() then returns them too.
        """
        self._find_candidates(sources)
        candidates.add(self._session, also)
        return candidates.unmeasured(self._session)

    def record_pairs(self, pairs: Iterable[Pair]) -> None:
        """Keep what was measured, in parts: a run that is killed loses little."""
        candidates.record(self._session, pairs)

    def pairs(self, sources: Sequence[str] | None = None) -> list[Pair]:
        """The measured candidates of the sources, sorted."""
        self._find_candidates(sources)
        return candidates.measured(self._session)

    def statement_pairs(self, sources: Sequence[str] | None = None) -> list[tuple[str, str, int]]:
        """Keys of contents that say the same in other values or with must for may, and how often; sorted, a < b."""
        found = candidates.statement_pairs(self._session, sources)
        known = {(a, b) for a, b, _ in found}
        return sorted(found + [one for one in repeated.at_odds(self._session, sources) if one[:2] not in known])

    def comparisons(self, pairs: Sequence[tuple[str, str]], comparer: str) -> list[Comparison]:
        """Those of the pairs of keys that were compared before, by this version of the comparer; sorted."""
        return comparisons.held(self._session, pairs, comparer)

    def uncompared(self, pairs: Sequence[tuple[str, str]], comparer: str) -> list[tuple[str, str]]:
        """Those of the pairs of keys that this version of the comparer hasn't compared; sorted."""
        return comparisons.lacking(self._session, pairs, comparer)

    def record_comparisons(self, compared: Iterable[Comparison], comparer: str) -> None:
        """Keep what was compared, in parts: a run that is killed loses little."""
        comparisons.record(self._session, compared, comparer)

    def shared_anchors(self, sources: Sequence[str] | None, kin: Mapping[str, str]) -> list[Shared]:
        """The anchors that many documents share, in groups, the weightiest first.

        kin names what belongs together by the keys of contents: it counts once.
        """
        return repeated.shared(self._session, sources, kin)

    def holding(self, sources: Sequence[str] | None, anchors: Sequence[Sequence[int]]) -> list[int]:
        """For each collection of anchors how many documents hold any of them."""
        return repeated.holding(self._session, sources, anchors)

    def contents(self, sources: Sequence[str] | None = None) -> str:
        """A digest of the live documents: which there are, of which contents, and who learned what of these."""
        wanted = None if sources is None else tuple(sources)
        if wanted not in self._contents:
            self._contents[wanted] = kept.contents(self._session, wanted)
        return self._contents[wanted]

    def kept(self, kind: Kind[Value], made_of: Iterable[str]) -> Value | None:
        """What the same program worked out from the same things before; None where that isn't kept."""
        return kept.held(self._session, kind, made_of)

    def keep(self, kind: Kind[Value], made_of: Iterable[str], value: Value) -> None:
        """Keep what was worked out, and all that it depends on: few of a kind are kept, the latest used."""
        kept.keep(self._session, kind, made_of, value)

    def record_run(
        self, run: Run, summary: Summary, findings: Iterable[Finding], statuses: Mapping[str, Status] | None = None
    ) -> None:
        """Keep an audit and its findings, as they are before any is rolled up; the same one again replaces itself.

        statuses are what became of the documents, by uri.
        """
        runs.record(self._session, run, summary, findings, statuses or {})

    def runs(self) -> tuple[PastRun, ...]:
        """All audits that were made, by as-of moment."""
        return runs.past(self._session)

    def previous_run(self, run: PastRun) -> PastRun | None:
        """The last complete audit of the same sources with an earlier as-of; under a policy of that name, if any."""
        return runs.previous(self._session, run, run.policy)

    def first_seen(self, run: Run) -> Mapping[str, datetime]:
        """By fingerprint (of a finding's keys), as of when the first audit before the run had it."""
        return runs.first_seen(self._session, run)

    def changes(self, run: Run, findings: Iterable[Finding]) -> Changes | None:
        """What changed since the previous audit; None where there is none, or the run is incomplete."""
        return runs.changes(self._session, run, findings)

    def history(self, run: Run, findings: Iterable[Finding], statuses: Mapping[str, Status]) -> History:
        """What the audits before the run say; findings (before any is rolled up) and statuses are the run's own."""
        return history.history(self._session, run, findings, statuses)

    def told(self, run: str) -> Sequence[tuple[str, Told]]:
        """What an audit told, by its id: each thing by its own fingerprint, with the finding that tells it."""
        return runs.told(self._session, run)

    def roots(self) -> Mapping[str, str]:
        """Where each source lay when it was last crawled."""
        return dict(self._session.rows("SELECT name, root FROM sources ORDER BY name"))

    def _going(self) -> Crawl:
        if self._crawl is None:
            raise ValueError("no crawl has begun")
        return self._crawl

    def _arrive(self, learned: Sequence[Learned], skipped: Sequence[Skipped]) -> None:
        if learned or skipped:
            arrivals.record(self._session, self._going(), learned, skipped)
            self._changed()

    def _changed(self) -> None:
        """What was found out of the contents holds no longer."""
        self._has_candidates = False
        self._contents.clear()

    def _crawled(self, sources: Sequence[str] | None) -> list[tuple[str, bool, int]]:
        return [
            (name, complete, ignored)
            for name, complete, ignored in self._session.rows(
                "SELECT name, complete, ignored FROM sources ORDER BY name"
            )
            if sources is None or name in sources
        ]

    def _find_candidates(self, sources: Sequence[str] | None) -> None:
        wanted = None if sources is None else tuple(sources)
        if not self._has_candidates or self._candidates_of != wanted:
            candidates.find(self._session, wanted)
            self._candidates_of, self._has_candidates = wanted, True
