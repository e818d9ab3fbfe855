"""KB502: a file of a type that kbaudit reads, and that can't be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import shortened
from kbaudit.model import UNREADABLE, Affected, Effect, Evidence, Finding, Severity, SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus

_WHY: Final = {
    SkipReason.PERMISSION: "no permission to read it",
    SkipReason.CORRUPT: "it's damaged",
    SkipReason.ENCRYPTED: "it's encrypted",
    SkipReason.NO_TEXT_LAYER: "it has pages but no text, like a scan",
    SkipReason.TOO_LARGE: "it's larger than the limit",
    SkipReason.TIME_LIMIT: "reading it took longer than the limit",
    SkipReason.MEMORY_LIMIT: "reading it took more memory than the limit",
    SkipReason.CRASHED: "reading it crashed the worker",
    SkipReason.MISSING_EXTRA: "the extra that reads it isn't installed",
}


class Unreadable:
    """Skipped files whose content nobody has judged; types that kbaudit doesn't read are no finding."""

    code = "KB502"
    name = "unreadable"
    summary = "Can't be read, so nothing is known of what it says."
    of_many = "can't be read"
    severity = Severity.ERROR
    effect = Effect.EXCLUDE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for skipped in corpus.skipped:
            if skipped.reason in UNREADABLE:
                detail = f" ({shortened(skipped.detail).rstrip('.')})" if skipped.detail else ""
                yield Finding(
                    code=self.code,
                    uri=skipped.uri,
                    message=f"Can't be read: {_WHY[skipped.reason]}{detail}.",
                    remedy=_sentence(skipped.remedy) or "Repair or replace the file, or ignore it in the policy.",
                    affects=(Affected(skipped.uri),),
                    evidence=(Evidence("reason", skipped.reason.value),),
                )


def _sentence(remedy: str) -> str:
    return remedy and f"{remedy[0].upper()}{remedy[1:].rstrip('.')}."
