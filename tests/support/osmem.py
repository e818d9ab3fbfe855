"""An OpenSearch emulator of one's own (osmem-server): its bool filters and Painless scripts, not its knn search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

osmem_server = pytest.importorskip("osmem_server", reason="osmem-server has no binary for this machine")
opensearchpy = pytest.importorskip("opensearchpy")


@contextmanager
def server() -> Iterator[tuple[str, opensearchpy.OpenSearch]]:
    """The URL, and the real client of it."""
    running = osmem_server.OsmemServer.start(japanese=False)
    try:
        yield running.url, opensearchpy.OpenSearch(running.url)
    finally:
        running.close()
