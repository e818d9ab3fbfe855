"""Waivers over findings: which one is over which finding, and what became of each of them.

A waiver is bound to the finding's fingerprint and to the content of the documents that it speaks of. It applies at any
moment: while it lasts the finding has no effect, and what then follows from its end stands in `Affected.acts`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, WaiverUse, displayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from kbaudit.model import Affected, Corpus, Finding, Waiver

ON_WAIVERS: Final = frozenset({"KB901", "KB902"})
"""The checks that tell what became of waivers: they run after the others, and can't be waived."""

USED: Final = "used"
UNUSED: Final = "unused"
VOIDED: Final = "voided"


def content_of(finding: Finding, corpus: Corpus) -> str:
    """The content that a waiver of this finding is bound to: sha256 of the document, or a digest over all of theirs.

    A finding speaks of the documents that it affects and of those that its evidence names. finding is one of
    run_checks: what of it is in force at a moment may speak of fewer.
    """
    uris = {affected.uri for affected in finding.affects} | {piece.uri for piece in finding.evidence}
    known = sorted(filter(None, (_sha256(uri, corpus) for uri in uris)))
    return known[0] if len(known) == 1 else _digest(*known)


def apply_waivers(
    findings: Iterable[Finding], waivers: Sequence[Waiver], corpus: Corpus
) -> tuple[tuple[Finding, ...], tuple[WaiverUse, ...]]:
    """The findings, each with the waiver that is over it, and what became of each waiver, in their order."""
    if not waivers:
        return tuple(findings), ()
    given: dict[str, list[Waiver]] = defaultdict(list)
    for waiver in waivers:
        given[waiver.fingerprint].append(waiver)
    judged = []
    used: dict[Waiver, list[Affected]] = defaultdict(list)
    for finding in findings:
        over = _over(finding, given.get(finding.fingerprint, ()), corpus)
        judged.append(finding if over is None else _waived(finding, over))
        if over is not None:
            used[over].extend(finding.affects)
    found = _Found(judged, corpus)
    return tuple(judged), tuple(
        WaiverUse(w, USED, since=_earliest(used[w])) if w in used else found.why_not(w) for w in waivers
    )


def singles_behind(shown: Finding, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that a reported one stands for: itself, or those that were rolled up into it."""
    kind = (shown.code, shown.severity, shown.effect, shown.status)
    uris = {affected.uri for affected in shown.affects}
    findings = tuple(findings)
    same = tuple(finding for finding in findings if finding.fingerprint == shown.fingerprint)
    return same or tuple(
        finding
        for finding in findings
        if (finding.code, finding.severity, finding.effect, finding.status) == kind
        and len(finding.affects) == 1
        and finding.affects[0].uri in uris
    )


class _Found:
    """What was found, by what a waiver without a finding may have meant."""

    def __init__(self, findings: Iterable[Finding], corpus: Corpus) -> None:
        self._corpus = corpus
        self._by_print: dict[str, Finding] = {}
        self._open: set[tuple[str, str]] = set()
        self._uris = {displayed(uri): uri for uri in (*corpus.subjects, *(skip.uri for skip in corpus.skipped))}
        for finding in findings:
            self._by_print[finding.fingerprint] = finding
            if finding.waiver is None:
                self._open.update((finding.code, displayed(affected.uri)) for affected in finding.affects)

    def why_not(self, waiver: Waiver) -> WaiverUse:
        """Voided where something is left to review, else unused."""
        found = self._by_print.get(waiver.fingerprint)
        if found and (found.code, displayed(found.uri)) != (waiver.code, waiver.uri):
            return WaiverUse(waiver, UNUSED, f"its fingerprint is that of {found.code} in {displayed(found.uri)}")
        if found or (waiver.code, waiver.uri) in self._open:
            return WaiverUse(waiver, VOIDED, self._changed(waiver))
        if waiver.uri not in self._uris:
            return WaiverUse(waiver, UNUSED, "there is no such document")
        return WaiverUse(waiver, UNUSED, f"{waiver.code} doesn't find it any more")

    def _changed(self, waiver: Waiver) -> str:
        if _sha256(self._uris.get(waiver.uri, ""), self._corpus) == waiver.sha256:
            return f"the document is the same, but what {waiver.code} finds in it is not"
        return "the document changed since"


def _over(finding: Finding, waivers: Sequence[Waiver], corpus: Corpus) -> Waiver | None:
    """The waiver among those with this finding's fingerprint that was given for its present content."""
    if not waivers:
        return None
    meant = (finding.code, displayed(finding.uri), content_of(finding, corpus))
    return next((w for w in waivers if (w.code, w.uri, w.sha256) == meant), None)


def _waived(finding: Finding, waiver: Waiver) -> Finding:
    """The finding without effect until the waiver's end.

    Stamps can't say from when on a passage is kept out: waived passages are served, and from the waiver's end on the
    whole document is kept out, until the waiver is renewed or taken out of its file.
    """
    until = waiver.until.replace(microsecond=0)
    return replace(
        finding,
        waiver=waiver,
        affects=tuple(_acting_from(affected, until) for affected in finding.affects),
        effect=Effect.EXCLUDE if finding.spoiled else finding.effect,
        spoiled=(),
        passages_only=False,
    )


def _earliest(affects: Sequence[Affected]) -> datetime | None:
    """The moment from which a finding holds for any of its documents; None means it always has."""
    begins = [affected.since for affected in affects if affected.since is not None]
    return min(begins) if len(begins) == len(affects) else None


def _acting_from(affected: Affected, until: datetime) -> Affected:
    return replace(affected, acts=max(affected.acts or until, until))


def _sha256(uri: str, corpus: Corpus) -> str:
    """Of a document; of a file that couldn't be read a digest of what is known of it; "" for what is neither."""
    if subject := corpus.subjects.get(uri):
        return subject.document.sha256
    skipped = corpus.skipped_at.get(uri)
    return _digest(skipped.uri, skipped.reason, str(skipped.size)) if skipped else ""


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()
