"""`kbaudit crawl`: only learn."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kbaudit import pipeline
from kbaudit.catalog import Catalog
from kbaudit.cli.options import OUTPUT, catalog_option, extractor_option, jobs_option, policy_option, talk_options
from kbaudit.cli.progress import progress_on_stderr
from kbaudit.crawlers import resolve_sources
from kbaudit.gate import INCOMPLETE
from kbaudit.policy import find_policy


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@policy_option
@catalog_option
@jobs_option
@extractor_option
@talk_options
def crawl(
    sources: tuple[str, ...], policy: str | None, catalog: Path, jobs: int | None, extractor: str,
    quiet: bool, no_color: bool, debug: bool,
) -> None:  # fmt: skip
    """Learn what is new or changed in one or more folders; judge nothing.

    A crawl that is stopped keeps what it has learned: run it again and it goes on.

    \b
    Example:
      kbaudit crawl hr=/mnt/hr wiki=export/ && kbaudit check
    """  # noqa: D301 - click wants the character \b itself
    settings = find_policy(policy, Path.cwd())
    named = resolve_sources(sources, settings.sources)
    with Catalog.open(catalog) as opened, progress_on_stderr(quiet=quiet, no_color=no_color) as progress:
        crawling = pipeline.Crawling(settings, jobs, never=(catalog, OUTPUT), extractor=extractor)
        tally = pipeline.crawl(opened, named, crawling, progress)
    click.echo(
        f"found {tally.found:,}: learned {tally.learned:,}, unchanged {tally.unchanged:,}, "
        f"skipped {tally.skipped:,}, ignored {tally.ignored:,}"
    )
    if not tally.learned + tally.unchanged:
        click.echo("nothing was learned: no document was found that kbaudit reads", err=True)
        sys.exit(INCOMPLETE)
