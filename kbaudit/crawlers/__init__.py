"""Crawlers find the files of a source and hand over their bytes; they learn nothing about them."""

from kbaudit.crawlers.base import Crawler, Ignored
from kbaudit.crawlers.files import read_file
from kbaudit.crawlers.folder import FolderCrawler
from kbaudit.crawlers.sources import resolve_source, resolve_sources

__all__ = ["Crawler", "FolderCrawler", "Ignored", "read_file", "resolve_source", "resolve_sources"]
