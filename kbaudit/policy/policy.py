"""A policy, resolved: what a run needs to know of it, and its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Final

from kbaudit.checks import CHECKS
from kbaudit.model import CheckSetting, Governance, Severity
from kbaudit.policy.govern import OwnerRule, Scope, govern
from kbaudit.policy.schema import SCHEMA, CheckEntry, PolicyFile, Required, Requirements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo
    from pathlib import Path

    from kbaudit.model import Document, Period, Subject
    from kbaudit.policy.schema import Crawl, DocumentSet, Gate, Limits, RecencyEntry, Retrieval, Similarity

_DAYS_IN_A_MONTH: Final = 365.25 / 12
_ON_OWNERS: Final = frozenset({"KB301"})
_ON_REVIEWS: Final = frozenset({"KB202", "KB204"})


@dataclass(frozen=True, slots=True)
class Recency:
    """How the weight of a set's documents fades with age. document_set is "" for those that no set governs."""

    document_set: str
    half_life_days: int
    floor: float


@dataclass(frozen=True, slots=True)
class Policy:
    """What a data owner asks of the knowledge base. digest is the same for policies that mean the same."""

    name: str
    digest: str
    zone: tzinfo
    sources: Mapping[str, Path]
    crawl: Crawl
    similarity: Similarity
    limits: Limits
    gate: Gate
    retrieval: Retrieval
    recency: tuple[Recency, ...]
    ungoverned: Governance
    scopes: tuple[Scope, ...] = field(repr=False)
    owners: tuple[OwnerRule, ...] = field(repr=False)

    def govern(self, documents: Sequence[Document]) -> tuple[Subject, ...]:
        """Each document with its document set's demands and the claims that win, in the order given."""
        return govern(documents, scopes=self.scopes, ungoverned=self.ungoverned, owners=self.owners, zone=self.zone)


def resolve(said: PolicyFile, base: Path) -> Policy:
    """The policy that a file means. Folders of sources are relative to base."""
    asked = [(entry, _inherited(said.defaults, entry)) for entry in said.document_sets]
    scopes = tuple(
        Scope.of(_governance(entry.name, demands, said), entry.match, source=entry.source or "")
        for entry, demands in asked
    )
    ungoverned = _governance("", said.defaults, said)
    owners = tuple(OwnerRule.of(pattern, owner) for pattern, owner in said.owners.items())
    named = [(entry.name, demands.recency) for entry, demands in asked] + [("", said.defaults.recency)]
    recency = tuple(_recency(name, entry) for name, entry in named if entry)
    return Policy(
        name=said.name,
        digest=_digest(said, scopes, ungoverned, recency),
        zone=said.zone,
        sources={name: base / path for name, path in said.sources.items()},
        crawl=said.crawl,
        similarity=said.similarity,
        limits=said.limits,
        gate=said.gate,
        retrieval=said.retrieval,
        recency=recency,
        ungoverned=ungoverned,
        scopes=scopes,
        owners=owners,
    )


def _inherited(defaults: Requirements, entry: DocumentSet) -> Requirements:
    """A set's demands: what it says, else what the defaults say; checks are merged word by word."""
    said = {name: getattr(entry, name) for name in Requirements.model_fields if name in entry.model_fields_set}
    checks = dict(defaults.checks)
    for code, setting in entry.checks.items():
        checks[code] = _overlaid(checks.get(code, CheckEntry()), setting)
    return defaults.model_copy(update={**said, "checks": checks})


def _overlaid(below: CheckEntry, above: CheckEntry) -> CheckEntry:
    return below.model_copy(update=above.model_dump(exclude_none=True))


def _governance(name: str, demands: Requirements, said: PolicyFile) -> Governance:
    owner, review = demands.owner is Required.REQUIRED, demands.review is Required.REQUIRED
    raised = (_ON_OWNERS if owner else frozenset()) | (_ON_REVIEWS if review else frozenset())
    return Governance(
        document_set=name,
        max_age=demands.max_age,
        owner_required=owner,
        review_required=review,
        review_every=demands.review_every,
        audience=demands.audience or "",
        required_metadata=demands.required_metadata,
        languages=demands.languages,
        min_words=demands.min_words,
        passage_limit=demands.passage_limit,
        ungoverned=not name and bool(said.document_sets),
        checks=_settings(said.checks, demands.checks, raised),
        zone=said.zone,
    )


def _settings(
    everywhere: Mapping[str, CheckEntry], here: Mapping[str, CheckEntry], raised: frozenset[str]
) -> dict[str, CheckSetting]:
    """Every check's setting: its own, under the policy's, under what `required` raises, under the set's."""
    settings = {}
    for check in CHECKS:
        setting = CheckSetting(enabled=True, severity=check.severity, effect=check.effect, roll_up=check.roll_up)
        setting = _set(setting, everywhere.get(check.code))
        if check.code in raised:
            severity = Severity.WARNING if setting.severity is Severity.NOTE else setting.severity
            setting = replace(setting, enabled=True, severity=severity, roll_up=False)
        settings[check.code] = _set(setting, here.get(check.code))
    return settings


def _set(setting: CheckSetting, entry: CheckEntry | None) -> CheckSetting:
    return replace(setting, **entry.model_dump(exclude_none=True)) if entry else setting


def _recency(name: str, entry: RecencyEntry) -> Recency:
    return Recency(name, half_life_days=max(1, round(_days(entry.half_life))), floor=entry.floor)


def _days(period: Period) -> float:
    return period.months * _DAYS_IN_A_MONTH + period.days


def _digest(said: PolicyFile, scopes: Sequence[Scope], ungoverned: Governance, recency: Sequence[Recency]) -> str:
    """sha256 of what the policy means. Left out: its description, and where on this machine the sources lie."""
    meaning = {
        "schema": SCHEMA,
        "name": said.name,
        "zone": str(said.zone),
        "crawl": said.crawl.model_dump(),
        "similarity": said.similarity.model_dump(),
        "limits": said.limits.model_dump(),
        "gate": said.gate.model_dump(),
        "retrieval": said.retrieval.model_dump(),
        "document_sets": [[s.source, s.patterns, asdict(s.governance)] for s in scopes],
        "defaults": asdict(ungoverned),
        "recency": [asdict(entry) for entry in recency],
        "owners": list(said.owners.items()),  # a list: their order has a meaning
    }
    canonical = json.dumps(meaning, sort_keys=True, separators=(",", ":"), default=str)
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"
