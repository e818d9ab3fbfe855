"""KB502: a file of a type that kbaudit reads, and that can't be read; a picture that no document shows."""

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
    SkipReason.NO_TEXT_LAYER: "it has no text layer, like a scan",
    SkipReason.TOO_LARGE: "it's larger than the limit",
    SkipReason.TIME_LIMIT: "reading it took longer than the limit",
    SkipReason.MEMORY_LIMIT: "reading it took more memory than the limit",
    SkipReason.CRASHED: "reading it crashed the worker",
    SkipReason.MISSING_EXTRA: "the extra that reads it isn't installed",
}


_LEAST: Final = 4096
"""Bytes from which on a picture may hold text worth reading; smaller ones are icons and lines."""
_NAMED: Final = 5


class Unreadable:
    """Skipped files whose content nobody has judged; types that kbaudit doesn't read are no finding.

    Most pictures illustrate a document. Those that none shows may be knowledge, such as a scanned notice: that is a
    note and no more, one a folder.
    """

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
        for folder, pictures in _unseen(corpus).items():
            yield _of_pictures(self.code, folder, pictures)


def _unseen(corpus: Corpus) -> dict[str, list[str]]:
    """The pictures that no document shows or links, by folder."""
    by_folder: dict[str, list[str]] = {}
    for skipped in corpus.skipped:
        icon = 0 < skipped.size < _LEAST
        if skipped.reason is SkipReason.IMAGE and skipped.uri not in corpus.shown and not icon:
            by_folder.setdefault(f"{skipped.uri.rpartition('/')[0]}/", []).append(skipped.uri)
    return by_folder


def _of_pictures(code: str, folder: str, uris: list[str]) -> Finding:
    alone = len(uris) == 1
    said = "A picture that no document shows holds" if alone else f"{len(uris):,} pictures that no document shows hold"
    return Finding(
        code=code,
        uri=uris[0] if alone else folder,
        message=f"{said} no text that can be read.",
        remedy="Where they hold knowledge, as a scanned letter does: make PDFs with a text layer of them by OCR, which "
        "isn't part of kbaudit yet, or write down what they show.",
        affects=tuple(Affected(uri) for uri in uris),
        evidence=tuple(Evidence("picture", shortened(uri.rpartition("/")[2]), uri) for uri in uris[:_NAMED]),
        keys=tuple((uri, "picture") for uri in uris),
        at_most=Severity.NOTE,
    )


def _sentence(remedy: str) -> str:
    return remedy and f"{remedy[0].upper()}{remedy[1:].rstrip('.')}."
