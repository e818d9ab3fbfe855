"""How audit and check end: the report files, the summary on stdout, the talk on stderr, the exit code."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from kbaudit.cli.options import colour_wanted, reader_gone
from kbaudit.errors import UsageError
from kbaudit.gate import exit_code
from kbaudit.model import displayed
from kbaudit.reports import render_terminal, write_report

if TYPE_CHECKING:
    from pathlib import Path

    from kbaudit.model import Report


_INCOMPLETE = (
    "the audit is incomplete: more files are unreadable than the policy allows, or the last crawl was stopped before "
    "its end (run it again)"
)


@dataclass(frozen=True, slots=True)
class Ending:
    """Where the files go and how the summary looks."""

    output: Path
    formats: tuple[str, ...]
    fail_on: str
    quiet: bool
    no_color: bool


def finish(report: Report, ending: Ending) -> int:
    """Writes the files, prints the summary and returns the exit code of the command."""
    written = write_report(report, ending.output, ending.formats)
    colour = colour_wanted(no_color=ending.no_color, terminal=sys.stdout.isatty())
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    try:
        click.echo(render_terminal(report, width=width, colour=colour), nl=False, color=colour)
    except BrokenPipeError:  # the exit code still tells how the audit ended
        reader_gone()
    code = exit_code(complete=report.run.complete, findings=report.findings, fail_on=ending.fail_on)
    if not ending.quiet:
        _talk(report, ending, written, code)
    return code


def _talk(report: Report, ending: Ending, written: tuple[Path, ...], code: int) -> None:
    page = next((path for path in written if path.suffix == ".html"), ending.output)
    click.echo(f"report: {displayed(str(page))} (and {len(written) - 1} files beside it)", err=True)
    if report.summary.documents == 0:
        click.echo("nothing to audit: no document was found that kbaudit reads", err=True)
    elif code == 3:
        click.echo(_INCOMPLETE, err=True)
    elif code == 1:
        click.echo(f"the gate is closed: findings at or above {ending.fail_on} (exit code 1)", err=True)


def known_fingerprints(baseline: Path | None) -> frozenset[str]:
    """The fingerprints in a findings.json from before.

    Raises:
        UsageError: the file is not a findings.json.
    """
    if baseline is None:
        return frozenset()
    try:
        content = json.loads(baseline.read_text(encoding="utf-8"))
        return frozenset(str(finding["fingerprint"]) for finding in content["findings"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"{baseline} is not a findings.json: {type(error).__name__}: {error}") from None
