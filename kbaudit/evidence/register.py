"""What documents.jsonl, corpus.jsonl, files.jsonl and stamps.jsonl say of each file, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbaudit.evidence.files import DOCUMENT, IGNORED, SKIPPED
from kbaudit.evidence.names import CORPUS, FILES
from kbaudit.evidence.reading import Malformed, mapping, number, text, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kbaudit.evidence.reading import Bundle

DOCUMENTS, STAMPS = "documents.jsonl", "stamps.jsonl"

_OF_SKIPPED = 3  # texts in the line of a skipped file: uri, reason, detail
_OF_DOCUMENT = 11  # at least: uri, sha256, a date (4), three moments, whether begun, and the owner (5), less the date
_OWNER = -5


@dataclass(frozen=True, slots=True)
class Registered:
    """A line of documents.jsonl. skipped is the reason, "" for a document."""

    sha256: str
    status: str
    reasons: tuple[str, ...]
    skipped: str
    detail: str
    owner: str
    effective: str
    expires: str
    document_set: str
    language: str


@dataclass(frozen=True, slots=True)
class Known:
    """A line of corpus.jsonl: of a document its sha256 and owner and all texts, of a skipped file the reason."""

    sha256: str
    owner: str
    said: frozenset[str]
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """A line of files.jsonl. size is -1 where it has none."""

    outcome: str
    sha256: str
    reason: str
    detail: str
    within: str
    size: int = -1


def registered(bundle: Bundle) -> dict[str, Registered]:
    """documents.jsonl by uri."""
    path = bundle.report + DOCUMENTS
    found: dict[str, Registered] = {}
    for line in bundle.objects(path):
        uri = _once(text(line, "uri", path), found, path)
        skipped = mapping(line, "skipped", path) if "skipped" in line else {}
        found[uri] = Registered(
            sha256=text(line, "sha256", path),
            status=text(line, "status", path),
            reasons=tuple(texts(line.get("reasons"), f"{path}: reasons")),
            skipped=text(skipped, "reason", path) if skipped else "",
            detail=text(skipped, "detail", path) if skipped else "",
            owner=text(mapping(line, "owner", path), "value", path),
            effective=text(mapping(line, "effective", path), "at", path),
            expires=text(line, "expires_at", path),
            document_set=text(line, "document_set", path),
            language=text(line, "language", path),
        )
    return found


def known(bundle: Bundle) -> Iterator[tuple[str, Known]]:
    """corpus.jsonl, a uri and what is known of it."""
    seen: dict[str, None] = {}
    for line in bundle.arrays(CORPUS):
        uri = _once(line[0] if line else "", seen, CORPUS)
        seen[uri] = None
        if len(line) == _OF_SKIPPED:
            yield uri, Known("", "", frozenset(), line[1], line[2])
        elif len(line) >= _OF_DOCUMENT:
            yield uri, Known(line[1], line[_OWNER], frozenset(line))
        else:
            raise Malformed(f"{CORPUS}: a line has {len(line)} texts")


def met(bundle: Bundle) -> dict[str, Met]:
    """files.jsonl by uri."""
    found: dict[str, Met] = {}
    for line in bundle.objects(FILES):
        uri = _once(text(line, "uri", FILES), found, FILES)
        outcome = text(line, "outcome", FILES)
        if outcome not in {DOCUMENT, SKIPPED, IGNORED}:
            raise Malformed(f"{FILES}: {outcome[:80]!r} is no outcome")
        of_skipped = outcome == SKIPPED
        found[uri] = Met(
            outcome,
            text(line, "sha256", FILES),
            text(line, "reason", FILES) if of_skipped else "",
            text(line, "detail", FILES) if of_skipped else "",
            text(line, "within", FILES) if "within" in line else "",
            number(line, "size", FILES) if "size" in line else -1,
        )
    return found


def _once(uri: str, found: Mapping[str, object], path: str) -> str:
    if not uri or uri in found:
        raise Malformed(f"{path} has the uri {uri[:200]!r} twice, or none")
    return uri
