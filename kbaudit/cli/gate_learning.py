"""What `kbaudit gate -c` does first: crawls the sources that the paths lie in, and judges the catalog as of now."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kbaudit import pipeline
from kbaudit.catalog import Catalog
from kbaudit.cli.options import OUTPUT
from kbaudit.cli.progress import progress_on_stderr
from kbaudit.crawlers import resolve_sources
from kbaudit.errors import UsageError
from kbaudit.policy import find_policy, find_waivers
from kbaudit.retrieval.stamps import Stamps

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kbaudit.retrieval.rules import Match


def learn_first(catalog: Path, paths: Sequence[str], match: Match, *, quiet: bool) -> tuple[Stamps, Mapping[str, str]]:
    """The stamps as of now and the folders of the sources by name. Without paths every source is crawled.

    Raises:
        UsageError: there is no such catalog.
    """
    if not catalog.exists():
        raise UsageError(f"there is no catalog {catalog}: run `kbaudit audit SOURCE` first")
    settings = find_policy(None, Path.cwd())
    now = datetime.now(UTC).replace(microsecond=0)
    judging = pipeline.Judging(settings, now, waivers=find_waivers(settings, Path.cwd(), now))
    with Catalog.open(catalog) as opened, progress_on_stderr(quiet=quiet, no_color=False) as progress:
        roots = opened.roots()
        wanted = [f"{name}={root}" for name, root in roots.items() if not paths or _holds(root, paths)]
        if wanted:
            crawling = pipeline.Crawling(settings, never=(catalog, OUTPUT))
            pipeline.crawl(opened, resolve_sources(tuple(wanted), settings.sources), crawling, progress)
        report = pipeline.judge(opened, judging, progress=progress, record=False)
    return Stamps.of_audit(report.stamps, match), roots


def _holds(root: str, paths: Sequence[str]) -> bool:
    top = os.path.realpath(root)
    return any(os.path.commonpath((top, full)) in (top, full) for full in map(os.path.realpath, paths))
