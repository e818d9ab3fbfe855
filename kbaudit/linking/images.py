"""Which images some document shows or links. In doubt one is shown: names are enough where paths can't be told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.linking.targets import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME: Final = re.compile(r"([^/\\\"'()<>{}\s=]{1,200}\.(?:png|jpe?g|jpe|gif|tiff?|webp|bmp|ico))\b", re.IGNORECASE)
_UNREAD: Final = (".rst", ".adoc", ".asciidoc", ".org", ".xml", ".dita", ".docbook", ".tex")
"""Markups of whose images nothing is learned: in a source that has them no image can be called unseen."""
_WITHIN_FILE: Final = "!/"  # attached to a mail, which shows it


class Gallery:
    """The images that were met so far. all_images are uris by folded path."""

    def __init__(self, all_images: Mapping[str, str]) -> None:
        self._uris = frozenset(all_images.values())
        self._all = all_images
        self._shown: set[str] = set()
        self._names: set[str] = set()
        self._unsure: set[str] = set()

    def meet(self, uri: str) -> None:
        """A document: some tell nothing of what they show."""
        if self._all and uri.lower().endswith(_UNREAD):
            self._unsure.add(uri.partition("/")[0])

    def show(self, uri: str) -> None:
        """Something that a document shows or links; no matter if it is no image."""
        if uri in self._uris:
            self._shown.add(uri)

    def show_named(self, source: str, target: str) -> None:
        """A target that leads to no known place: every image of that name in the source may be meant."""
        found = _NAME.search(target) if self._all else None
        if found:
            self._names.add(f"{source}/{folded(found[1])}")

    def shown(self) -> frozenset[str]:
        """The uris of all images that are shown, or may be."""
        return frozenset(uri for path, uri in self._all.items() if self._is_shown(path, uri))

    def _is_shown(self, path: str, uri: str) -> bool:
        if _WITHIN_FILE in uri or uri in self._shown or uri.partition("/")[0] in self._unsure:
            return True
        return f"{path.partition('/')[0]}/{path.rpartition('/')[2]}" in self._names
