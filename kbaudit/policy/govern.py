"""Which document set governs a document, and what the policy makes of the document's claims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

from kbaudit.model import Origin, OwnerClaim, Subject
from kbaudit.policy.claims import Calendar, ahead, effective, expires, owned, review_due, valid_from
from kbaudit.policy.file_times import arrivals, believed, no_newer_than
from kbaudit.policy.metadata import missing_metadata

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from kbaudit.model import Document, Governance


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents a set governs, and what it asks of them. source is "" for any."""

    governance: Governance
    patterns: tuple[str, ...]
    source: str
    globs: GitIgnoreSpec

    @classmethod
    def of(cls, governance: Governance, patterns: Sequence[str], *, source: str = "") -> Scope:
        """Compiles the patterns, which the policy's schema has checked."""
        return cls(governance, tuple(patterns), source, GitIgnoreSpec.from_lines(patterns))

    def holds(self, source: str, path: str) -> bool:
        """Whether it governs the document at this path inside this source."""
        return self.source in {"", source} and self.globs.match_file(path)


@dataclass(frozen=True, slots=True)
class OwnerRule:
    """Who owns the documents that a pattern matches."""

    claim: OwnerClaim
    globs: GitIgnoreSpec

    @classmethod
    def of(cls, pattern: str, owner: str) -> OwnerRule:
        """Compiles the pattern, which the policy's schema has checked."""
        claim = OwnerClaim(owner, Origin.POLICY, f'owners["{pattern}"]')
        return cls(claim, GitIgnoreSpec.from_lines([pattern]))


def govern(
    documents: Sequence[Document],
    *,
    scopes: Sequence[Scope],
    ungoverned: Governance,
    owners: Sequence[OwnerRule],
    zone: tzinfo,
) -> tuple[Subject, ...]:
    """Each document under the first scope that holds it, in the order given; whole sources (see file_times)."""
    calendar, arrived = Calendar(zone), arrivals(documents)
    return tuple(
        _subject(
            document,
            governance_of(document, scopes, ungoverned),
            calendar,
            owner=_owner_claim(document, owners),
            believe_mtime=believed(document, arrived),
        )
        for document in documents
    )


def governance_of(document: Document, scopes: Sequence[Scope], ungoverned: Governance) -> Governance:
    """What is asked of a document: by the first scope that holds it, else of documents that no set governs."""
    path = inside(document.uri)
    return next((s.governance for s in scopes if s.holds(document.source, path)), ungoverned)


def inside(uri: str) -> str:
    """The path inside the source."""
    return uri.partition("/")[2]


def _owner_claim(document: Document, owners: Sequence[OwnerRule]) -> OwnerClaim | None:
    path = inside(document.uri)
    return next((rule.claim for rule in owners if rule.globs.match_file(path)), None)


def _subject(
    document: Document, governance: Governance, calendar: Calendar, *, owner: OwnerClaim | None, believe_mtime: bool
) -> Subject:
    learned = document.learned_at
    judged = Subject(
        document=document,
        governance=governance,
        effective=effective(document.dates, learned, calendar),
        valid_from=valid_from(document.dates, calendar),
        expires=expires(document.dates, calendar),
        review_due=review_due(document.dates, governance.review_every, learned, calendar),
        owner=owned(document.owners if owner is None else (owner, *document.owners)),
        no_newer_than=no_newer_than(document) if believe_mtime else None,
        ahead=ahead(document.dates, learned, calendar),
    )
    return replace(judged, missing=missing_metadata(judged)) if governance.required_metadata else judged
