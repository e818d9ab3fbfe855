"""The inside of a crawl's end: what is claimed for files by their place, by repository histories and owner files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from kbaudit.crawlers.git import GitHistory
from kbaudit.model import DateClaim, DateKind, Origin, Placed, displayed, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kbaudit.catalog import Catalog
    from kbaudit.crawlers.git import Change
    from kbaudit.model import Source


def learn_places(catalog: Catalog, sources: Sequence[Source]) -> None:
    """Learns what is claimed by place for the live files of the sources; where nothing changed, nothing is read."""
    for source in sources:
        uris = catalog.uris(source.name)
        history = GitHistory.of(source.root)
        state = _digest(history.state if history else "", *uris)
        if state != catalog.state_of_places(source.name):
            catalog.record_placed(source.name, state, _placed(source, uris, history))


def _placed(source: Source, uris: Sequence[str], history: GitHistory | None) -> Iterator[Placed]:
    changes = history.last_changes() if history else {}
    dates = {uri_of(source.name, path): _claim(change) for path, change in changes.items()}
    for uri in uris:
        if uri in dates:
            yield Placed(uri, dates=(dates[uri],))


def _claim(change: Change) -> DateClaim:
    where = displayed(f"commit {change.commit[:10]} by {change.author}: {change.subject}")
    return DateClaim(DateKind.UPDATED, change.at.isoformat(), Origin.GIT, where)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
