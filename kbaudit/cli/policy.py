"""`kbaudit policy`: write a policy that fits, check one, print the schema."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbaudit.cli.options import CATALOG, catalog_option, colour_wanted, read_as_of, talk_options
from kbaudit.cli.progress import progress_on_stderr
from kbaudit.model import displayed
from kbaudit.policy import describe, find_waivers, policy_schema
from kbaudit.policy.firing.faults import read_checked

if TYPE_CHECKING:
    from kbaudit.cli.policy_init import Written
    from kbaudit.policy import Policy

_STDOUT = "-"


@click.group()
def policy() -> None:
    """Write a policy that fits, check one, or print the JSON Schema of policies.

    \b
    Examples:
      kbaudit policy init                           propose one for the catalog
      kbaudit policy check kbaudit.yaml
      kbaudit policy schema > policy.schema.json    for an editor that completes
    """  # noqa: D301 - click wants the character \b itself


@policy.command()
@catalog_option
@click.option(
    "-o", "--output", metavar="FILE", default="kbaudit.yaml", show_default=True,
    help="Where to write the policy; - is stdout.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.option("--as-of", metavar="DATE", help="Count what rules hit as of this day.  [default: now]")
@talk_options
def init(catalog: Path, output: str, force: bool, as_of: str | None, quiet: bool, no_color: bool, debug: bool) -> None:
    """Write a commented policy that fits what the catalog holds.

    It proposes document sets, limits and required metadata from what the documents show, and tells beside each
    rule what it would hit today. Owners that documents name go into a file beside it, if most name one.

    \b
    Examples:
      kbaudit crawl docs/ && kbaudit policy init
      kbaudit policy init -o - | less
    """  # noqa: D301 - click wants the character \b itself
    from kbaudit.cli.policy_init import proposed, refuse_existing, write  # noqa: PLC0415 - help must not wait for DuckDB

    path = None if output == _STDOUT else Path(output)
    if path:
        refuse_existing(path, force=force)
    with progress_on_stderr(quiet=quiet, no_color=no_color) as progress:
        made = proposed(catalog, path, read_as_of(as_of, UTC), progress)
    if path is None:
        click.echo(made.text, nl=False)
        return
    if made.directory and made.directory_text:
        write(made.directory, made.directory_text)
    write(path, made.text, force=force)
    for line in describe(made.policy, [piece.uri for piece in made.proposal.kept]):
        click.echo(displayed(line))
    if not quiet:
        _talk(made, path, catalog)


def _talk(made: Written, path: Path, catalog: Path) -> None:
    """What was written, and what to do with it."""
    shown, where = displayed(str(path)), "" if catalog == CATALOG else f" -c {displayed(str(catalog))}"
    lines = [f"written: {shown}"]
    if made.directory:
        did = "written" if made.directory_text else "kept as it is"
        lines.append(f"{did}: {displayed(str(made.directory))}, the owners that documents name")
    if made.proposal.left_out:
        lines.append(
            f"{len(made.proposal.passed_by):,} documents in folders that it leaves out stay until the next crawl"
        )
    lines += [
        "next: read it and change it where it's wrong, then",
        f"  kbaudit policy check {shown} -c {displayed(str(catalog))}    what each rule hits",
        f"  kbaudit check -p {shown}{where}    judge under it",
    ]
    for line in lines:
        click.echo(line, err=True)


@policy.command()
@click.argument("file", metavar="FILE")
@click.option(
    "-c", "--catalog", type=click.Path(path_type=Path, dir_okay=False), metavar="CATALOG",
    help="Tell what each rule hits in what this catalog holds.",
)  # fmt: skip
@click.option("--as-of", metavar="DATE", help="Judge as of this day or moment.  [default: now]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@talk_options
def check(
    file: str, catalog: Path | None, as_of: str | None, form: str, quiet: bool, no_color: bool, debug: bool
) -> None:
    """Check a policy FILE, and tell what it asks. FILE may be the name of a pack.

    Unknown keys, wrong values, missing files and sets that can never match are told with line and column (exit
    code 2). With a catalog also: what each rule hits, which checks never fire, and what matches nothing.

    \b
    Examples:
      kbaudit policy check kbaudit.yaml
      kbaudit policy check strict -c .kbaudit/catalog.duckdb
    """  # noqa: D301 - click wants the character \b itself
    checked = read_checked(file, Path.cwd())
    waivers = find_waivers(checked.policy, Path.cwd(), datetime.now(UTC))
    moment = read_as_of(as_of, checked.policy.zone)
    from kbaudit.cli.policy_fired import Outcome, asked_json, fired_json, fired_text  # noqa: PLC0415 - nor for rich

    if catalog is None:
        click.echo(asked_json(checked.policy) if form == "json" else _asked_text(checked.policy), nl=False)
        if not quiet and CATALOG.exists():
            click.echo(f"with -c {CATALOG} it also tells what each rule hits", err=True)
        return
    from kbaudit.cli.policy_judged import judged, opened  # noqa: PLC0415 - a file alone needs no DuckDB

    with opened(catalog) as held, progress_on_stderr(quiet=quiet, no_color=no_color) as progress:
        found = judged(held, checked.policy, moment, progress, waivers=waivers)
    outcome = Outcome.of(checked, found, moment)
    if form == "json":
        click.echo(fired_json(outcome), nl=False)
        return
    colour = colour_wanted(no_color=no_color, terminal=sys.stdout.isatty())
    click.echo(fired_text(outcome, colour=colour), nl=False, color=colour)


def _asked_text(checked: Policy) -> str:
    return "".join(f"{displayed(line)}\n" for line in describe(checked))


@policy.command()
def schema() -> None:
    """Print the JSON Schema of policy files."""
    click.echo(policy_schema(), nl=False)
