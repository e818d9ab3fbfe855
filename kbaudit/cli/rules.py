"""`kbaudit rules`: compile them for a retrieval system, write the stamps onto its points, show what they say."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from kbaudit.cli.progress import progress_on_stderr
from kbaudit.cli.retrieval_options import RULES, address_options, read_address, read_now, rules_option, stamps_beside
from kbaudit.cli.rules_text import described, outcome, pasteable
from kbaudit.errors import UsageError
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import is_as_written
from kbaudit.retrieval.stamps import Stamps, known_release
from kbaudit.retrieval.targets import BY_NAME
from kbaudit.retrieval.targets.base import Asked

_TALK = (
    click.option("-q", "--quiet", is_flag=True, help="Print the result alone: no progress, no talk."),
    click.option("--no-color", is_flag=True, help="No colour."),
    click.option("--debug", is_flag=True, help="On a failure, show the traceback."),
)


@click.group()
def rules() -> None:
    """Compile the rules for a retrieval system, apply them to a live index, show or check them.

    \b
    Examples:
      kbaudit rules show
      kbaudit rules compile --target qdrant --with-adapter
      kbaudit rules apply --target qdrant --url http://localhost:6333 \\
          --collection handbook
    """  # noqa: D301 - click wants the character \b itself


@rules.command("compile")
@click.option("--target", required=True, type=click.Choice(sorted(BY_NAME)), help="The retrieval system.")
@rules_option
@click.option("--now", metavar="MOMENT", help="Bake in this moment (ISO 8601, or now).  [default: left to the query]")
@click.option("--release", help="The release asked for.  [default: that of the rules]")
@click.option("--collection", default="documents", show_default=True, help="The collection, table, index or class.")
@click.option("--inner", type=click.IntRange(1, 10_000), default=100, show_default=True,
              help="How many of the nearest points are scored again by age.")  # fmt: skip
@click.option("--approximate", is_flag=True, help="Allow what only comes near the rules' weights.")
@click.option("--with-adapter", is_flag=True, help="An adapter does after retrieval what the target can't.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="Ready to paste, or as JSON for a program.")  # fmt: skip
@click.option("--debug", is_flag=True, help="On a failure, show the traceback.")
def compile_(
    target: str, rules: Path, now: str | None, release: str | None, collection: str, inner: int, approximate: bool,
    with_adapter: bool, form: str, debug: bool,
) -> None:  # fmt: skip
    """Print the rules in a target's own form: what to create first, the filter, the decay.

    Nothing is dropped silently: a clause that the target can't express is an error, and what it leaves to an
    adapter after retrieval has to be allowed by --with-adapter.

    \b
    Examples:
      kbaudit rules compile --target pgvector --collection chunks --with-adapter
      kbaudit rules compile --target chroma --now now --format json --with-adapter
    """  # noqa: D301 - click wants the character \b itself
    asked = Asked(Rules.load(rules), read_now(now), release, collection, approximate, inner)
    beside = stamps_beside(rules)
    if release is not None and beside.exists():
        known_release(release, Stamps.load(beside, asked.rules.match))
    compiled = BY_NAME[target].compile(asked)
    if compiled.left and not with_adapter:
        raise UsageError(
            f"{target} leaves to an adapter: {'; '.join(compiled.left)}. Put one behind the retriever (docs/retrieval/"
            "adapters.md) and say --with-adapter"
        )
    if form == "json":
        click.echo(json.dumps(asdict(compiled), indent=2, ensure_ascii=False, default=str))
        return
    click.echo(pasteable(compiled, asked.rules, BY_NAME[target].title), nl=False)


@rules.command()
@address_options
@rules_option
@click.option("--dry-run", is_flag=True, help="Read, compare and tell; write nothing.")
@click.option("--allow-unmatched", is_flag=True, help="Go on when under 95 % of the points belong to a document.")
@click.option("--reindexed", is_flag=True, help="The points hold the current texts, whatever their stamps say.")
@_TALK[0]
@_TALK[1]
@_TALK[2]
def apply(
    rules: Path, dry_run: bool, allow_unmatched: bool, reindexed: bool, quiet: bool, no_color: bool, debug: bool,
    **address: str,
) -> None:  # fmt: skip
    """Write the stamps onto the points of a live index: only kb_ fields, only what changed.

    Points are tied to documents by retrieval.match of the policy. Run it after each audit and after each ingestion;
    it is safe to repeat and to stop.

    \b
    Examples:
      kbaudit rules apply --target pgvector --collection chunks --dry-run
      QDRANT_API_KEY=... kbaudit rules apply --target qdrant \\
          --url https://qdrant.example.org --collection handbook
    """  # noqa: D301 - click wants the character \b itself
    from kbaudit.retrieval.apply import Applying  # noqa: PLC0415 - --help needs neither
    from kbaudit.retrieval.apply import apply as stamp_points  # noqa: PLC0415
    from kbaudit.retrieval.indexes import open_index  # noqa: PLC0415

    loaded = Rules.load(rules)
    stamps = Stamps.load(stamps_beside(rules), loaded.match)
    index = open_index(address["target"], read_address(address, loaded.match))
    try:
        with progress_on_stderr(quiet=quiet, no_color=no_color) as progress:
            how = Applying(dry_run, allow_unmatched, reindexed)
            applied = stamp_points(index, loaded, stamps, how, progress)
    finally:
        index.close()
    click.echo(outcome(applied, dry_run=dry_run), nl=False)


@rules.command()
@rules_option
@click.option("--debug", is_flag=True, help="On a failure, show the traceback.")
def show(rules: Path, debug: bool) -> None:
    """Tell in words what the rules say, and which targets can express them.

    \b
    Example:
      kbaudit rules show --rules kbaudit-report/rules.json
    """  # noqa: D301 - click wants the character \b itself
    loaded = Rules.load(rules)
    beside = stamps_beside(rules)
    stamps = Stamps.load(beside, loaded.match) if beside.exists() else None
    click.echo(described(loaded, stamps), nl=False)


@rules.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default=RULES)
@click.option("--debug", is_flag=True, help="On a failure, show the traceback.")
def check(file: Path, debug: bool) -> None:
    """Check that a rules.json is as an audit wrote it, and that it and the stamps.jsonl beside it are understood.

    \b
    Example:
      kbaudit rules check kbaudit-report/rules.json
    """  # noqa: D301 - click wants the character \b itself
    loaded = Rules.load(file)
    if not is_as_written(json.loads(file.read_bytes())):
        raise UsageError(f"{file}: the rules were changed since an audit wrote them: their digest is another one")
    beside = stamps_beside(file)
    counted = (
        f"{len(Stamps.load(beside, loaded.match).by_uri):,} stamps" if beside.exists() else "no stamps beside them"
    )
    click.echo(f"{file}: the rules are understood; {counted}")
    sys.exit(0)
