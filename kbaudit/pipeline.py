"""The story of a run: crawl() learns, relate() measures, judge() concludes; audit() is the three in a row.

Nothing here prints or exits. The caller opens the catalog; workers are supervised; what was learned before the user
stops a run is kept. harvest.py has the inside of a crawl, follow.py that of judging links, conclude.py a report's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from kbaudit.checks.judge import in_force, roll_up, run_checks
from kbaudit.conclude import counted, enough_read, identified, marked, rule_settings
from kbaudit.crawlers import FolderCrawler
from kbaudit.errors import Interrupted
from kbaudit.extractors import NATIVE
from kbaudit.follow import follow_links
from kbaudit.harvest import Shelf, batches, learned, walk, without_attachments
from kbaudit.learn import learn, learner, prepare
from kbaudit.model import Corpus, Report, Silent
from kbaudit.retrieval.resolve import resolve
from kbaudit.retrieval.rules import build_rules
from kbaudit.retrieval.stamp import stamp_all
from kbaudit.signals import path_date
from kbaudit.similarity import (
    COMPARER,
    compare_all,
    content_key,
    find_families,
    measure,
    read_markers,
    relate_documents,
    version_candidates,
    worth_comparing,
)
from kbaudit.workers import Limits, Work, default_jobs, supervise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kbaudit.catalog import Catalog
    from kbaudit.model import Comparison, Document, Pair, Progress, Source
    from kbaudit.policy import Policy
    from kbaudit.similarity.versions import Marker


Step = TypeVar("Step")


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
    """How to judge: under which policy, as of which moment (UTC), and which fingerprints are known from before."""

    policy: Policy
    as_of: datetime
    known: frozenset[str] = frozenset()


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
    return Tally(shelf.documents, todo.unchanged, todo.skipped + shelf.skipped, todo.ignored)


def relate(
    catalog: Catalog,
    sources: Sequence[str] | None,
    documents: Mapping[str, Document],
    markers: Mapping[str, Marker],
    progress: Progress | None = None,
) -> list[Pair]:
    """The measured pairs of the sources' contents; those that were never measured are measured now, exactly.

    Candidates are contents whose sketches meet, and versions by name or declaration, which may share few words.
    """
    candidates = catalog.candidate_pairs(sources, also=version_candidates(documents, markers))
    progress = progress or Silent()
    progress.begin("comparing", len(candidates))
    catalog.record_pairs(_watched(measure(candidates, catalog.texts), progress))
    return catalog.pairs(sources)


def compare(
    catalog: Catalog,
    sources: Sequence[str] | None,
    documents: Mapping[str, Document],
    pairs: Sequence[Pair],
    progress: Progress | None = None,
) -> list[Comparison]:
    """What contents say differently that are alike, or that word one statement in two ways; each pair compared once."""
    wanted = worth_comparing(pairs, catalog.statement_pairs(sources))
    missing = catalog.uncompared(wanted, COMPARER)
    titles = {content_key(document): document.title for document in documents.values()}
    progress = progress or Silent()
    progress.begin("contrasting", len(missing))
    catalog.record_comparisons(_watched(compare_all(missing, catalog.texts, titles), progress), COMPARER)
    return catalog.comparisons(wanted, COMPARER)


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
    policy, as_of = judging.policy, judging.as_of
    documents = {document.uri: _with_path_date(document) for document in catalog.documents(sources)}
    markers = read_markers(documents)
    pairs = relate(catalog, sources, documents, markers, progress)

    comparisons = compare(catalog, sources, documents, pairs, progress)

    subjects = {subject.uri: subject for subject in policy.govern(list(documents.values()))}
    families = find_families(subjects, pairs, markers, comparisons)
    near_duplicate = policy.similarity.near_duplicate
    relations = relate_documents(
        subjects, pairs, families, near_duplicate=near_duplicate, comparisons=comparisons, markers=markers
    )
    skipped = catalog.skipped(sources)
    links = follow_links(catalog, policy, sources, documents, skipped)
    corpus = Corpus(subjects, skipped, relations, families, broken_links=links.broken, shown=links.shown)

    findings = run_checks(corpus, policy.ungoverned.checks)
    verdicts = resolve(corpus, findings, as_of, min_confidence=policy.retrieval.min_confidence)
    shown = roll_up(in_force(findings, as_of, corpus), corpus, policy.ungoverned.checks)
    shown = marked(shown, judging.known)

    ignored = catalog.ignored(sources)
    complete = catalog.is_complete(sources) and enough_read(corpus, policy)
    report = Report(
        run=identified(
            corpus,
            policy,
            as_of,
            catalog.sources(sources),
            learners=catalog.learners(sources),
            ignored=ignored,
            complete=complete,
        ),
        summary=counted(corpus, shown, verdicts, ignored),
        corpus=corpus,
        findings=shown,
        verdicts=verdicts,
        rules=build_rules(rule_settings(policy), as_of),
        stamps=tuple(stamp_all(corpus, verdicts)),
    )
    if record:
        catalog.record_run(report.run, report.summary, report.findings)
    return report


def _with_path_date(document: Document) -> Document:
    """The document with the date that its path names: a fact of the file, whose content may lie elsewhere too."""
    claims = tuple(path_date(document.uri.partition("/")[2]))
    return replace(document, dates=document.dates + claims) if claims else document


def _watched(steps: Iterable[Step], progress: Progress) -> Iterator[Step]:
    for step in steps:
        progress.advance(1)
        yield step


def _stopped(stop: BaseException, done: int, total: int) -> Interrupted:
    message = f"stopped: {done:,} files learned and kept, {total - done:,} left; run the same command again to go on"
    return Interrupted(message, exit_code=stop.exit_code if isinstance(stop, Interrupted) else 130)
