"""A policy judged over a catalog, for `kbaudit policy init` and `check`: a question that its history doesn't keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbaudit import pipeline
from kbaudit.catalog import Catalog
from kbaudit.checks.judge import in_force
from kbaudit.errors import UsageError
from kbaudit.policy import NO_WAIVERS
from kbaudit.policy.firing.fired import Firing, firing
from kbaudit.retrieval.resolve import resolve

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from kbaudit.model import Corpus, Finding, Progress
    from kbaudit.policy import Policy, Waivers


@dataclass(frozen=True, slots=True)
class Judged:
    """A corpus under a policy: all findings, those yet to come too, and what those that hold say of each rule."""

    corpus: Corpus
    findings: tuple[Finding, ...]
    fired: Firing


def judged(
    catalog: Catalog,
    policy: Policy,
    as_of: datetime,
    progress: Progress,
    *,
    waivers: Waivers = NO_WAIVERS,
    without: frozenset[str] = frozenset(),
) -> Judged:
    """What the policy finds in all that the catalog holds, as of a moment. The documents `without` aren't counted."""
    examined = pipeline.examine(catalog, pipeline.Judging(policy, as_of, waivers=waivers), progress=progress)
    corpus, findings = examined.corpus, examined.findings
    verdicts = resolve(corpus, findings, as_of, min_confidence=policy.retrieval.min_confidence)
    return Judged(corpus, findings, firing(corpus, in_force(findings, as_of, corpus), verdicts, without))


def opened(path: Path) -> Catalog:
    """The catalog, if it's there and holds a document.

    Raises:
        UsageError: it isn't or doesn't.
    """
    if not path.exists():
        raise UsageError(f"there is no catalog {path}: run `kbaudit crawl SOURCE` or `kbaudit audit SOURCE` first")
    catalog = Catalog.open(path)
    if not any(catalog.uris(source) for source in catalog.sources()):
        catalog.close()
        raise UsageError(f"the catalog {path} holds no document: run `kbaudit crawl SOURCE` on a folder that has some")
    return catalog
