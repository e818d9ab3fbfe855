"""Which document set governs a document, and what the policy makes of the document's claims."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

from kbaudit.model import Origin, OwnerClaim, Subject
from kbaudit.policy.claims import AS_USUAL, Calendar, Trust, ahead, effective, expires, review_due, valid_from
from kbaudit.policy.date_order import DateOrders
from kbaudit.policy.file_times import arrivals, believed, no_newer_than
from kbaudit.policy.metadata import missing_metadata, unfit_metadata, unread_dates
from kbaudit.policy.ownership import owners_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from kbaudit.model import Document, Governance, Owned
    from kbaudit.policy.owner_directory import Directory
    from kbaudit.policy.release_lines import ReleasePath


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents a set governs, and what it asks of them. source is "" for any; releases None for one line."""

    governance: Governance
    patterns: tuple[str, ...]
    source: str
    globs: GitIgnoreSpec
    releases: ReleasePath | None = None

    @classmethod
    def of(
        cls, governance: Governance, patterns: Sequence[str], *, source: str = "", releases: ReleasePath | None = None
    ) -> Scope:
        """Compiles the patterns, which the policy's schema has checked."""
        return cls(governance, tuple(patterns), source, GitIgnoreSpec.from_lines(patterns), releases)

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


@dataclass(frozen=True, slots=True)
class Authority:
    """Documents whose word weighs alike: those of a source, of a document set, or at a place."""

    source: str = ""
    document_set: str = ""
    match: str = ""
    _globs: GitIgnoreSpec = field(default_factory=lambda: GitIgnoreSpec([]), repr=False, compare=False)

    @classmethod
    def of(cls, source: str | None, document_set: str | None, match: str | None) -> Authority:
        """One of the three is said. Compiles the pattern, which the policy's schema has checked."""
        return cls(source or "", document_set or "", match or "", GitIgnoreSpec.from_lines([match] if match else []))

    def holds(self, document: Document, document_set: str) -> bool:
        """Whether it speaks of a document of this set."""
        if self.match:
            return self._globs.match_file(inside(document.uri))
        return document.source == self.source if self.source else document_set == self.document_set


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a policy says of all documents alike: whom it believes, who owns what, and whose word counts.

    date_order is "auto", "day_first" or "month_first"; authorities come the most authoritative first. directory knows
    the owners, None where there is none.
    """

    trust: Trust = AS_USUAL
    date_order: str = "auto"
    owners: tuple[OwnerRule, ...] = ()
    canonical: GitIgnoreSpec | None = None
    authorities: tuple[Authority, ...] = ()
    directory: Directory | None = None

    def owner_of(self, document: Document) -> OwnerClaim | None:
        """Who owns a document by the first pattern that matches it."""
        if not self.owners:
            return None
        path = inside(document.uri)
        return next((rule.claim for rule in self.owners if rule.globs.match_file(path)), None)

    def authority_of(self, document: Document, document_set: str) -> int:
        """The weight of what a document says: the more the higher, 0 for none."""
        if not self.authorities:
            return 0
        places = (n for n, authority in enumerate(self.authorities) if authority.holds(document, document_set))
        first = next(places, None)
        return 0 if first is None else len(self.authorities) - first


def govern(
    documents: Sequence[Document], *, scopes: Sequence[Scope], rest: Scope, weighing: Weighing
) -> tuple[Subject, ...]:
    """Each document under the first scope that holds it, else under rest, in the order given; whole sources.

    Whole sources, since only together their files' times tell a checkout (see file_times).
    """
    arrived, orders = arrivals(documents), DateOrders(documents, weighing.date_order)
    holding = {document.uri: scope_of(document.uri, scopes) or rest for document in documents}
    owners = owners_of(
        documents,
        weighing.owner_of,
        lambda document: holding[document.uri].governance.inherit_owner,
        weighing.trust,
        weighing.directory,
    )
    calendars: dict[tzinfo, Calendar] = {}
    judged = []
    for document in documents:
        scope = holding[document.uri]
        zone = scope.governance.zone
        if zone not in calendars:
            calendars[zone] = Calendar(zone)
        settled = orders.settle(document)
        made = _subject(
            settled.document,
            scope,
            calendars[zone],
            weighing,
            owners[document.uri],
            believe_mtime=believed(document, arrived),
        )
        unread = unread_dates(document)
        judged.append(replace(made, doubtful=settled.doubtful, unread=unread) if settled.doubtful or unread else made)
    return tuple(judged)


def scope_of(uri: str, scopes: Sequence[Scope]) -> Scope | None:
    """The first scope that holds a document; None where none does."""
    source, _, path = uri.partition("/")
    for scope in scopes:
        if scope.holds(source, path):
            return scope
    return None


def inside(uri: str) -> str:
    """The path inside the source."""
    return uri.partition("/")[2]


def _subject(
    document: Document, scope: Scope, calendar: Calendar, weighing: Weighing, owner: Owned, *, believe_mtime: bool
) -> Subject:
    governance, learned, trust = scope.governance, document.learned_at, weighing.trust
    judged = Subject(
        document=document,
        governance=governance,
        effective=effective(document.dates, learned, calendar, trust),
        valid_from=valid_from(document.dates, calendar, trust),
        expires=expires(document.dates, calendar, trust),
        review_due=review_due(document.dates, governance.review_every, learned, calendar, trust),
        owner=owner,
        no_newer_than=no_newer_than(document) if believe_mtime else None,
        ahead=ahead(document.dates, learned, calendar),
        release=scope.releases.release_of(inside(document.uri)) if scope.releases else "",
        canonical=weighing.canonical is not None and weighing.canonical.match_file(inside(document.uri)),
        authority=weighing.authority_of(document, governance.document_set),
    )
    if not governance.required_metadata and not governance.metadata_rules:
        return judged
    return replace(judged, missing=missing_metadata(judged), unfit=unfit_metadata(judged))
