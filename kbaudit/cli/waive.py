"""`kbaudit waive`: answer for a finding until a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbaudit.cli.options import read_as_of, reviewing_options
from kbaudit.errors import UsageError
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.model import Finding
    from kbaudit.pipeline import Examined, Judging
    from kbaudit.policy import WaiverEntry

SHOWN = 10  # of the findings that are waived at once
_LOW_CONFIDENCE_CODE = "KB503"


@click.command()
@click.argument("what", metavar="FINGERPRINT|PATH")
@click.option("--code", metavar="KBNNN", default="", help="The check whose finding is meant, where PATH has several.")
@click.option("--reason", metavar="TEXT", required=True, help="Why it may stand.")
@click.option("--by", metavar="NAME", required=True, help="Who answers for it.")
@click.option("--until", metavar="DATE", required=True, help="The last day on which it's waived.")
@click.option("--as-of", metavar="DATE", help="Look for it as of this day or moment.  [default: now]")
@reviewing_options
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
    from kbaudit.catalog import Catalog  # noqa: PLC0415 - help must not wait for DuckDB
    from kbaudit.pipeline import Judging, examine  # noqa: PLC0415
    from kbaudit.policy import append_entries, find_policy, known_waivers, waiver_file  # noqa: PLC0415

    settings, now = find_policy(policy, Path.cwd()), datetime.now(UTC)
    path = file or waiver_file(settings, Path.cwd())
    today, last = now.astimezone(settings.zone).date(), read_day(until, "--until")
    if last < today:
        raise UsageError(f"--until {until} has passed")
    said = {"reason": read_words(reason, "--reason"), "by": read_words(by, "--by")}
    said |= {"on": today.isoformat(), "until": last.isoformat()}
    if not catalog.exists():
        raise UsageError(f"there is no catalog {catalog}: run `kbaudit audit SOURCE` first")
    judging = Judging(settings, read_as_of(as_of, settings.zone), waivers=known_waivers(path, settings.zone, now))
    with Catalog.open(catalog) as opened:  # nobody else can write while it's open
        examined = examine(opened, judging)
        found = _meant(examined, judging, what, code.upper())
        append_entries(path, _entries(found, examined, said), now)
    for line in (*_told(found, examined, judging), f"waived through {last} by {by}: written to {path}"):
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


def _entries(found: Sequence[Finding], examined: Examined, said: Mapping[str, str]) -> list[WaiverEntry]:
    from kbaudit.checks.waiving import content_of  # noqa: PLC0415
    from kbaudit.policy import WaiverEntry  # noqa: PLC0415

    return [
        WaiverEntry(
            fingerprint=finding.fingerprint,
            code=finding.code,
            uri=displayed(finding.uri),
            sha256=content_of(finding, examined.corpus),
            **said,
        )
        for finding in found
    ]


def _told(found: Sequence[Finding], examined: Examined, judging: Judging) -> Iterator[str]:
    """What was waived, and what a waiver of it can't do."""
    for finding in found[:SHOWN]:
        yield f"{finding.code} {finding.name} ({finding.severity}, effect {finding.effect}) in {finding.uri}"
        yield f"  {finding.message}"
        if others := [each.uri for each in finding.affects if each.uri != finding.uri]:
            more = ", ..." if len(others) > SHOWN else ""
            yield f"  one finding over {len(others) + 1:,} documents: also waived in {', '.join(others[:SHOWN])}{more}"
        if finding.spoiled:
            yield "  its passages are served while it's waived; then the whole document is kept out"
        subject, least = examined.corpus.subjects.get(finding.uri), judging.policy.retrieval.min_confidence
        if finding.code == _LOW_CONFIDENCE_CODE and subject and subject.document.confidence < least:
            low = f"its confidence ({subject.document.confidence:.2f}) is below retrieval.min_confidence ({least:g})"
            yield f"  not served all the same: {low}"
    if len(found) > SHOWN:
        yield f"and {len(found) - SHOWN:,} more"
