"""Where the links of a document start from: its folder, or the page that a generator makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from kbaudit.linking.targets import folded, page_of


@dataclass(frozen=True, slots=True)
class Base:
    """folders are where relative links may start from, the file's own first; above are all that it lies in.

    Both are folded and end with a slash; source is the first name in them.
    """

    source: str
    folders: tuple[str, ...]
    above: tuple[str, ...]

    @classmethod
    def of(cls, uri: str) -> Base:
        """The base of a document. A page may be served as a folder ("a/b.md" as "a/b/"), an index without its slash."""
        path = folded(uri)
        parts = path.split("/")[:-1]
        above = tuple("/".join(parts[:count]) + "/" for count in range(len(parts), 0, -1))
        page = f"{page_of(path)}/"
        served = above[1:2] if page == above[0] else (page,)
        return cls(parts[0], (above[0], *served), above)
