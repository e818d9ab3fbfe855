"""Everything that a link may lead to: files, the pages they make, folders, and addresses that documents declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.linking.targets import folded, page_of, without_numbers
from kbaudit.model import Origin, SkipReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kbaudit.model import Document, Field, Skipped

_ADDRESS_FIELDS: Final = (
    "alias aliases redirectfrom redirectsfrom redirects slug permalink url uri id path oldurl oldurls oldpath oldpaths"
    " legacyurl legacyurls previousurl previousurls"
)
"""Fields in which a document says where else it is found, less their hyphens and underscores."""
_ADDRESSES: Final = frozenset(_ADDRESS_FIELDS.split())
_MANY_NAMES: Final = "/.obsidian/"  # a vault of notes, where a link needs no more than the name of a note


def _nothing(_: str) -> bool:
    return False


class Places:
    """The places of all sources. Paths begin with the source's name and are `folded`.

    left_out says whether the patterns leave out a path, given as "source/path"; partial are sources that hold files
    which aren't known here because patterns left them out.
    """

    def __init__(
        self,
        documents: Iterable[Document],
        skipped: Iterable[Skipped],
        *,
        partial: Iterable[str] = (),
        left_out: Callable[[str], bool] = _nothing,
    ) -> None:
        self.files: dict[str, str] = {}
        self.folders: set[str] = set()
        self.images: dict[str, str] = {}
        self.declared: set[str] = set()
        self.vaults: set[str] = set()
        self.partial = frozenset(folded(name) for name in partial)
        self.left_out = left_out
        self._pages: dict[str, str] = {}
        self._below_tops: set[str] = set()
        for document in documents:
            self._add(document.uri, page=True)
            self._declare(document)
        for skip in skipped:
            path = self._add(skip.uri, page=False)
            if skip.reason is SkipReason.IMAGE:
                self.images[path] = skip.uri
            if _MANY_NAMES in path:
                self.vaults.add(path.partition("/")[0])

    def find(self, path: str) -> str | None:
        """The uri of what stands at a path; "" for a folder or where several could be meant, None for nothing."""
        return self.find_page(path, page_of(path))

    def find_page(self, path: str, page: str) -> str | None:
        """As find, where the page of the path is known."""
        uri = self.files.get(path)
        if uri is None:
            uri = self._pages.get(page)
        if uri is None and path in self.folders:
            return ""
        return uri

    def is_below_a_top(self, path: str) -> bool:
        """Whether the page "source/a/b" stands in one of the source's top folders, as "source/en/a/b" does."""
        return path in self._below_tops

    def is_declared(self, path: str) -> bool:
        """Whether a document of the source says that it is found under that name too."""
        source = path.partition("/")[0]
        return f"{source}/{page_of(path).rpartition('/')[2]}" in self.declared

    def _add(self, uri: str, *, page: bool) -> str:
        path = folded(uri)
        self.files[path] = uri
        made = page_of(path)
        for name in {made, without_numbers(made)}:
            # A skipped file makes a page too (it may only be unreadable), but never stands in a document's light.
            if page and self._pages.setdefault(name, uri) != uri:
                self._pages[name] = ""
            elif not page:
                self._pages.setdefault(name, "")
        source, _, below = made.partition("/")
        self._below_tops.add(f"{source}/{below.partition('/')[2]}")
        folder = path.rpartition("/")[0]
        while folder and folder not in self.folders:
            self.folders.add(folder)
            folder = folder.rpartition("/")[0]
        return path

    def _declare(self, document: Document) -> None:
        for field in document.fields:
            if _is_address(field):
                source = folded(document.source)
                self.declared |= {
                    f"{source}/{page_of(folded(value).strip('/')).rpartition('/')[2]}" for value in field.values
                }


def _is_address(field: Field) -> bool:
    name = field.name.rpartition(".")[2].lower().replace("_", "").replace("-", "")
    return field.origin is Origin.FRONT_MATTER and name in _ADDRESSES
