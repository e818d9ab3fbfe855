"""The end of an audit: findings against the baseline, the counts, and the run's identity, put into one Report."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from json.encoder import encode_basestring_ascii
from typing import TYPE_CHECKING

from kbaudit import __version__
from kbaudit.checks.altered import altered
from kbaudit.model import UNREADABLE, FindingStatus, Run, Status, Summary
from kbaudit.retrieval.rules import Match, Recency, RuleSettings
from kbaudit.similarity import COMPARER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from kbaudit.model import Corpus, Finding, Subject, Verdict
    from kbaudit.policy import Policy


def seen_before(
    findings: Iterable[Finding], first_seen: Mapping[str, datetime], as_of: datetime
) -> tuple[Finding, ...]:
    """The findings with the moment of the first audit that had any part of each: as_of where none did."""
    return tuple(
        [
            altered(finding, first_seen=min([first_seen.get(print_, as_of) for print_ in _prints(finding)]))
            for finding in findings
        ]
    )


def _prints(finding: Finding) -> tuple[str, ...]:
    return finding.fingerprints or (finding.fingerprint,)


def known_as_reported(findings: Iterable[Finding], known: frozenset[str]) -> tuple[Finding, ...]:
    """The findings as reports show them, those with a known fingerprint marked as known: a baseline may have it alone.

    What is waived stays so.
    """
    return tuple(
        replace(finding, status=FindingStatus.KNOWN)
        if finding.fingerprint in known and finding.status is FindingStatus.NEW
        else finding
        for finding in findings
    )


def counted(corpus: Corpus, findings: Sequence[Finding], verdicts: Mapping[str, Verdict], ignored: int) -> Summary:
    """The counts of an audit. Skipped files have verdicts too, but only documents are served, demoted or excluded."""
    by_status = Counter(verdicts[uri].status for uri in corpus.subjects)
    passages = sum(subject.document.passages for subject in corpus.subjects.values())
    served = (_passages_served(subject, verdicts[uri]) for uri, subject in corpus.subjects.items())
    return Summary(
        found=len(corpus.subjects) + len(corpus.skipped) + ignored,
        documents=len(corpus.subjects),
        skipped=len(corpus.skipped),
        ignored=ignored,
        served=by_status[Status.SERVE],
        demoted=by_status[Status.DEMOTE],
        excluded=by_status[Status.EXCLUDE],
        passages=passages,
        passages_served=sum(served),
        by_code=dict(sorted(Counter(finding.code for finding in findings).items())),
        by_severity=dict(sorted(Counter(str(finding.severity) for finding in findings).items())),
    )


def by_pattern(left_out: Iterable[tuple[str, str]]) -> tuple[tuple[str, int], ...]:
    """How many files each pattern left out, the most first. left_out are their uris, each with its pattern."""
    return tuple(Counter(pattern for _, pattern in left_out).most_common())


def _passages_served(subject: Subject, verdict: Verdict) -> int:
    """A passage of which a part is kept out doesn't count as served."""
    if verdict.status is Status.EXCLUDE:
        return 0
    return max(0, subject.document.passages - len(verdict.passages))


def identified(
    corpus: Corpus,
    policy: Policy,
    as_of: datetime,
    sources: tuple[str, ...],
    *,
    learners: tuple[str, ...],
    ignored: int,
    complete: bool,
    waivers: str = "",
) -> Run:
    """The run and its id: the digest of contents, skips, believed dates, owners, policy, waivers, as-of and tool."""
    contents = hashlib.sha256()
    for line in corpus_lines(corpus):
        contents.update(line)
    run = Run(
        id="",
        as_of=as_of,
        tool=f"kbaudit {__version__}",
        policy_name=policy.name,
        policy_digest=policy.digest,
        corpus_digest=f"sha256:{contents.hexdigest()}",
        sources=sources,
        complete=complete,
    )
    return replace(run, id=run_id(inputs_line(run, learners, ignored=ignored, waivers=waivers)))


def corpus_lines(corpus: Corpus) -> Iterator[bytes]:
    """The lines, one for each document and skipped file, whose sha256 is the corpus digest of a run."""
    for subject in corpus.subjects.values():
        yield _line(*_inputs(subject))
    for skip in corpus.skipped:
        yield _line(skip.uri, skip.reason, skip.detail)


def inputs_line(run: Run, learners: Sequence[str], *, ignored: int, waivers: str) -> bytes:
    """The line that a run's id is made of: tool, comparer, learners, digests, as-of, ignored, complete, sources."""
    digests = (run.corpus_digest, run.policy_digest, waivers)
    facts = (run.as_of.isoformat(), str(ignored), str(run.complete))
    return _line(run.tool, COMPARER, *learners, *digests, *facts, *run.sources)


def run_id(inputs: bytes) -> str:
    """The id of the run that this line of inputs makes."""
    return hashlib.sha256(inputs).hexdigest()[:32]


def enough_read(corpus: Corpus, policy: Policy) -> bool:
    """Whether there is something to judge and no more files are unreadable than the policy allows."""
    unreadable = sum(skip.reason in UNREADABLE for skip in corpus.skipped)
    documents = len(corpus.subjects)
    return documents > 0 and policy.limits.unreadable.covers(unreadable, documents)


def rule_settings(policy: Policy) -> RuleSettings:
    """What the policy says about retrieval, as the rules take it."""
    said = policy.retrieval
    return RuleSettings(
        unknown_documents=said.unknown_documents,
        match=Match(said.match.field, said.match.strip_prefix, said.match.add_prefix, said.match.text_field),
        min_confidence=said.min_confidence,
        release=said.release,
        recency=tuple(Recency(r.document_set, r.half_life_days, r.floor, r.horizon_days) for r in policy.recency),
        demote_weight=said.demote_weight,
        max_documents_per_family=said.max_documents_per_family,
        conflicts=said.conflicts,
        on_empty=said.on_empty,
    )


def _inputs(subject: Subject) -> list[str]:
    """What a document brings to an audit: its content, and all that is claimed for it, whichever claim won."""
    document, owner = subject.document, subject.owner
    inputs = [document.uri, document.sha256]
    for dated in document.dates:
        inputs += (dated.kind, dated.value, dated.origin, dated.where)
    for owned in document.owners:
        inputs += (owned.value, owned.origin, owned.where)
    # Not learned_at itself: it differs from crawl to crawl. What it decides is whether a date is believed.
    believed = (subject.no_newer_than, subject.effective.at, subject.review_due.at)
    inputs += [moment.isoformat() if moment else "" for moment in believed]
    inputs += [claim.value for claim in subject.ahead]
    begins = subject.valid_from.at
    inputs.append("begun" if begins and begins <= document.learned_at else "")
    inputs += (owner.value, owner.name, owner.mail, owner.standing, owner.backup)
    return inputs


def _line(*parts: str) -> bytes:
    # As json.dumps writes a list of texts, in a third of its time.
    return f"[{', '.join(map(encode_basestring_ascii, parts))}]\n".encode()
