"""Pseudonyms of documents, folders and sources: "source-1/folder-003/document-00017.md".

A document's number is the line that it has in the unredacted documents.jsonl, so the house can tell which one it is.
Folders and sources are numbered in the order of their names. The ending stays: it is what kind of file it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.extractors import kind_by_name
from kbaudit.extractors.kinds import image_by_name
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Iterable

_ATTACHED: Final = "!"  # ends the name of a file that has others within it (see model.uri_of)
_ELSEWHERE: Final = "elsewhere"
_LONGEST_ENDING: Final = 8


class Places:
    """The pseudonym of every uri and folder of a report.

    uris are those of its documents and skipped files; sources the names of all sources; others are uris and folders
    that it mentions and doesn't hold, such as those of documents that are gone.
    """

    def __init__(self, uris: Iterable[str], sources: Iterable[str], others: Iterable[str] = ()) -> None:
        lines = sorted(set(uris))
        folders = sorted({folder for uri in lines for folder in folders_above(uri)})
        roots = sorted({*sources, *(uri.partition("/")[0] for uri in lines)})
        self.sources = {name: f"source-{number}" for number, name in enumerate(roots, 1)}
        self.folders = {"": "", **{f"{name}/": f"{pseudonym}/" for name, pseudonym in self.sources.items()}}
        self._numbers = {uri: number for number, uri in enumerate(lines, 1)}
        for number, folder in enumerate((folder for folder in folders if folder not in self.folders), 1):
            self.folders[folder] = self._folder(folder, number)
        self.documents = {uri: self._document(uri) for uri in lines}
        self._shown = {displayed(uri): uri for uri in (*lines, *self.folders) if not uri.isascii()}
        unknown = sorted({other for other in others if other and not self._known(other)})
        self.elsewhere = {other: _elsewhere(other, number) for number, other in enumerate(unknown, 1)}

    def __getitem__(self, uri: str) -> str:
        """The pseudonym of a uri or a folder; of one that nobody told of, none that tells it apart from others."""
        return self._known(uri) or self.elsewhere.get(uri) or (_elsewhere(uri, 0) if uri else "")

    def is_known(self, uri: str) -> bool:
        """Whether it's a document or folder of the report."""
        return bool(self._known(uri))

    def _known(self, uri: str) -> str:
        found = self._shown.get(uri, uri)
        return self.documents.get(found) or self.folders.get(found) or ""

    def _folder(self, folder: str, number: int) -> str:
        """Of a folder whose parents have theirs. That of a mail with attachments is called like the mail."""
        above, _, name = folder[:-1].rpartition("/")
        host = folder[: -len(_ATTACHED) - 1] if name.endswith(_ATTACHED) else ""
        if host in self._numbers:
            return f"{self._document(host)}{_ATTACHED}/"
        return f"{self.folders[f'{above}/']}folder-{number:03}/"

    def _document(self, uri: str) -> str:
        return f"{self.folders[uri[: uri.rfind('/') + 1]]}document-{self._numbers[uri]:05}{ending(uri)}"


def folders_above(uri: str) -> list[str]:
    """The folders that a uri lies in, its source first: "kb/", "kb/hr/" of "kb/hr/a.md"."""
    return [uri[: at + 1] for at, letter in enumerate(uri) if letter == "/"]


def ending(uri: str) -> str:
    """The ending of a file's name, where it is one that says its kind: ".md"; else ""."""
    name = uri.rpartition("/")[2]
    last = name.rpartition(".")[2].lower()
    if "." not in name or len(last) > _LONGEST_ENDING or not (last.isascii() and last.isalnum()):
        return ""
    return f".{last}" if kind_by_name(name) or image_by_name(name) else ""


def _elsewhere(uri: str, number: int) -> str:
    told = f"-{number:03}" if number else ""
    return f"{_ELSEWHERE}{told}/" if uri.endswith("/") else f"{_ELSEWHERE}{told}{ending(uri)}"
