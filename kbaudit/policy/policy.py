"""A policy, resolved: what a run needs to know of it, and its digest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final

from pathspec import GitIgnoreSpec

from kbaudit.policy.claims import Trust
from kbaudit.policy.demands import governance_of, inherited, release_path
from kbaudit.policy.govern import Authority, OwnerRule, Scope, Weighing, govern
from kbaudit.policy.schema import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import tzinfo
    from pathlib import Path

    from kbaudit.model import Document, Governance, Period, Subject
    from kbaudit.policy.schema import PolicyFile
    from kbaudit.policy.schema_parts import Crawl, Gate, Limits, RecencyEntry, Retrieval, Similarity
    from kbaudit.policy.tree import Path as Keys

_DAYS_IN_A_MONTH: Final = 365.25 / 12


@dataclass(frozen=True, slots=True)
class Recency:
    """How the weight of a set's documents fades with age. document_set is "" for those that no set governs.

    Beyond horizon_days only the floor counts; None where nothing ends the fading.
    """

    document_set: str
    half_life_days: int
    floor: float
    horizon_days: int | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """What a data owner asks of the knowledge base. digest is the same for policies that mean the same.

    It is the sha256 of meaning, which is canonical JSON.
    extends names the policies that it builds on, the nearest first. rest are the documents that no set governs.
    date_order is "auto", "day_first" or "month_first". waivers may be absent on disk unless
    they are named: waivers_named says that the policy does.
    """

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
    rest: Scope = field(repr=False)
    scopes: tuple[Scope, ...] = field(repr=False)
    weighing: Weighing = field(repr=False)
    waivers: Path | None = None
    waivers_named: bool = False
    owner_directory: Path | None = None
    date_order: str = "auto"
    extends: tuple[str, ...] = ()
    meaning: str = field(default="", repr=False)

    @property
    def ungoverned(self) -> Governance:
        """What is asked of documents that no set governs."""
        return self.rest.governance

    def govern(self, documents: Sequence[Document]) -> tuple[Subject, ...]:
        """Each document with its document set's demands and the claims that win, in the order given."""
        return govern(documents, scopes=self.scopes, rest=self.rest, weighing=self.weighing)


def resolve(said: PolicyFile, folder_of: Callable[[Keys], Path], *, extends: tuple[str, ...] = ()) -> Policy:
    """The policy that a file means. folder_of tells to which folder a path is relative that stands under a key."""
    asked = [(entry, inherited(said.defaults, entry)) for entry in said.document_sets]
    scopes = tuple(
        Scope.of(
            governance_of(entry.name, demands, said),
            entry.match,
            source=entry.source or "",
            releases=release_path(demands.releases),
        )
        for entry, demands in asked
    )
    rest = Scope.of(governance_of("", said.defaults, said), ["**"], releases=release_path(said.defaults.releases))
    weighing = _weighing(said)
    named = [(entry.name, demands.recency) for entry, demands in asked] + [("", said.defaults.recency)]
    recency = tuple(_recency(name, entry) for name, entry in named if entry)
    directory = said.owner_directory
    meaning = _meaning(said, (*scopes, rest), recency, weighing)
    return Policy(
        name=said.name,
        digest=f"sha256:{hashlib.sha256(meaning.encode()).hexdigest()}",
        zone=said.zone,
        sources={name: folder_of(("sources", name)) / path for name, path in said.sources.items()},
        crawl=said.crawl,
        similarity=said.similarity,
        limits=said.limits,
        gate=said.gate,
        retrieval=said.retrieval,
        recency=recency,
        rest=rest,
        scopes=scopes,
        weighing=weighing,
        extends=extends,
        date_order=str(said.date_order),
        owner_directory=folder_of(("owner_directory",)) / directory if directory is not None else None,
        waivers=folder_of(("waivers",)) / said.waivers,
        waivers_named="waivers" in said.model_fields_set,
        meaning=meaning,
    )


def _weighing(said: PolicyFile) -> Weighing:
    return Weighing(
        trust=Trust.of(said.trust),
        date_order=str(said.date_order),
        owners=tuple(OwnerRule.of(pattern, owner) for pattern, owner in said.owners.items()),
        canonical=GitIgnoreSpec.from_lines(said.canonical) if said.canonical else None,
        authorities=tuple(Authority.of(a.source, a.document_set, a.match) for a in said.authorities),
    )


def _recency(name: str, entry: RecencyEntry) -> Recency:
    horizon = _days(entry.horizon) if entry.horizon else None
    return Recency(name, half_life_days=_days(entry.half_life), floor=entry.floor, horizon_days=horizon)


def _days(period: Period) -> int:
    return max(1, round(period.months * _DAYS_IN_A_MONTH + period.days))


def _meaning(said: PolicyFile, scopes: Sequence[Scope], recency: Sequence[Recency], weighing: Weighing) -> str:
    """What the policy means, as canonical JSON, whichever files say it.

    Left out: its description, where on this machine the sources and other files lie, and vocabularies, which only
    refuse policies. What stands in the owner directory and the waivers belongs to the run, not to the policy.
    """
    meaning = {
        "schema": SCHEMA,
        "name": said.name,
        "zone": str(said.zone),
        "crawl": said.crawl.model_dump(),
        "similarity": said.similarity.model_dump(),
        "limits": said.limits.model_dump(),
        "gate": said.gate.model_dump(),
        "retrieval": said.retrieval.model_dump(),
        "document_sets": [_scope(scope) for scope in scopes],
        "recency": [asdict(entry) for entry in recency],
        "owners": list(said.owners.items()),  # a list: their order has a meaning
        "trust": [weighing.trust.ranks, sorted(weighing.trust.preferred)],
        "date_order": weighing.date_order,
        "canonical": said.canonical,
        "authorities": [[a.source, a.document_set, a.match] for a in weighing.authorities],
        "owner_directory": said.owner_directory is not None,
    }
    return json.dumps(meaning, sort_keys=True, separators=(",", ":"), default=str)


def _scope(scope: Scope) -> list[object]:
    """What makes a set: which documents it holds, where their paths name a release, and what it asks of them."""
    release = scope.releases.pattern if scope.releases else ""
    return [scope.source, scope.patterns, release, asdict(scope.governance)]
