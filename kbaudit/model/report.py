"""The whole outcome of an audit, ready to be rendered, and how long work tells that it moves on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from typing import TYPE_CHECKING, Protocol

from kbaudit.model.words import FindingStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from kbaudit.model.judgement import Corpus, Finding
    from kbaudit.model.words import Severity, Status


@dataclass(frozen=True, slots=True)
class ExcludedPassage:
    """A stretch of a document that isn't served, text[start:end]; text_sha256 is that of its UTF-8 bytes."""

    start: int
    end: int
    text_sha256: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the retrieval layer is told of one document, skipped files included. Reasons are check codes.

    status holds at the as-of moment. expires_at is the earliest moment that excludes it, demotes_at the earliest
    that demotes it, valid_from the one before which it isn't served; None for never (always).
    base_status, the stamp's, is the worst effect in force at the as-of moment; it leaves out valid_from and low
    confidence, which the rules' filter decides. passages are those that are kept out of a document that is served.
    """

    uri: str
    status: Status
    reasons: tuple[str, ...]
    base_status: Status
    base_reasons: tuple[str, ...]
    valid_from: datetime | None = None
    expires_at: datetime | None = None
    demotes_at: datetime | None = None
    passages: tuple[ExcludedPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """The inputs of an audit. id is their digest: the same inputs give the same id and the same bytes."""

    id: str
    as_of: datetime
    tool: str
    policy_name: str
    policy_digest: str
    corpus_digest: str
    sources: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts: found = documents + skipped + ignored; documents = served + demoted + excluded."""

    found: int
    documents: int
    skipped: int
    ignored: int
    served: int
    demoted: int
    excluded: int
    passages: int
    passages_served: int
    by_code: Mapping[str, int]
    by_severity: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as an audit told it, in its history."""

    fingerprint: str
    code: str
    name: str
    uri: str
    severity: Severity
    message: str
    status: FindingStatus = FindingStatus.NEW


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since an earlier audit of the same sources: run and as_of are that one's; worst first."""

    run: str
    as_of: datetime
    appeared: tuple[Told, ...] = ()
    fixed: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class PastAudit:
    """An earlier audit of the same sources: the name of its policy, whether it was complete, and its counts."""

    run: str
    as_of: datetime
    policy: str
    complete: bool
    documents: int
    served: int
    demoted: int
    excluded: int
    by_severity: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding that earlier audits told and this one hasn't any more: the first and the last that had it, by as-of."""

    told: Told
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class History:
    """What earlier audits of the same sources say: those of an earlier as-of alone, and no more than the last 60.

    audits are all of them, oldest first. What follows looks at the complete ones under a policy of the same name (of
    any name, where there is none), one for each as-of moment.
    statuses are of the documents whose status wasn't always the same, this audit included: the moments at which it
    became what it was, oldest first. The first of them is the first audit looked at that judged the document.
    begins is the as-of of the first audit whose documents are known, joined that of the first audit which had a
    document, for those that came later: of all audits, whatever their policy and number.
    gone are the findings that this audit hasn't any more, the last seen first; gone_left_out counts those beyond
    20,000. An incomplete audit has none: what wasn't read isn't fixed.
    """

    audits: tuple[PastAudit, ...] = ()
    statuses: Mapping[str, tuple[tuple[datetime, Status], ...]] = field(default_factory=dict)
    begins: datetime | None = None
    joined: Mapping[str, datetime] = field(default_factory=dict)
    gone: tuple[Gone, ...] = ()
    gone_left_out: int = 0

    def first_audited(self, uri: str) -> datetime | None:
        """Since when a document of this audit is in the corpus, as audits tell it; None where there was none before."""
        return self.joined.get(uri, self.begins)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything an audit found, ready to be rendered. findings are sorted worst first, then by code and uri.

    left_out are the patterns that files were ignored by, each with their number, as far as the crawl named them.

    changes are those since the last earlier audit of the same sources, None where there was none. redacted is the level
    of what is hidden in it ("paths", "text", "all"; see kbaudit.redaction), "" where all is told. zone is the policy's:
    people are told moments and days in it, programs in UTC.
    """

    run: Run
    summary: Summary
    corpus: Corpus
    findings: tuple[Finding, ...]
    verdicts: Mapping[str, Verdict]
    rules: Mapping[str, object]
    stamps: tuple[Mapping[str, object], ...]
    changes: Changes | None = None
    history: History = History()
    left_out: tuple[tuple[str, int], ...] = ()
    redacted: str = ""
    zone: tzinfo = UTC


class Progress(Protocol):
    """How the core tells that long work moves on; the CLI draws it, the default stays silent."""

    def begin(self, stage: str, total: int | None) -> None:
        """A stage begins; total is the number of steps, None when not known yet."""

    def advance(self, steps: int, size: int = 0) -> None:
        """So many steps more are done, of size bytes."""


class Silent:
    """The Progress that says nothing."""

    def begin(self, stage: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, steps: int, size: int = 0) -> None:
        """Say nothing."""
