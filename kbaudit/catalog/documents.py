"""What the catalog holds, as values: documents, skipped files, texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.catalog.encoding import document_of, links_of, passages_of
from kbaudit.errors import CatalogError
from kbaudit.model import Skipped, SkipReason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.catalog.session import Session
    from kbaudit.model import Document, Link, Passage

_CHUNK: Final = 2000  # documents in memory at once beside those that the caller keeps
_DOCUMENTS: Final = """
    SELECT uri, source, sha256, size, mtime_ns, learned_at, kind, title, language, words, passages, text_sha256,
        confidence, claims
    FROM files JOIN facts ON facts.key = files.sha256 || ':' || files.kind
    WHERE reason IS NULL AND gone_at IS NULL
        AND ($sources IS NULL OR source IN (SELECT unnest($sources::VARCHAR[])))
    ORDER BY uri"""
_SKIPPED: Final = """
    SELECT uri, reason, detail, remedy, source, size FROM files
    WHERE reason IS NOT NULL AND gone_at IS NULL
        AND ($sources IS NULL OR source IN (SELECT unnest($sources::VARCHAR[])))
    ORDER BY uri"""


def documents(session: Session, sources: Sequence[str] | None) -> Iterator[Document]:
    """The live documents sorted by uri."""
    for rows in session.stream(_DOCUMENTS, _named(sources), _CHUNK):
        try:
            made = [document_of(row) for row in rows]
        except (ValueError, TypeError) as error:
            raise CatalogError(
                f"{session.path}: facts that this kbaudit can't read: move it away and crawl again"
            ) from error
        yield from made


def skipped(session: Session, sources: Sequence[str] | None) -> tuple[Skipped, ...]:
    """The live files that are no documents, sorted by uri."""
    rows = session.rows(_SKIPPED, _named(sources))
    return tuple(Skipped(uri, SkipReason(reason), *rest) for uri, reason, *rest in rows)


def texts(session: Session, keys: Sequence[str]) -> Mapping[str, str]:
    """The texts of contents by key."""
    return dict(session.rows("SELECT key, text FROM facts WHERE key IN (SELECT unnest(?))", (list(keys),)))


def passages(session: Session, key: str) -> tuple[Passage, ...]:
    """The passages of one content; none if it isn't known."""
    rows = session.rows("SELECT spans FROM facts WHERE key = ?", (key,))
    return passages_of(rows[0][0]) if rows else ()


def links(session: Session, key: str) -> tuple[Link, ...]:
    """The links of one content; none if it isn't known."""
    rows = session.rows("SELECT links FROM facts WHERE key = ?", (key,))
    return links_of(rows[0][0]) if rows else ()


def _named(sources: Sequence[str] | None) -> dict[str, object]:
    return {"sources": None if sources is None else list(sources)}
