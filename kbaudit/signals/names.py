"""The names of declared fields, so that last_reviewed_on, "Last Reviewed On" and lastReviewedOn are one name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

_SEPARATORS: Final = re.compile(r"[-_ :.]")
_CONTAINERS: Final = (
    "metadata.",
    "meta.",
    "document.",
    "doc.",
    "page.",
    "page-",  # attributes that AsciiDoc hands over to a site
    "params.",  # Hugo's own parameters
    "jsonld.",
    "dcterms.",
    "dc.",
    "article:",
    "og:",
    "mso.",  # columns of a SharePoint library
    "docx.custom.",
    "xlsx.custom.",
    "xlsb.custom.",
    "pptx.custom.",
    "odt.custom.",
    "ods.custom.",
    "docx.",
    "pdf.",
    "xlsx.",
    "xlsb.",
    "ods.",
    "odt.",
    "pptx.",
    "epub.",
    "rtf.",
    "mail.",
)
_WIKI_LINK: Final = re.compile(r"!?\[\[([^\[\]|#\n]{1,200})(?:#[^\[\]|\n]{0,200})?(?:\|([^\[\]\n]{1,200}))?\]\]")
_LINK: Final = re.compile(r"!?\[([^\[\]\n]{1,120})\]\(\s{0,3}<?([^()\s<>]{1,300})>?[^()\n]{0,100}\)")


class Linked(NamedTuple):
    """A value that is a link as a whole: what a reader sees, and what it leads to; else both are the value."""

    shown: str
    target: str


def linked(value: str) -> Linked:
    """The two sides of a wiki link ("[[People/Ann Lee|Ann]]") or Markdown link that a declared value is."""
    value = value.strip()
    if "[" not in value:
        return Linked(value, value)
    if found := _WIKI_LINK.fullmatch(value):
        return Linked((found[2] or found[1].rpartition("/")[2]).strip(), found[1].strip())
    found = _LINK.fullmatch(value)
    return Linked(found[1].strip(), found[2]) if found else Linked(value, value)


@lru_cache(maxsize=1024)
def key_of(name: str) -> str:
    """A field's name in small letters, less separators and the container it stands in ("metadata.", "jsonld.")."""
    name = name.lower()
    for container in _CONTAINERS:
        if name.startswith(container):
            name = name[len(container) :]
            break
    return _SEPARATORS.sub("", name)


def by_hand(name: str) -> bool:
    """Whether people declared a property of this name, in a dialogue or a library's column; else a program wrote it."""
    return ".custom." in name or name.startswith("mso.")
