"""All that a bundle tells, collected while the catalog is open."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbaudit.evidence.hashing import below_of, hash_skipped
from kbaudit.model import uri_of
from kbaudit.redaction import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kbaudit.catalog import Catalog
    from kbaudit.model import Report
    from kbaudit.policy import Policy, Waivers
    from kbaudit.redaction import Masked


@dataclass(frozen=True, slots=True)
class Evidence:
    """An audit with what it was made of. waivers are those that concern its sources, baseline the known fingerprints.

    masked is the report as its files tell it to programs and to people: names that give something away are hidden.

    left_out are the files that patterns left out, each with its pattern, as far as the crawl named them. contents are
    the sha256 of skipped files by uri. beside are the uris of folders and files inside a source that belong to
    kbaudit's own work (reports, catalog) and are no part of the corpus.
    """

    report: Report
    masked: Masked
    policy: Policy
    waivers: Waivers
    baseline: frozenset[str]
    learners: tuple[str, ...]
    left_out: Sequence[tuple[str, str]]
    contents: Mapping[str, str]
    beside: tuple[str, ...] = ()


def gather(
    catalog: Catalog,
    report: Report,
    policy: Policy,
    waivers: Waivers,
    baseline: frozenset[str] = frozenset(),
    *,
    never: Iterable[Path] = (),
    read: bool = True,
) -> Evidence:
    """What an audit was made of. With read, skipped files are opened for their sha256 where the catalog hasn't it.

    never are paths that no crawl took for a part of a source.
    """
    sources = report.run.sources
    roots = {name: root for name, root in catalog.roots().items() if name in sources}
    if read:
        catalog.record_hashes(hash_skipped(catalog.unhashed(sources), roots))
    return Evidence(
        report,
        masked(report),
        policy,
        waivers.within(sources),
        baseline,
        catalog.learners(sources),
        catalog.left_out(sources),
        catalog.skipped_contents(sources),
        tuple(sorted(set(_beside(roots, never)))),
    )


def _beside(roots: Mapping[str, str], never: Iterable[Path]) -> Iterator[str]:
    places = [os.fsencode(path.resolve()) for path in never]
    for name, written in roots.items():
        root = os.path.join(below_of(written), b"")  # noqa: PTH118 - a Path can't hold every name
        yield from (uri_of(name, place[len(root) :]) for place in places if place.startswith(root))
