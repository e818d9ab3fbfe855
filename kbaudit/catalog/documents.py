"""What the catalog holds, as values: documents, skipped files, texts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.catalog.encoding import document_of, structure_of, ties_of, unpacked
from kbaudit.errors import CatalogError
from kbaudit.model import Skipped, SkipReason, displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kbaudit.catalog.encoding import Structure
    from kbaudit.catalog.session import Session
    from kbaudit.model import Document, Link

_LINKED: Final = """
    SELECT uri, files.kind, structure
    FROM files JOIN facts ON facts.key = files.sha256 || ':' || files.kind
    WHERE reason IS NULL AND gone_at IS NULL
        AND ($sources IS NULL OR source IN (SELECT unnest($sources::VARCHAR[])))
    ORDER BY uri"""

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


class Linked(NamedTuple):
    """What ties a document to others: its links and images, and the anchors that it offers."""

    uri: str
    kind: str
    links: tuple[Link, ...]
    images: tuple[Link, ...]
    anchors: tuple[str, ...]


def documents(session: Session, sources: Sequence[str] | None) -> Iterator[Document]:
    """The live documents sorted by uri."""
    for rows in session.stream(_DOCUMENTS, _named(sources), _CHUNK):
        with _readable(session):
            made = [document_of(row) for row in rows]
        yield from made


def skipped(session: Session, sources: Sequence[str] | None) -> tuple[Skipped, ...]:
    """The live files that are no documents, sorted by uri."""
    rows = session.rows(_SKIPPED, _named(sources))
    return tuple(Skipped(uri, SkipReason(reason), *rest) for uri, reason, *rest in rows)


def texts(session: Session, keys: Sequence[str]) -> Mapping[str, str]:
    """The texts of contents by key; unknown keys are left out."""
    rows = session.rows("SELECT key, text FROM facts WHERE key IN (SELECT unnest(?))", (list(keys),))
    with _readable(session):
        return {key: unpacked(text) for key, text in rows}


def structures(session: Session, keys: Sequence[str]) -> Mapping[str, Structure]:
    """The structures of contents by key; unknown keys are left out."""
    rows = session.rows("SELECT key, structure FROM facts WHERE key IN (SELECT unnest(?))", (list(keys),))
    with _readable(session):
        return {key: structure_of(structure) for key, structure in rows}


def linked(session: Session, sources: Sequence[str] | None) -> Iterator[Linked]:
    """The ties of the live documents, sorted by uri; few are in memory at once."""
    for rows in session.stream(_LINKED, _named(sources), _CHUNK):
        with _readable(session):
            made = [Linked(uri, kind, *ties_of(structure)) for uri, kind, structure in rows]
        yield from made


@contextmanager
def _readable(session: Session) -> Iterator[None]:
    """A value that can't be understood is damage, or another kbaudit's; one line tells so."""
    try:
        yield
    except (ValueError, TypeError, KeyError, OSError) as error:
        shown = displayed(str(session.path))
        raise CatalogError(f"{shown} holds facts that can't be read: move it away and crawl again") from error


def _named(sources: Sequence[str] | None) -> dict[str, object]:
    return {"sources": None if sources is None else list(sources)}
