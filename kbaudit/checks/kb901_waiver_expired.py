"""KB901: a waiver is over, and what it waived is still there."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from kbaudit.checks.waiving import USED
from kbaudit.checks.wording import shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, Severity, Waiver, displayed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from kbaudit.model import Corpus


class WaiverExpired:
    """Holds from the waiver's end on, or from when its finding does, if later: one without a finding is KB902."""

    code = "KB901"
    name = "waiver-expired"
    summary = "A finding in it was waived until a day that has passed."
    of_many = "have findings whose waivers are over"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        if not corpus.waivers:
            return
        zone = next((subject.governance.zone for subject in corpus.subjects.values()), UTC)
        uris = {displayed(uri): uri for uri in (*corpus.subjects, *(skip.uri for skip in corpus.skipped))}
        for use in corpus.waivers:
            if isinstance(use.entry, Waiver) and use.state == USED:
                since = max(use.entry.until, use.since or use.entry.until)
                yield self._finding(use.entry, Affected(uris.get(use.entry.uri, use.entry.uri), since), zone)

    def _finding(self, waiver: Waiver, affected: Affected, zone: tzinfo) -> Finding:
        last = (waiver.until - timedelta(seconds=1)).astimezone(zone).date()
        return Finding(
            code=self.code,
            uri=affected.uri,
            message=f"{waiver.code} was waived through {last} by {shortened(waiver.by)}; that is over.",
            remedy=f"Mend what {waiver.code} tells and take the waiver out, or review it again and set a new `until`.",
            affects=(affected,),
            evidence=(
                Evidence("waived", f"{waiver.code}, fingerprint {waiver.fingerprint[:12]}"),
                Evidence("by", f"{shortened(waiver.by)}, on {waiver.on}, through {last}"),
                Evidence("reason", shortened(waiver.reason)),
            ),
            keys=((affected.uri, waiver.code, waiver.fingerprint, waiver.until.isoformat()),),
        )
