"""`kbaudit diff`: what appeared and what was fixed between two audits."""

from __future__ import annotations

import sys
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbaudit.cli.options import catalog_option, talk_options
from kbaudit.errors import PolicyError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo


@click.command()
@click.argument("runs", nargs=-1, metavar="[RUN [RUN]]")
@click.option("--list", "listed", is_flag=True, help="List the audits that the catalog knows, and stop.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="error",
    show_default=True,
    help="Exit code 1 where findings of this level appeared.",
)
@catalog_option
@talk_options
def diff(
    runs: tuple[str, ...], listed: bool, form: str, fail_on: str, catalog: Path,
    quiet: bool, no_color: bool, debug: bool,
) -> None:  # fmt: skip
    """Print which findings appeared and which were fixed from one audit to another.

    RUN is an audit in the catalog: the first six digits of its id or more, `latest`, or `previous` (the last
    earlier audit of the same sources as the latest); or a findings.json, or a folder with one. With no RUN the
    previous one is compared with the latest, with one RUN that one.

    \b
    Examples:
      kbaudit diff                        previous against latest
      kbaudit diff --list
      kbaudit diff 3f9a1c latest
      kbaudit diff last/findings.json kbaudit-report --format json

    Exit codes: 0 nothing at or above --fail-on appeared, 1 something did.
    """  # noqa: D301 - click wants the character \b itself
    from kbaudit.cli.audits import Audits  # noqa: PLC0415 - help must not wait for DuckDB
    from kbaudit.redaction import Names  # noqa: PLC0415
    from kbaudit.reports.run_diff import (  # noqa: PLC0415
        appeared_at,
        compared,
        render_diff,
        render_diff_json,
        render_runs,
        render_runs_json,
    )

    if len(runs) > 2:
        raise UsageError("name two audits at most: kbaudit diff BEFORE AFTER")
    if listed and runs:
        raise UsageError("--list takes no RUN")
    with Audits(catalog) as audits:
        if listed:
            known = audits.all()
            click.echo(render_runs(known, _zone()) if form == "text" else render_runs_json(known), nl=False)
            return
        before, after = (audits.read(name) for name in _named(runs))
    found = compared(before, after)
    said = render_diff(found, _zone()) if form == "text" else render_diff_json(found)
    click.echo(Names(told.uri for audited in (before, after) for _, told in audited.told).text(said), nl=False)
    sys.exit(int(appeared_at(found, fail_on)))


def _zone() -> tzinfo:
    """The zone of the policy that lies here; UTC where it can't be used: the audits are told all the same."""
    from kbaudit.policy import find_policy  # noqa: PLC0415

    try:
        return find_policy(None, Path.cwd()).zone
    except PolicyError:
        return UTC


def _named(runs: Sequence[str]) -> tuple[str, str]:
    if not runs:
        return "previous", "latest"
    return (runs[0], "latest") if len(runs) == 1 else (runs[0], runs[1])
