"""`kbaudit explain`: the page of a check, or one document's story."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import click

from kbaudit.cli.options import catalog_option, policy_option, read_as_of, talk_options
from kbaudit.errors import UsageError

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

    PATH is a uri as the reports show it, or the end of one. Its story: status and reasons, which claims won, its
    family as a timeline, what changed since, and what contradicts it.

    \b
    Examples:
      kbaudit explain KB103
      kbaudit explain hr/travel-policy-v1.md
    """  # noqa: D301 - click wants the character \b itself
    if CODE.fullmatch(what):
        from kbaudit.checks.pages import page  # noqa: PLC0415 - a page needs no catalog

        click.echo(page(what.upper()))
        return
    click.echo(_story(what, policy, as_of, catalog), nl=False)


def _story(what: str, policy: str | None, as_of: str | None, catalog: Path) -> str:
    from kbaudit import pipeline  # noqa: PLC0415 - these too: a page needs none of them
    from kbaudit.catalog import Catalog  # noqa: PLC0415
    from kbaudit.policy import find_policy, find_waivers  # noqa: PLC0415
    from kbaudit.redaction import Names  # noqa: PLC0415
    from kbaudit.reports.story import render_story  # noqa: PLC0415
    from kbaudit.retell import retell  # noqa: PLC0415

    settings = find_policy(policy, Path.cwd())
    waivers = find_waivers(settings, Path.cwd(), datetime.now(UTC))
    if not catalog.exists():
        raise UsageError(f"there is no catalog {catalog}: run `kbaudit audit SOURCE` first")
    with Catalog.open(catalog) as opened:
        judging = pipeline.Judging(settings, read_as_of(as_of, settings.zone), waivers=waivers)
        report = pipeline.judge(opened, judging, record=False)
        story = retell(opened, report, what)
        told = render_story(report, story.uri, text=story.text, rewritten=story.rewritten)
        return Names(report.verdicts).text(told)
