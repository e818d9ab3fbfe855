"""Word and PowerPoint files of before 2007 (.doc, .ppt): known, so that newer files under their names are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.errors import ExtractionError
from kbaudit.extractors import guard
from kbaudit.model import SkipReason

if TYPE_CHECKING:
    from kbaudit.model import Extract


def extract(data: bytes, name: str) -> Extract:  # noqa: ARG001 - every extractor is called alike
    """Raises ExtractionError always: encrypted, or of a type that kbaudit doesn't read."""
    if guard.is_ole(data):
        guard.check_ole(data)
    raise ExtractionError(
        SkipReason.UNSUPPORTED, "an Office file of before 2007", remedy="convert it to .docx, .pptx or .pdf"
    )
