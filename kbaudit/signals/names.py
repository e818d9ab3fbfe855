"""The names of declared fields, so that last_reviewed_on, "Last Reviewed On" and lastReviewedOn are one name."""

from __future__ import annotations

import re
from typing import Final

_SEPARATORS: Final = re.compile(r"[-_ :.]")
_CONTAINERS: Final = (
    "metadata.",
    "meta.",
    "document.",
    "doc.",
    "page.",
    "jsonld.",
    "dcterms.",
    "dc.",
    "article:",
    "og:",
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


def key_of(name: str) -> str:
    """A field's name in small letters, less separators and the container it stands in ("metadata.", "jsonld.")."""
    name = name.lower()
    for container in _CONTAINERS:
        if name.startswith(container):
            name = name[len(container) :]
            break
    return _SEPARATORS.sub("", name)
