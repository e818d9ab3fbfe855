"""What is attached to a file: the names of these documents, and the bounds that hold for all of them together."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from kbaudit.errors import ExtractionError, SkipReason
from kbaudit.extractors.enclosed import safe_name, unique
from kbaudit.model import FoundFile, uri_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kbaudit.model import Attachment, Skipped

LIMIT: Final = 200
"""Attachments of one file that are learned, those within attachments among them."""
DEPTH: Final = 3
"""Levels of attachments within attachments."""
SIZE: Final = 4
"""All attachments of one file together, in times of what one file may have."""
APART: Final = "save it as a file of its own"
"""What is to be done with an attachment that can't be read within its mail."""
_WITHIN: Final = "!/"


class Allowance:
    """What the attachments of one file may still use. When half of its time is gone, no further one is begun.

    unopened says why attachments aren't opened this time, if they aren't.
    """

    def __init__(self, size_limit: int, seconds: float, unopened: Skipped | None = None) -> None:
        self.depth = 0
        self._unopened = unopened
        self._largest = size_limit
        self._files = LIMIT
        self._bytes = SIZE * size_limit
        self._until = time.monotonic() + seconds / 2

    def covers(self, size: int) -> bool:
        """Whether one attachment more of that size is within the bounds; it is counted."""
        self._files -= 1
        self._bytes -= size
        return self._files >= 0 and self._bytes >= 0

    def check(self, size: int) -> None:
        """Raises ExtractionError where an attachment of that size isn't opened."""
        if self._unopened:
            why = self._unopened
            raise ExtractionError(why.reason, why.detail, remedy=why.remedy)
        if size > self._largest:
            raise ExtractionError(
                SkipReason.TOO_LARGE, f"larger than {self._largest:,} bytes", remedy="split it, or raise the limit"
            )
        if time.monotonic() > self._until:
            raise ExtractionError(SkipReason.TIME_LIMIT, "what is attached before it took the time", remedy=APART)


def named(host: FoundFile, attachments: Sequence[Attachment]) -> Iterator[tuple[FoundFile, bytes]]:
    """Each attachment as a file of its own, "mail.eml!/price.xlsx", and its bytes; no two have one name."""
    names: set[str] = set()
    for attachment in attachments:
        name = unique(safe_name(attachment.name), names)
        names.add(name)
        uri = f"{host.uri}{_WITHIN}{uri_of('', name.encode())[1:]}"
        yield FoundFile(uri, host.source, host.path, len(attachment.data), host.mtime_ns), attachment.data
