"""What was set aside: every waiver and attestation, who answers for it, until when, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import Waiver
from kbaudit.reports.html.values import Place
from kbaudit.reports.wording import clipped, when

if TYPE_CHECKING:
    from kbaudit.model import Report, WaiverUse

_TEXT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Exempt:
    """A waiver of one check on one document, or an attestation ("reviewed"); until is "" for no end."""

    what: str
    place: Place
    by: str
    on: str
    until: str
    reason: str
    became: str


def exceptions(report: Report) -> tuple[Exempt, ...]:
    """The waivers and attestations, in the order of the files that they came from."""
    return tuple(_exempt(use, report) for use in report.corpus.waivers)


def _exempt(use: WaiverUse, report: Report) -> Exempt:
    entry = use.entry
    if isinstance(entry, Waiver):
        what, until = entry.code, when(entry.until, report.zone)
    else:
        what, until = "reviewed", entry.until
    return Exempt(
        what=clipped(what, _TEXT),
        place=Place(clipped(entry.uri, _TEXT), entry.uri in report.corpus.subjects),
        by=clipped(entry.by, _TEXT),
        on=clipped(entry.on, _TEXT),
        until=until,
        reason=clipped(entry.reason, _TEXT),
        became=clipped(use.state + (f": {use.why}" if use.why else ""), _TEXT),
    )
