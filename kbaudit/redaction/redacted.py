"""A report less what a level hides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kbaudit.redaction.hiding import Hiding
from kbaudit.redaction.holdings import Holds
from kbaudit.redaction.rewriting import Rewriting

if TYPE_CHECKING:
    from kbaudit.model import Report
    from kbaudit.redaction.levels import Level


def redacted(report: Report, level: Level) -> Report:
    """The same report without what the level hides; counts, statuses and figures stay.

    The rules and stamps are left out, apart from the release that a document belongs to: without its uri and digest a
    stamp fits no point, and with them it would tell what is hidden.
    """
    hiding = Hiding(report, level)
    released = tuple(
        {
            "uri": hiding.uri(str(stamp.get("uri", ""))),
            "kb_release": hiding.text(str(stamp.get("kb_release", "")), Holds.POLICY),
        }
        for stamp in report.stamps
    )
    bare = replace(report, rules={}, stamps=(), redacted=str(level))
    made: Report = Rewriting(hiding).of(bare, hiding.words)
    skipped = tuple(sorted(made.corpus.skipped, key=lambda skip: skip.uri))
    return replace(made, stamps=released, corpus=replace(made.corpus, skipped=skipped))
