"""`kbaudit audit`: crawl, judge, report."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from kbaudit import pipeline
from kbaudit.catalog import Catalog
from kbaudit.cli.evidence_options import bundling, evidence_options
from kbaudit.cli.finish import Ending, finish, known_fingerprints
from kbaudit.cli.options import catalog_option, extractor_option, jobs_option, judging_options, read_as_of, talk_options
from kbaudit.cli.progress import progress_on_stderr
from kbaudit.crawlers import resolve_sources
from kbaudit.policy import find_policy, find_waivers


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@judging_options
@evidence_options
@catalog_option
@jobs_option
@extractor_option
@talk_options
def audit(
    sources: tuple[str, ...], policy: str | None, output: Path, as_of: str | None, fail_on: str | None,
    baseline: Path | None, by: str | None, redact: str | None, evidence: Path | None, sample: int | None,
    sample_seed: str | None, sign: Path | None, formats: tuple[str, ...], catalog: Path, jobs: int | None,
    extractor: str, quiet: bool, no_color: bool, debug: bool,
) -> None:  # fmt: skip
    """Crawl one or more folders, judge every document and write the report.

    SOURCE is a folder, or NAME=FOLDER; the name begins every uri (the folder's own name if none is given).
    Only what is new or changed is read; the catalog remembers the rest.

    \b
    Examples:
      kbaudit audit docs/
      kbaudit audit hr=/mnt/hr wiki=export/ -p strict --as-of 2026-06-01
      kbaudit audit docs/ --baseline last/findings.json --format sarif
          in CI: only what is new closes the gate
      kbaudit audit docs/ --redact paths -o for-the-auditor
          a report that leaves the house
      kbaudit audit docs/ --evidence evidence/
          what an auditor carries away: `kbaudit verify evidence/` proves it

    Exit codes: 0 passed, 1 gate closed, 2 wrong use or policy, 3 incomplete (nothing to audit, or too many
    unreadable files), 4 failure, 5 catalog in use, 130/143 interrupted.
    """  # noqa: D301 - click wants the character \b itself
    asked = bundling(evidence, sample, sample_seed, sign, output, redact=redact)
    settings = find_policy(policy, Path.cwd())
    waivers = find_waivers(settings, Path.cwd(), datetime.now(UTC))
    judging = pipeline.Judging(settings, read_as_of(as_of, settings.zone), known_fingerprints(baseline), waivers)
    named = resolve_sources(sources, settings.sources)
    with Catalog.open(catalog) as opened, progress_on_stderr(quiet=quiet, no_color=no_color) as progress:
        never = (catalog, output, *(asked.places if asked else ()))
        crawling = pipeline.Crawling(settings, jobs, never=never, extractor=extractor)
        report = pipeline.audit(opened, named, crawling, judging, progress)
        roots = opened.roots() if by else None
        bundle = asked.gathered(opened, report, judging, (catalog, output), read=True) if asked else None
    ending = Ending(
        output,
        formats,
        fail_on or settings.gate.fail_on,
        quiet,
        no_color,
        by_set=fail_on is None,
        roots=roots,
        redact=redact or "",
        bundle=bundle,
    )
    sys.exit(finish(report, ending))
