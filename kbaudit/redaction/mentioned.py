"""Which documents and folders a report is about, and which it mentions beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Report


def uris_of(report: Report) -> Iterator[str]:
    """Its documents and skipped files."""
    yield from report.corpus.subjects
    yield from (skipped.uri for skipped in report.corpus.skipped)


def mentioned(report: Report) -> Iterator[str]:
    """Uris and folders that may be of no document any more."""
    changes, history = report.changes, report.history
    for said in (*(changes.appeared + changes.fixed if changes else ()), *(gone.told for gone in history.gone)):
        yield said.uri
    yield from (*history.statuses, *history.joined)
    yield from (use.entry.uri for use in report.corpus.waivers)
    for finding in report.findings:
        yield finding.uri
        yield from (affected.uri for affected in finding.affects)
        yield from (piece.uri for piece in finding.evidence)
        if finding.waiver:
            yield finding.waiver.uri
