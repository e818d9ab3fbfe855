"""KB902: a waiver or an attestation that isn't over anything: what it was given for is gone, or has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.checks.waiving import UNUSED, VOIDED
from kbaudit.checks.wording import shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, Severity, Waiver, displayed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Attestation, Corpus, WaiverUse


class WaiverUnused:
    """Filed under the document, or under the waiver file where there is no such document."""

    code = "KB902"
    name = "waiver-unused"
    summary = "A waiver or an attestation of it has no finding any more, or was given for another content."
    of_many = "have waivers that aren't over anything"
    severity = Severity.NOTE
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        if not corpus.waivers:
            return
        uris = {displayed(uri): uri for uri in (*corpus.subjects, *(skip.uri for skip in corpus.skipped))}
        for use in corpus.waivers:
            if use.state in {UNUSED, VOIDED}:
                # A waiver file lies outside of all sources: its own name is all there is to file it under.
                yield self._finding(use, uris.get(use.entry.uri) or use.entry.where.rpartition(":")[0] or use.entry.uri)

    def _finding(self, use: WaiverUse, uri: str) -> Finding:
        entry = use.entry
        what = f"The waiver of {entry.code}" if isinstance(entry, Waiver) else "The attestation"
        said = f"{what} by {shortened(entry.by)} of {entry.on}"
        voided = use.state == VOIDED
        return Finding(
            code=self.code,
            uri=uri,
            message=f"{said} is voided: {use.why}." if voided else f"{said} is unused: {use.why}.",
            remedy="Take the entry out of the waiver file; if it's still needed, review the document and give it anew."
            if voided
            else "Take the entry out of the waiver file.",
            affects=(Affected(uri),),
            evidence=tuple(_entry(entry)),
            keys=((uri, entry.fingerprint if isinstance(entry, Waiver) else "attestation", entry.uri, entry.sha256),),
        )


def _entry(entry: Waiver | Attestation) -> Iterator[Evidence]:
    """What finds the entry in its file, however the lines of that have moved."""
    yield Evidence("document", shortened(entry.uri))
    if isinstance(entry, Waiver):
        yield Evidence("waived", f"{entry.code}, fingerprint {entry.fingerprint[:12]}")
    yield Evidence("given for", f"content {entry.sha256[:12]}")
    if entry.reason:
        yield Evidence("reason", shortened(entry.reason))
