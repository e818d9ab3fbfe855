"""`kbaudit waive`: answer for a finding until a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbaudit.cli.options import catalog_option, policy_option, read_as_of, talk_options
from kbaudit.errors import UsageError
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.model import Finding
    from kbaudit.pipeline import Examined, Judging

SHOWN = 10  # of the findings that are waived at once


@click.command()
@click.argument("what", metavar="FINGERPRINT|PATH")
@click.option("--code", metavar="KBNNN", default="", help="The check whose finding is meant, where PATH has several.")
@click.option("--reason", metavar="TEXT", required=True, help="Why it may stand.")
@click.option("--by", metavar="NAME", required=True, help="Who answers for it.")
@click.option("--until", metavar="DATE", required=True, help="The last day on which it's waived.")
@click.option("--as-of", metavar="DATE", help="Look for it as of this day or moment.  [default: now]")
@policy_option
@click.option(
    "--file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The waiver file.  [default: kbaudit-waivers.yaml beside the policy]",
)
@catalog_option
@talk_options
def waive(
    what: str, code: str, reason: str, by: str, until: str, as_of: str | None, policy: str | None, file: Path | None,
    catalog: Path, quiet: bool, no_color: bool, debug: bool,
) -> None:  # fmt: skip
    """Answer for a finding until a day: it's shown as waived and has no effect until then.

    FINGERPRINT is the finding's as reports show it, or its first eight digits or more; PATH is a document's uri,
    or the end of one. The waiver goes into a file for review, bound to the document as it is now: when that
    changes, the waiver is void. See docs/waivers.md.

    \b
    Examples:
      kbaudit waive 3f9a1c22 --reason "agreed" --by ann --until 2027-06-30
      kbaudit waive hr/pay.md --code KB201 --reason "..." --by ann --until ...
          by document and check
    """  # noqa: D301 - click wants the character \b itself
    from kbaudit import pipeline  # noqa: PLC0415 - help must not wait for DuckDB
    from kbaudit.catalog import Catalog  # noqa: PLC0415
    from kbaudit.checks.waiving import content_of  # noqa: PLC0415
    from kbaudit.policy import WaiverEntry, append_entries, find_policy, known_waivers, waiver_file  # noqa: PLC0415

    settings, now = find_policy(policy, Path.cwd()), datetime.now(UTC)
    path = file or waiver_file(settings, Path.cwd())
    today = now.astimezone(settings.zone).date()
    last = read_day(until, "--until")
    if last < today:
        raise UsageError(f"--until {until} has passed")
    said = {"reason": read_words(reason, "--reason"), "by": read_words(by, "--by")}
    if not catalog.exists():
        raise UsageError(f"there is no catalog {catalog}: run `kbaudit audit SOURCE` first")
    judging = pipeline.Judging(
        settings, read_as_of(as_of, settings.zone), waivers=known_waivers(path, settings.zone, now)
    )
    with Catalog.open(catalog) as opened:  # nobody else can write while it's open
        examined = pipeline.examine(opened, judging)
        found = _meant(examined, judging, what, code.upper())
        entries = [
            WaiverEntry(
                fingerprint=finding.fingerprint,
                code=finding.code,
                uri=displayed(finding.uri),
                sha256=content_of(finding, examined.corpus),
                on=today.isoformat(),
                until=last.isoformat(),
                **said,
            )
            for finding in found
        ]
        append_entries(path, entries, now)
    for line in _told(found, f"waived through {last} by {by}", path):
        click.echo(displayed(line))


def read_day(text: str, option: str) -> date:
    """A day as `2026-12-31`. Raises UsageError for all else."""
    try:
        return date.fromisoformat(text if len(text) == len("2026-12-31") else "")
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a day (write it like 2026-12-31)") from None


def read_words(text: str, option: str) -> str:
    """What somebody says, on one line. Raises UsageError where it's nothing."""
    words = " ".join(text.split())
    if not words:
        raise UsageError(f"{option} says nothing")
    return words


def _meant(examined: Examined, judging: Judging, what: str, code: str) -> tuple[Finding, ...]:
    from kbaudit.checks.waivable import Waivable  # noqa: PLC0415
    from kbaudit.retell import meant  # noqa: PLC0415

    corpus, default = examined.corpus, judging.policy.ungoverned.checks
    waivable = Waivable.at(examined.findings, judging.as_of, corpus, default)
    if found := waivable.by_fingerprint(what, code):
        return found
    return waivable.in_document(meant([*corpus.subjects, *(skip.uri for skip in corpus.skipped)], what), code)


def _told(found: Sequence[Finding], waived: str, path: Path) -> list[str]:
    lines = []
    for finding in found[:SHOWN]:
        lines.append(f"{finding.code} {finding.name} ({finding.severity}, effect {finding.effect}) in {finding.uri}")
        lines.append(f"  {finding.message}")
        if finding.spoiled:
            lines.append("  its passages are served while it's waived; then the whole document is kept out")
    if len(found) > SHOWN:
        lines.append(f"and {len(found) - SHOWN:,} more")
    return [*lines, f"{waived}: written to {path}"]
