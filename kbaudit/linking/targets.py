"""The target of a link, taken apart: whether it can lead to a file of its own source, the path and the fragment."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote

LONGEST: Final = 1_000
_OUTSIDE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")  # a scheme (or a drive letter), or another host
_UNSURE: Final = re.compile(r"[{}<>\\$|*@~^`]|%%|\[\[|\]\]|^[!%&=:,;]|\.\.\.")
"""What shows a template, a placeholder or a generator's own notation."""
_HOST: Final = re.compile(r"www\.[\w-]+\.|[\w-]+\.(?:com|org|net|gov|edu)(?:/|$)", re.IGNORECASE)
_FORGE: Final = frozenset(
    (
        "issues",
        "pull",
        "pulls",
        "wiki",
        "blob",
        "tree",
        "raw",
        "releases",
        "compare",
        "discussions",
        "actions",
        "commit",
    )
)
"""Pages that a forge has beside the files of a repository."""
_PAGE_ENDING: Final = re.compile(
    r"(?:\.(?:html?|xhtml|md|mdx|markdown|mdown|qmd|rmd|adoc|asciidoc|rst|org|txt|ipynb|erb|php|aspx|jsp)){1,3}$"
)
_INDEXES: Final = frozenset({"index", "readme", "_index", "default", "home"})
_ENTITY: Final = re.compile(r"(?<![^\W_])(?:39|34|38|quot|apos|amp|lt|gt)(?![^\W_])|(?<=[^\W\d_])39(?=s)")
"""What some renderers leave of a quotation mark or an ampersand ("what-39-s-new")."""
_NUMBER: Final = re.compile(r"(?<=/)\d{1,4}[ _.\-]+(?=[^\W\d_])")


class Style(Enum):
    """How a link is written. Only names of files are sure to be names of files."""

    FILE = "file"  # a/b.html
    PAGE = "page"  # ../b/
    WORD = "word"  # b
    ROOT = "root"  # /a/b


class Target(NamedTuple):
    """Where a link leads: "" is the document itself for a path, and nowhere in particular for a fragment."""

    path: str
    fragment: str
    from_root: bool

    @property
    def style(self) -> Style:
        if self.from_root:
            return Style.ROOT
        if "." in self.path.rpartition("/")[2]:
            return Style.FILE
        return Style.PAGE if "/" in self.path else Style.WORD


def internal(target: str) -> Target | None:
    """The target as a path in its own source; None for what leads elsewhere or can't be told."""
    target = target.strip()
    if not target or len(target) > LONGEST or _OUTSIDE.match(target):
        return None
    path, _, fragment = target.partition("#")
    path = path.partition("?")[0]
    if "%" in target:
        path, fragment = unquote(path), unquote(fragment)
    if _UNSURE.search(path):
        return None
    return Target(folded(path.lstrip("/")), fragment, from_root=path.startswith("/"))


def is_host(path: str) -> bool:
    """Whether a path begins with the name of a web host: somebody forgot "https://"."""
    return bool(_HOST.match(path))


def of_a_forge(path: str) -> bool:
    """Whether a path leads to a page that a forge such as GitHub makes."""
    return not _FORGE.isdisjoint(path.split("/"))


def folded(path: str) -> str:
    """A path or uri as both are compared: without regard to case and Unicode form."""
    return path.casefold() if path.isascii() else unicodedata.normalize("NFC", path).casefold()


def joined(folder: str, path: str) -> str | None:
    """The path from a folder ("" or "a/b/"), without "." and ".."; None where it leads out of everything."""
    if "./" not in path and "//" not in path and not path.endswith("."):
        return (folder + path).rstrip("/")
    parts = folder.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def page_of(path: str) -> str:
    """The page that a file makes, or a link means: without the ending, and the folder itself for its index."""
    folder, slash, name = path.rpartition("/")
    if "." in name:
        name = _PAGE_ENDING.sub("", name)
    return folder if slash and name in _INDEXES else f"{folder}{slash}{name}"


def without_numbers(path: str) -> str:
    """The path less the numbers that order files ("01-intro")."""
    return _NUMBER.sub("", path)


@lru_cache(maxsize=4096)
def squeezed(fragment: str) -> frozenset[str]:
    """A fragment in the forms in which renderers write it: letters and digits alone, with and without accents."""
    bare = "".join(filter(str.isalnum, fragment.removeprefix("user-content-").casefold()))
    plain = "".join(filter(str.isalnum, unicodedata.normalize("NFKD", bare).encode("ascii", "ignore").decode()))
    forms = {bare, plain, _spelled_out(bare), "".join(filter(str.isalnum, _ENTITY.sub("", fragment.casefold())))}
    return frozenset(form for each in forms for form in (each, each.lstrip("0123456789")) if form)


def _spelled_out(text: str) -> str:
    return text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
