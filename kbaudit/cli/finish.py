"""How audit and check end: the report files, the summary on stdout, the talk on stderr, the exit code."""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from kbaudit.cli.evidence_options import told
from kbaudit.cli.options import colour_wanted, reader_gone, refuse_hidden
from kbaudit.errors import UsageError
from kbaudit.gate import exit_code
from kbaudit.model import displayed
from kbaudit.pipeline import uncollected
from kbaudit.redaction import Level, Masked, masked, redacted
from kbaudit.reports import remove_worklists, render_terminal, write_report, write_worklists

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kbaudit.cli.evidence_options import Bundle
    from kbaudit.model import Report


_INCOMPLETE = (
    "the audit is incomplete: more files are unreadable than the policy allows, or the last crawl was stopped before "
    "its end (run it again)"
)

_REDACTED = (
    "redacted ({}): rules.json and stamps.jsonl are not written, since nothing in them can be hidden; run without "
    "--redact for the retrieval layer"
)


@dataclass(frozen=True, slots=True)
class Ending:
    """Where the files go and how the summary looks. by_set: a document set's own level goes before fail_on.

    roots are where the sources lie, by name, if worklists are asked for. redact is the level of what is hidden ("" for
    nothing). bundle is the evidence that is asked for.
    """

    output: Path
    formats: tuple[str, ...]
    fail_on: str
    quiet: bool
    no_color: bool
    by_set: bool = False
    roots: Mapping[str, str] | None = None
    redact: str = ""
    bundle: Bundle | None = None


def finish(report: Report, ending: Ending) -> int:
    """Writes the files, prints the summary and returns the exit code of the command."""
    with uncollected():
        both = ending.bundle.evidence.masked if ending.bundle else _both(report, ending.redact)
        shown = both.for_people
        written = write_report(both.for_programs, ending.output, ending.formats, for_people=shown)
    sealed = ending.bundle.written(written) if ending.bundle else None
    if ending.roots is None:
        remove_worklists(ending.output)
    else:
        ways = {} if ending.redact else _ways(ending.roots, ending.output / "worklists")
        written += write_worklists(shown, ending.output, ways)
    colour = colour_wanted(no_color=ending.no_color, terminal=sys.stdout.isatty())
    width = shutil.get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100
    try:
        click.echo(render_terminal(shown, width=width, colour=colour), nl=False, color=colour)
    except BrokenPipeError:  # the exit code still tells how the audit ended
        reader_gone()
    code = exit_code(
        complete=report.run.complete,
        findings=report.findings,
        fail_on=ending.fail_on,
        subjects=report.corpus.subjects if ending.by_set else None,
    )
    if not ending.quiet:
        _talk(report, ending, written, code)
        if sealed:
            click.echo(told(sealed), err=True)
    return code


def _both(report: Report, redact: str) -> Masked:
    """What is told of a report, to programs and to people: less what names of files give away, and what is hidden."""
    both = masked(report)
    if not redact:
        return both
    level = Level(redact)
    hidden = redacted(both.for_programs if level.paths else both.for_people, level)
    return Masked(hidden, hidden, both.names)


def _ways(roots: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The relative ways from a folder to the roots of sources; without those on another drive."""
    ways = {}
    for name, root in roots.items():
        with suppress(ValueError):
            ways[name] = os.path.relpath(root, folder).replace(os.sep, "/")
    return ways


def _talk(report: Report, ending: Ending, written: tuple[Path, ...], code: int) -> None:
    page = next((path for path in written if path.suffix == ".html"), ending.output)
    click.echo(f"report: {displayed(str(page))} (and {len(written) - 1} files beside it)", err=True)
    if ending.redact:
        click.echo(_REDACTED.format(ending.redact), err=True)
    if report.summary.documents == 0:
        click.echo("nothing to audit: no document was found that kbaudit reads", err=True)
    elif code == 3:
        click.echo(_INCOMPLETE, err=True)
    elif code == 1:
        of_sets = ending.by_set and any(s.governance.fail_on for s in report.corpus.subjects.values())
        level = f"{ending.fail_on}, or the level of their document set" if of_sets else ending.fail_on
        click.echo(f"the gate is closed: findings at or above {level} (exit code 1)", err=True)


def _prints(finding: Mapping[str, object]) -> Iterator[str]:
    """Of a finding of findings.json its own fingerprint, and those of what it tells, where it tells several things."""
    yield str(finding["fingerprint"])
    several = finding.get("fingerprints", ())
    if not isinstance(several, list | tuple):
        raise TypeError("fingerprints is no list")
    yield from map(str, several)


def known_fingerprints(baseline: Path | None) -> frozenset[str]:
    """The fingerprints in a findings.json from before.

    Raises:
        UsageError: the file is not a findings.json.
    """
    if baseline is None:
        return frozenset()
    try:
        content = json.loads(baseline.read_text(encoding="utf-8"))
        refuse_hidden(content, baseline)
        return frozenset(print_ for finding in content["findings"] for print_ in _prints(finding))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"{baseline} is not a findings.json: {type(error).__name__}: {error}") from None
