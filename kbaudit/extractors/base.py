"""What every extractor is: one module a format family, with a kind, its file name endings and one method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from kbaudit.model import Extract


class Extractor(Protocol):
    """Turns the bytes of one kind of file into text, passages, links and declared metadata."""

    @property
    def kind(self) -> str:
        """The kind, as it stands in `Extract.kind`."""

    @property
    def endings(self) -> tuple[str, ...]:
        """The file name endings that it reads: lower case, with the dot."""

    def extract(self, data: bytes) -> Extract:
        """The document in these bytes. Raises ExtractionError with a SkipReason.

        It depends on the bytes alone, never on what the file is called: facts are kept by content and kind.
        """
