"""`kbaudit policy`: check a policy file, print its schema."""

from __future__ import annotations

from pathlib import Path

import click

from kbaudit.cli.options import talk_options
from kbaudit.model import displayed
from kbaudit.policy import describe, load_policy, policy_schema


@click.group()
def policy() -> None:
    r"""Check a policy file, or print its JSON Schema.

    \b
    Examples:
      kbaudit policy check kbaudit.yaml
      kbaudit policy schema > policy.schema.json      for an editor that completes and checks
    """


@policy.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@talk_options
def check(file: Path, quiet: bool, no_color: bool, debug: bool) -> None:
    """Check a policy FILE: unknown keys, wrong values (exit code 2, with line and column); else tell what it asks."""
    loaded = load_policy(file)
    for line in describe(loaded):
        click.echo(displayed(line))


@policy.command()
def schema() -> None:
    """Print the JSON Schema of policy files."""
    click.echo(policy_schema(), nl=False)
