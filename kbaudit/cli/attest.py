"""`kbaudit attest`: say that a document was reviewed as it is now."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbaudit.cli.options import reviewing_options
from kbaudit.cli.waive import read_day, read_words
from kbaudit.errors import UsageError
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from kbaudit.policy import AttestationEntry


@click.command()
@click.argument("what", metavar="PATH")
@click.option("--by", metavar="NAME", required=True, help="Who reviewed it.")
@click.option("--until", metavar="DATE", help="The day through which it holds: its next review is due then.")
@click.option("--on", metavar="DATE", help="The day of the review.  [default: today]")
@click.option("--reason", metavar="TEXT", help="What there is to say about it.")
@reviewing_options
def attest(
    what: str, by: str, until: str | None, on: str | None, reason: str | None, policy: str | None, file: Path | None,
    catalog: Path, quiet: bool, no_color: bool, debug: bool,
) -> None:  # fmt: skip
    """Say that you reviewed a document as it is now, and how long it holds.

    PATH is a document's uri as reports show it, or the end of one. The attestation goes into the waiver file for
    review, and counts as the document's last review, before all dates that it states itself. It's bound to the
    revision that the last crawl read: when the document changes, it's void. See docs/waivers.md.

    \b
    Examples:
      kbaudit attest hr/pay.md --by ann
      kbaudit attest hr/pay.md --by ann --on 2026-11-02 --until 2027-11-01
    """  # noqa: D301 - click wants the character \b itself
    from kbaudit.policy import append_entries, find_policy, known_waivers, waiver_file  # noqa: PLC0415 - help must not wait

    settings, now = find_policy(policy, Path.cwd()), datetime.now(UTC)
    path = file or waiver_file(settings, Path.cwd())
    day, last = _days(on, until, now.astimezone(settings.zone).date())
    if not catalog.exists():
        raise UsageError(f"there is no catalog {catalog}: run `kbaudit audit SOURCE` first")
    optional = {"until": last.isoformat() if last else "", "reason": " ".join((reason or "").split())}
    said = {"by": read_words(by, "--by"), "on": day.isoformat()} | {name: s for name, s in optional.items() if s}
    with _entry(catalog, what, said) as entry:
        for known in known_waivers(path, settings.zone, now).attestations:
            if (known.uri, known.sha256) == (entry.uri, entry.sha256):
                raise UsageError(f"this revision of {entry.uri} is attested already: see {known.where}")
        append_entries(path, [entry], now)
    holds = f", holds through {last}" if last else ""
    click.echo(f"{entry.uri}, content {entry.sha256[:12]}")
    click.echo(displayed(f"reviewed on {day} by {by}{holds}: written to {path}"))


def _days(on: str | None, until: str | None, today: date) -> tuple[date, date | None]:
    """The day of the review, and the day through which it holds."""
    day = read_day(on, "--on") if on else today
    last = read_day(until, "--until") if until else None
    if day > today:
        raise UsageError(f"--on {day} is yet to come: nobody has reviewed it then")
    if last and last < day:
        raise UsageError(f"--until {last} lies before the review, on {day}")
    return day, last


@contextmanager
def _entry(catalog: Path, what: str, said: Mapping[str, str]) -> Iterator[AttestationEntry]:
    """What is to be written of the document that is meant; the catalog is open meanwhile, so that nobody writes."""
    from kbaudit.catalog import Catalog  # noqa: PLC0415 - help must not wait for DuckDB
    from kbaudit.policy import AttestationEntry  # noqa: PLC0415
    from kbaudit.retell import meant  # noqa: PLC0415

    with Catalog.open(catalog) as opened:
        documents = {document.uri: document for document in opened.documents()}
        document = documents[meant(list(documents), what)]
        yield AttestationEntry(uri=displayed(document.uri), sha256=document.sha256, **said)
