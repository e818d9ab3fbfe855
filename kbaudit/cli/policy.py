"""`kbaudit policy`: check a policy file, print its schema."""

from __future__ import annotations

from pathlib import Path

import click

from kbaudit.cli.options import talk_options
from kbaudit.model import displayed
from kbaudit.policy import describe, load_policy, policy_schema


@click.group()
def policy() -> None:
    """Check a policy file, or print its JSON Schema.

    \b
    Examples:
      kbaudit policy check kbaudit.yaml
      kbaudit policy schema > policy.schema.json    for an editor that completes
    """  # noqa: D301 - click wants the character \b itself


@policy.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@talk_options
def check(file: Path, quiet: bool, no_color: bool, debug: bool) -> None:
    """Check a policy FILE, and tell what it asks.

    Unknown keys and wrong values are told with line and column (exit code 2).
    """
    loaded = load_policy(file)
    for line in describe(loaded):
        click.echo(displayed(line))


@policy.command()
def schema() -> None:
    """Print the JSON Schema of policy files."""
    click.echo(policy_schema(), nl=False)
