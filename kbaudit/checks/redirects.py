"""Where a document says that it redirects to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kbaudit.model import Document

_REDIRECTS: Final = frozenset(
    {"redirect", "redirects", "redirectto", "redirecturl", "redirecturi", "redirecttarget", "redirectlink"}
)
_NO: Final = frozenset({"", "true", "false", "yes", "no", "none", "null"})


def redirect_of(document: Document) -> str:
    """The target as its metadata name it; "" for none."""
    target = next((field.value.strip() for field in document.fields if _key(field.name) in _REDIRECTS), "")
    return "" if target.lower() in _NO else target


def _key(name: str) -> str:
    """A field's name without what it's nested in: "redirectto" of "metadata.redirect_to"."""
    return name.rpartition(".")[2].lower().replace("_", "").replace("-", "")
