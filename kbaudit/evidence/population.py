"""The population of an audit in numbers: found = documents + skipped (by reason) + ignored (by pattern)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kbaudit.evidence.hashing import WITHIN
from kbaudit.evidence.sampling import SKIPPED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.evidence.gather import Evidence
    from kbaudit.model import Report


def population(evidence: Evidence) -> dict[str, object]:
    """The numbers as the manifest has them. attachments are those of the documents that lie in other files."""
    report, corpus = evidence.report, evidence.report.corpus
    reasons = Counter(str(skipped.reason) for skipped in corpus.skipped)
    patterns = Counter(pattern for _, pattern in evidence.left_out)
    return {
        "found": report.summary.found,
        "documents": len(corpus.subjects),
        "attachments": sum(WITHIN in uri for uri in corpus.subjects),
        "skipped": {"total": len(corpus.skipped), "by_reason": dict(sorted(reasons.items()))},
        "ignored": {
            "total": report.summary.ignored,
            "named": len(evidence.left_out),
            "by_pattern": dict(sorted(patterns.items())),
        },
        "served": report.summary.served,
        "demoted": report.summary.demoted,
        "excluded": report.summary.excluded,
    }


def parts(report: Report) -> Iterator[tuple[str, str]]:
    """Each document and skipped file with its part of the population, as the sample parts it."""
    for uri in report.corpus.subjects:
        yield uri, str(report.verdicts[uri].status)
    for skipped in report.corpus.skipped:
        yield skipped.uri, SKIPPED
