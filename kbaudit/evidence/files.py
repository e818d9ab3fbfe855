"""files.jsonl: a line for each file that the crawl met, sorted by uri. Its sha256 is the bundle's root hash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.evidence.hashing import LARGEST, WITHIN
from kbaudit.model import SkipReason
from kbaudit.reports.encoding import json_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kbaudit.evidence.gather import Evidence
    from kbaudit.model import Skipped, Subject

DOCUMENT, SKIPPED, IGNORED = "document", "skipped", "ignored"

_NO_CONTENT: Final = {
    SkipReason.NOT_REGULAR: "it has no content of its own",
    SkipReason.VANISHED: "it was gone",
    SkipReason.PERMISSION: "no permission to read it",
}
_INSIDE: Final = "the sha256 of the file that it lies in covers it"
_ABOVE: Final = "it lies above the source"
_LEFT_OUT: Final = "left out by a pattern, so it isn't opened"
_UNREAD: Final = "not read by this audit: `audit --evidence` reads it, `check --evidence` reads no file"


def file_lines(evidence: Evidence) -> Iterator[str]:
    """The lines in the order of their uris."""
    corpus = evidence.masked.for_programs.corpus
    lines = {uri: _document(subject) for uri, subject in corpus.subjects.items()}
    lines.update((skipped.uri, _skipped(skipped, evidence.contents)) for skipped in corpus.skipped)
    for uri, pattern in evidence.left_out:
        lines.setdefault(uri, {"outcome": IGNORED, "sha256": "", "no_sha256": _LEFT_OUT, "pattern": pattern})
    for uri in sorted(lines):
        yield json_line({"uri": uri, **lines[uri]})


def _document(subject: Subject) -> dict[str, object]:
    document = subject.document
    return {
        "outcome": DOCUMENT,
        "size": document.size,
        "sha256": document.sha256,
        "kind": document.kind,
        **_within(document.uri),
    }


def _skipped(skipped: Skipped, contents: Mapping[str, str]) -> dict[str, object]:
    sha256 = contents.get(skipped.uri, "")
    return {
        "outcome": SKIPPED,
        "size": skipped.size,
        "sha256": sha256,
        **({} if sha256 else {"no_sha256": _why_not(skipped)}),
        "reason": str(skipped.reason),
        "detail": skipped.detail,
        **_within(skipped.uri),
    }


def _within(uri: str) -> dict[str, object]:
    """The file that an attachment lies in: the nearest, which may be an attachment itself."""
    host, inside, _ = uri.rpartition(WITHIN)
    return {"within": host} if inside else {}


def _why_not(skipped: Skipped) -> str:
    if WITHIN in skipped.uri:
        return _INSIDE
    if "/../" in skipped.uri:
        return _ABOVE
    if skipped.size > LARGEST:
        return f"larger than {LARGEST:,} bytes"
    return _NO_CONTENT.get(skipped.reason, _UNREAD)
