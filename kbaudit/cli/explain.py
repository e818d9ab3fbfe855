"""`kbaudit explain`: the page of a check, or one document's story."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbaudit.cli.options import catalog_option, policy_option, read_as_of, talk_options
from kbaudit.errors import UsageError

if TYPE_CHECKING:
    from kbaudit.model import Report

CODE = re.compile(r"KB\d{3}", re.IGNORECASE)


@click.command()
@click.argument("what", metavar="CODE|PATH")
@policy_option
@click.option("--as-of", metavar="DATE", help="Judge as of this day or moment.  [default: now]")
@catalog_option
@talk_options
def explain(
    what: str, policy: str | None, as_of: str | None, catalog: Path, quiet: bool, no_color: bool, debug: bool
) -> None:
    """Print the page of a check (CODE), or why a document (PATH) is served, demoted or excluded.

    PATH is a uri as the reports show it, or the end of one.

    \b
    Examples:
      kbaudit explain KB103
      kbaudit explain hr/travel-policy-v1.md
    """  # noqa: D301 - click wants the character \b itself
    if CODE.fullmatch(what):
        from kbaudit.checks.pages import page  # noqa: PLC0415 - a page needs no catalog

        click.echo(page(what.upper()))
        return
    from kbaudit.reports.story import render_story  # noqa: PLC0415 - see above

    report = _judged(catalog, policy, as_of)
    click.echo(render_story(report, _one(report, what)), nl=False)


def _judged(catalog: Path, policy: str | None, as_of: str | None) -> Report:
    from kbaudit import pipeline  # noqa: PLC0415 - these three too: a page needs none of them
    from kbaudit.catalog import Catalog  # noqa: PLC0415
    from kbaudit.policy import find_policy  # noqa: PLC0415

    settings = find_policy(policy, Path.cwd())
    if not catalog.exists():
        raise UsageError(f"there is no catalog {catalog}: run `kbaudit audit SOURCE` first")
    with Catalog.open(catalog) as opened:
        return pipeline.judge(opened, pipeline.Judging(settings, read_as_of(as_of, settings.zone)), record=False)


def _one(report: Report, what: str) -> str:
    uris = [*report.corpus.subjects, *(skip.uri for skip in report.corpus.skipped)]
    wanted = what.removeprefix("./")
    if wanted in uris:
        return wanted
    near = [uri for uri in uris if uri.endswith("/" + wanted.lstrip("/")) or wanted.endswith("/" + uri)]
    if len(near) == 1:
        return near[0]
    if not near:
        raise UsageError(f"the catalog holds no document {what!r}")
    listed = "\n".join(near[:10])
    raise UsageError(f"{what!r} could be any of {len(near)} documents; name one of them:\n{listed}")
