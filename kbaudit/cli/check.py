"""`kbaudit check`: judge again what the catalog holds."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from kbaudit import pipeline
from kbaudit.catalog import Catalog
from kbaudit.cli.evidence_options import bundling, evidence_options
from kbaudit.cli.finish import Ending, finish, known_fingerprints
from kbaudit.cli.options import catalog_option, judging_options, read_as_of, talk_options
from kbaudit.cli.progress import progress_on_stderr
from kbaudit.errors import UsageError
from kbaudit.policy import find_policy, find_waivers


@click.command()
@judging_options
@evidence_options
@catalog_option
@talk_options
def check(
    policy: str | None, output: Path, as_of: str | None, fail_on: str | None, baseline: Path | None,
    by: str | None, redact: str | None, evidence: Path | None, sample: int | None, sample_seed: str | None,
    sign: Path | None, formats: tuple[str, ...], catalog: Path, quiet: bool, no_color: bool, debug: bool,
) -> None:  # fmt: skip
    """Judge everything that the catalog holds, without reading one file.

    \b
    Examples:
      kbaudit check -p strict             the same facts under another policy
      kbaudit check --as-of 2027-01-01    what will be stale or expired by then
      kbaudit check --by owner            worklists, a page an owner
      kbaudit check --redact all -o out   a report that leaves the house
    """  # noqa: D301 - click wants the character \b itself
    asked = bundling(evidence, sample, sample_seed, sign, output, redact=redact)
    settings = find_policy(policy, Path.cwd())
    waivers = find_waivers(settings, Path.cwd(), datetime.now(UTC))
    judging = pipeline.Judging(settings, read_as_of(as_of, settings.zone), known_fingerprints(baseline), waivers)
    if not catalog.exists():
        raise UsageError(f"there is no catalog {catalog}: run `kbaudit crawl SOURCE` or `kbaudit audit SOURCE` first")
    with Catalog.open(catalog) as opened, progress_on_stderr(quiet=quiet, no_color=no_color) as progress:
        report = pipeline.judge(opened, judging, progress=progress)
        roots = opened.roots() if by else None
        bundle = asked.gathered(opened, report, judging, (catalog, output), read=False) if asked else None
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
