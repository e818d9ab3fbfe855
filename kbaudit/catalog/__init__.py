"""The catalog: one DuckDB file that holds everything the crawls learned. The only SQL is here."""

from kbaudit.catalog.catalog import Catalog
from kbaudit.catalog.kept import Kind
from kbaudit.catalog.values import KnownFile, PastRun

__all__ = ["Catalog", "Kind", "KnownFile", "PastRun"]
