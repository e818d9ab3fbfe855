"""Does the population reconcile: the manifest, the summary and the list of files, by reasons and patterns?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kbaudit.evidence.checking import same
from kbaudit.evidence.files import DOCUMENT, IGNORED, SKIPPED
from kbaudit.evidence.names import FILES, MANIFEST
from kbaudit.evidence.reading import mapping, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.evidence.register import Met


def population_agrees(manifest: Mapping[str, object], findings: Mapping[str, object], files: Mapping[str, Met]) -> str:
    """Found = documents + skipped by reason + ignored, everywhere the same."""
    said = mapping(manifest, "population", MANIFEST)
    summary = mapping(findings, "summary", "findings.json")
    skipped, ignored = mapping(said, "skipped", MANIFEST), mapping(said, "ignored", MANIFEST)
    outcomes = Counter(each.outcome for each in files.values())
    reasons = Counter(each.reason for each in files.values() if each.outcome == SKIPPED)
    for name in ("found", "documents", "served", "demoted", "excluded"):
        same(number(said, name, MANIFEST), summary.get(name), f"{name} by {MANIFEST}")
    same(number(skipped, "total", MANIFEST), summary.get("skipped"), f"skipped by {MANIFEST}")
    same(number(ignored, "total", MANIFEST), summary.get("ignored"), f"ignored by {MANIFEST}")
    same(outcomes[DOCUMENT], number(said, "documents", MANIFEST), f"documents in {FILES}")
    same(dict(reasons), mapping(skipped, "by_reason", MANIFEST), f"skipped files in {FILES} by reason")
    same(outcomes[IGNORED], number(ignored, "named", MANIFEST), f"ignored files in {FILES}")
    total = number(ignored, "total", MANIFEST)
    unnamed = f" ({total - outcomes[IGNORED]:,} of the ignored are only counted)" if total > outcomes[IGNORED] else ""
    found = number(said, "found", MANIFEST)
    told = f"found {found:,} = {outcomes[DOCUMENT]:,} documents + {outcomes[SKIPPED]:,} skipped"
    return f"{told} + {total:,} ignored{unnamed}"
