"""The story of a run: crawl() learns, judge() examines and concludes; audit() is both in a row.

Nothing here prints or exits. The caller opens the catalog; workers are supervised; what was learned before the user
stops a run is kept. harvest.py has the inside of a crawl, kinships.py that of families and relations, follow.py that of
judging links, conclude.py a report's.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kbaudit.checks.judge import in_force, marked, roll_up, run_checks
from kbaudit.conclude import by_pattern, counted, enough_read, identified, known_as_reported, rule_settings, seen_before
from kbaudit.crawlers import FolderCrawler
from kbaudit.errors import Interrupted
from kbaudit.extractors import NATIVE
from kbaudit.follow import follow_links
from kbaudit.harvest import Shelf, batches, learned, walk, without_attachments
from kbaudit.kept_out import kept_out
from kbaudit.kinships import find_kinships
from kbaudit.learn import learn, learner, prepare
from kbaudit.model import Corpus, Report, Silent
from kbaudit.places import learn_places
from kbaudit.policy import NO_WAIVERS, Waivers, attested
from kbaudit.repeated import repeated_passages
from kbaudit.retrieval.resolve import resolve
from kbaudit.retrieval.rules import build_rules
from kbaudit.retrieval.stamp import stamp_all
from kbaudit.signals import name_marks, path_date
from kbaudit.workers import Limits, Work, default_jobs, supervise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kbaudit.catalog import Catalog
    from kbaudit.model import Document, Finding, Mark, Placed, Progress, Source
    from kbaudit.policy import Policy


@dataclass(frozen=True, slots=True)
class Crawling:
    """How to crawl: limits and patterns come from the policy; never are paths that are no part of any source.

    extractor is who reads the texts (see kbaudit.extractors.CHOICES).
    """

    policy: Policy
    jobs: int | None = None
    never: Sequence[Path] = ()
    extractor: str = NATIVE


@dataclass(frozen=True, slots=True)
class Judging:
    """How to judge: under which policy, as of which moment (UTC), which fingerprints are known, what is waived."""

    policy: Policy
    as_of: datetime
    known: frozenset[str] = frozenset()
    waivers: Waivers = NO_WAIVERS


@dataclass(frozen=True, slots=True)
class Examined:
    """A corpus and all findings in it, those yet to come included, under the waivers that concern it."""

    corpus: Corpus
    findings: tuple[Finding, ...]
    waivers: Waivers


@dataclass(frozen=True, slots=True)
class Tally:
    """What a crawl did, in files: found = learned + unchanged + skipped + ignored."""

    learned: int
    unchanged: int
    skipped: int
    ignored: int

    @property
    def found(self) -> int:
        return self.learned + self.unchanged + self.skipped + self.ignored


def audit(
    catalog: Catalog, sources: Sequence[Source], crawling: Crawling, judging: Judging, progress: Progress | None = None
) -> Report:
    """Crawls the sources and judges exactly them."""
    crawl(catalog, sources, crawling, progress)
    return judge(catalog, judging, [source.name for source in sources], progress)


def crawl(catalog: Catalog, sources: Sequence[Source], crawling: Crawling, progress: Progress | None = None) -> Tally:
    """Learns what is new or changed in the sources; files that are gone leave the live set.

    Raises:
        Interrupted: the user stopped it; what was learned is in the catalog, and the next crawl goes on from there.
    """
    progress = progress or Silent()
    policy, limits = crawling.policy, crawling.policy.limits
    crawler = FolderCrawler(policy.crawl.include, policy.crawl.exclude, crawling.never)

    catalog.begin_crawl(sources, datetime.now(UTC), learner(crawling.extractor))
    todo = walk(catalog, sources, crawler, limits, progress)
    todo.read_by(crawling.extractor)
    shelf = Shelf(catalog, todo.attached)
    progress.begin("reading", len(todo.assignments))
    try:
        for outcome in supervise(
            Work(learn, prepare, preload="kbaudit.warmed", instead=without_attachments),
            batches(todo.assignments),
            jobs=min(crawling.jobs or default_jobs(), max(1, len(todo.assignments))),
            limits=Limits(limits.seconds, limits.memory),
        ):
            shelf.put(learned(outcome))
            progress.advance(1, outcome.item.found.size)
    except (KeyboardInterrupt, Interrupted) as stop:
        shelf.empty()
        raise _stopped(stop, shelf.taken, len(todo.assignments)) from None
    shelf.empty()
    catalog.finish_crawl()
    learn_places(catalog, sources)
    return Tally(shelf.documents, todo.unchanged, todo.skipped + shelf.skipped, todo.ignored)


def judge(
    catalog: Catalog,
    judging: Judging,
    sources: Sequence[str] | None = None,
    progress: Progress | None = None,
    *,
    record: bool = True,
) -> Report:
    """Judges the sources (all that the catalog holds, if None) without reading a file.

    record puts the run into the catalog's history; a mere question leaves it out.
    """
    with uncollected():
        return _judged(catalog, judging, sources, progress, record=record)


def _judged(
    catalog: Catalog, judging: Judging, sources: Sequence[str] | None, progress: Progress | None, *, record: bool
) -> Report:
    policy, as_of = judging.policy, judging.as_of
    examined = examine(catalog, judging, sources, progress)
    corpus, findings = examined.corpus, examined.findings

    verdicts = resolve(corpus, findings, as_of, min_confidence=policy.retrieval.min_confidence)

    ignored = catalog.ignored(sources)
    complete = catalog.is_complete(sources) and enough_read(corpus, policy)
    run = identified(
        corpus,
        policy,
        as_of,
        catalog.sources(sources),
        learners=catalog.learners(sources),
        ignored=ignored,
        complete=complete,
        waivers=examined.waivers.digest,
    )
    held = marked(in_force(findings, as_of, corpus), judging.known, corpus)
    held = seen_before(held, catalog.first_seen(run), as_of)
    statuses = {uri: verdict.status for uri, verdict in verdicts.items()}
    shown = known_as_reported(roll_up(held, corpus, policy.ungoverned.checks), judging.known)
    report = Report(
        run=run,
        summary=counted(corpus, shown, verdicts, ignored),
        corpus=corpus,
        findings=shown,
        verdicts=verdicts,
        rules=build_rules(rule_settings(policy), as_of),
        stamps=tuple(stamp_all(corpus, verdicts, kept_out(catalog, corpus, verdicts))),
        changes=catalog.changes(run, held),
        history=catalog.history(run, held, statuses),
        left_out=by_pattern(catalog.left_out(sources)),
        zone=policy.zone,
    )
    if record:
        catalog.record_run(report.run, report.summary, held, statuses)
    return report


def examine(
    catalog: Catalog, judging: Judging, sources: Sequence[str] | None = None, progress: Progress | None = None
) -> Examined:
    """All that there is to find in the sources, whatever the moment: judge() concludes from it what holds at one."""
    policy, waivers = judging.policy, judging.waivers.within(catalog.sources(sources))
    placed = catalog.placed(sources)
    live = list(catalog.documents(sources))
    exposed = name_marks([document.uri for document in live])
    documents = {document.uri: _in_place(document, placed, exposed) for document in live}
    documents, attestations = attested(documents, waivers.attestations, policy.zone)
    subjects = {subject.uri: subject for subject in policy.govern(list(documents.values()))}
    kin = find_kinships(catalog, sources, subjects, policy.similarity.near_duplicate, progress or Silent())
    skipped = catalog.skipped(sources)
    links = follow_links(catalog, policy, sources, documents, skipped)
    corpus = Corpus(
        subjects,
        skipped,
        kin.relations,
        kin.families,
        broken_links=links.broken,
        shown=links.shown,
        waivers=attestations,
        repeated=repeated_passages(catalog, sources, subjects, kin.families),
        uncompared=kin.uncompared,
    )
    return Examined(corpus, run_checks(corpus, policy.ungoverned.checks, waivers.waivers), waivers)


def _in_place(document: Document, placed: Mapping[str, Placed], exposed: Mapping[str, tuple[Mark, ...]]) -> Document:
    """The document with what is claimed by its place: its content may lie elsewhere too, where other things hold."""
    if document.uri in exposed:
        document = replace(document, marks=document.marks + exposed[document.uri])
    named = tuple(path_date(document.uri.partition("/")[2]))
    claims = placed.get(document.uri)
    if claims is None:
        return replace(document, dates=document.dates + named) if named else document
    return replace(document, dates=document.dates + named + claims.dates, owners=document.owners + claims.owners)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without garbage collection: what judging and rendering make has no cycles (measured, a fifth of their time).

    Freezing and unfreezing makes it all old: else the first collection of the young would walk through it.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _stopped(stop: BaseException, done: int, total: int) -> Interrupted:
    message = f"stopped: {done:,} files learned and kept, {total - done:,} left; run the same command again to go on"
    return Interrupted(message, exit_code=stop.exit_code if isinstance(stop, Interrupted) else 130)
