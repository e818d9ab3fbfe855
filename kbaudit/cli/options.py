"""Options that several commands share, and how their values are read."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from kbaudit.errors import UsageError
from kbaudit.extractors import CHOICES, NATIVE
from kbaudit.extractors.unstructured_text import EXTRA, missing_packages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import tzinfo

P = ParamSpec("P")
R = TypeVar("R")

CATALOG = Path(".kbaudit") / "catalog.duckdb"
OUTPUT = Path("kbaudit-report")
FORMATS = ("sarif", "junit", "csv")
REDACTIONS = ("paths", "text", "all")


def catalog_option(command: Callable[P, R]) -> Callable[P, R]:
    """-c: where the catalog is."""
    return click.option(
        "-c", "--catalog", type=click.Path(path_type=Path, dir_okay=False), default=CATALOG, show_default=True,
        help="The DuckDB file that keeps what was learned.",
    )(command)  # fmt: skip


def policy_option(command: Callable[P, R]) -> Callable[P, R]:
    """-p: a policy file or the name of a pack."""
    return click.option(
        "-p", "--policy", metavar="FILE|PACK",
        help="A policy file, or a pack: default, strict, docs-as-code, regulated.  "
        "[default: kbaudit.yaml if present, else the pack default]",
    )(command)  # fmt: skip


def jobs_option(command: Callable[P, R]) -> Callable[P, R]:
    """--jobs: how many worker processes read."""
    return click.option(
        "-j", "--jobs", type=click.IntRange(1, 256), help="Worker processes.  [default: one a processor]"
    )(command)


def extractor_option(command: Callable[P, R]) -> Callable[P, R]:
    """--extractor: who reads the texts."""
    return click.option(
        "--extractor", type=click.Choice(CHOICES), default=NATIVE, show_default=True, callback=_installed,
        help="Who reads the texts. With unstructured, the audit sees what an ingestion built on it sees.",
    )(command)  # fmt: skip


def _installed(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """The choice, refused before anything begins where its packages aren't there."""
    missing = missing_packages() if value != NATIVE else ()
    if missing:
        raise UsageError(f"--extractor {value} needs {', '.join(missing)}: pip install 'kbaudit[{EXTRA}]'")
    return value


def talk_options(command: Callable[P, R]) -> Callable[P, R]:
    """--quiet, --no-color and --debug."""
    for option in (
        click.option("-q", "--quiet", is_flag=True, help="Print the result alone: no progress, no talk."),
        click.option("--no-color", is_flag=True, help="No colour (so does NO_COLOR, and so does a pipe)."),
        click.option("--debug", is_flag=True, help="On a failure, show the traceback."),
    ):
        command = option(command)
    return command


def reviewing_options(command: Callable[P, R]) -> Callable[P, R]:
    """What waive and attest share: policy, waiver file, catalog, talk."""
    file = click.option(
        "--file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="The waiver file.  [default: kbaudit-waivers.yaml beside the policy]",
    )
    return policy_option(file(catalog_option(talk_options(command))))


def judging_options(command: Callable[P, R]) -> Callable[P, R]:
    """What audit and check share: policy, as-of, output, gate, baseline, formats, worklists."""
    for option in (
        click.option(
            "--format",
            "formats",
            type=click.Choice(FORMATS),
            multiple=True,
            help="Write this file as well (repeatable).",
        ),
        click.option(
            "--redact",
            type=click.Choice(REDACTIONS),
            help="Hide names of files, words of documents, or both and people, in all that is written.",
        ),
        click.option(
            "--by",
            type=click.Choice(["owner"]),
            help="Write worklists as well: a page an owner, to send on.",
        ),
        click.option(
            "--baseline",
            type=click.Path(path_type=Path, dir_okay=False, exists=True),
            metavar="FILE",
            help="A findings.json from before: what it holds is known and doesn't close the gate.",
        ),
        click.option(
            "--fail-on",
            type=click.Choice(["error", "warning", "note", "never"]),
            help="The gate closes (exit code 1) at findings of this level.  [default: the policy's, error]",
        ),
        click.option("--as-of", metavar="DATE", help="Judge as of this day or moment (ISO 8601).  [default: now]"),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path, file_okay=False),
            default=OUTPUT,
            show_default=True,
            help="The folder for the report files.",
        ),
        policy_option,
    ):
        command = option(command)
    return command  # fmt: skip


def refuse_hidden(findings: Mapping[str, Mapping[str, object]], file: Path) -> None:
    """Raises UsageError for a findings.json that hides words: its fingerprints are those of no audit."""
    hidden = findings["run"].get("redacted") if "run" in findings else None
    if hidden in REDACTIONS[1:]:
        raise UsageError(
            f"{file} was written with --redact {hidden}, so its fingerprints can't be compared: name the one without "
            "it, or one with --redact paths"
        )


def read_as_of(text: str | None, zone: tzinfo) -> datetime:
    """The moment to judge at, in UTC: now, a day (its midnight in the zone) or a moment (in the zone if it names none).

    Raises:
        UsageError: the text is not an ISO 8601 date or moment.
    """
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        if len(text) <= len("2026-06-01"):
            return datetime.combine(date.fromisoformat(text), time(), tzinfo=zone).astimezone(UTC)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(f"--as-of {text!r} is not a date (write it like 2026-06-01)") from None


def reader_gone() -> None:
    """The reader of stdout (head, less) has gone: no failure of ours, and nothing may be written to it any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def colour_wanted(*, no_color: bool, terminal: bool) -> bool:
    """Whether to colour: only on a terminal, and not against --no-color, NO_COLOR or TERM=dumb."""
    return terminal and not no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
