"""`kbaudit index`: is the live index what the audit says?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import click

from kbaudit.cli.progress import progress_on_stderr
from kbaudit.cli.retrieval_options import address_options, read_address, rules_option, stamps_beside
from kbaudit.model import Severity
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.stamps import Stamps

if TYPE_CHECKING:
    from pathlib import Path

_LEVELS: Final = tuple(Severity)
_NEVER: Final = "never"


@click.group()
def index() -> None:
    """Compare a live index with an audit.

    \b
    Example:
      kbaudit index check --target pgvector --collection chunks
    """  # noqa: D301 - click wants the character \b itself


@index.command()
@address_options
@rules_option
@click.option("--fail-on", type=click.Choice(["error", "warning", _NEVER]), default="error", show_default=True,
              help="Exit with 1 at findings of this level.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="For people, or all of it as JSON.")  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Print the result alone: no progress, no talk.")
@click.option("--no-color", is_flag=True, help="No colour.")
@click.option("--debug", is_flag=True, help="On a failure, show the traceback.")
def check(rules: Path, fail_on: str, form: str, quiet: bool, no_color: bool, debug: bool, **address: str) -> None:
    """Tell what the index lacks, what it shouldn't have any more, and which points don't obey the rules in force.

    Points of deleted documents (KB701), documents never indexed (KB702), points of an older revision (KB703), without
    a stamp (KB704), with the stamp of an older audit (KB705). `kbaudit explain KB702` has more.

    \b
    Example:
      kbaudit index check --target qdrant --url http://localhost:6333 \\
          --collection handbook

    Exit codes: 0 as it should be, 1 findings at or above --fail-on, 2 wrong use, 4 the index can't be read.
    """  # noqa: D301 - click wants the character \b itself
    from kbaudit.cli.rules_text import index_state  # noqa: PLC0415 - --help needs none of these
    from kbaudit.retrieval.index_check import check_index  # noqa: PLC0415
    from kbaudit.retrieval.indexes import open_index  # noqa: PLC0415

    loaded = Rules.load(rules)
    stamps = Stamps.load(stamps_beside(rules), loaded.match)
    opened = open_index(address["target"], read_address(address, loaded.match))
    try:
        with progress_on_stderr(quiet=quiet, no_color=no_color) as progress:
            state = check_index(opened, loaded, stamps, progress)
    finally:
        opened.close()
    if form == "json":
        findings = [{"code": each.code, "name": each.name, **asdict(each)} for each in state.findings]
        held = {"target": address["target"], "collection": address["collection"], "as_of": loaded.as_of}
        head = {"schema": "kbaudit.index/1", **held, "ruleset": loaded.digest}
        click.echo(json.dumps({**head, **asdict(state), "findings": findings}, indent=2))
    else:
        where = f"{address['collection']} ({address['target']})"
        click.echo(index_state(state, loaded, where), nl=False)
    closed = fail_on != _NEVER and any(
        _LEVELS.index(f.severity) >= _LEVELS.index(Severity(fail_on)) for f in state.findings
    )
    sys.exit(1 if closed else 0)
