"""The data in report.html, unpacked: no more of it than the register and the findings allow."""

from __future__ import annotations

import base64
import re
import zlib
from typing import TYPE_CHECKING, Final

from kbaudit.evidence.reading import Malformed, object_of
from kbaudit.reports.html import DATA

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE: Final = "report.html"

_ALLOWED: Final = 1 << 20  # bytes of data of an empty corpus
_A_ROW: Final = 1 << 13  # bytes more for each document and each finding
_MOST: Final = 1 << 29  # bytes, whatever the register allows
_ISLAND: Final = re.compile(rf'<script type="text/plain" id="{DATA}">([A-Za-z0-9+/=]*)</script>'.encode())


def data_of(page: bytes, rows: int) -> Mapping[str, object]:
    """What the page's tables are made of, for so many documents and findings. Malformed: there is none of that size."""
    found = _ISLAND.findall(page)
    if len(found) != 1:
        raise Malformed(f"{PAGE} holds no data, or twice")
    return object_of(_unpacked(found[0], min(_MOST, _ALLOWED + rows * _A_ROW)), f"the data of {PAGE}")


def _unpacked(island: bytes, most: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        data = unpacking.decompress(base64.b64decode(island, validate=True), most)
    except (ValueError, zlib.error) as error:
        raise Malformed(f"the data of {PAGE} can't be read: {error}") from error
    if unpacking.unconsumed_tail:
        raise Malformed(f"the data of {PAGE} is larger than that of such a corpus can be: more than {most:,} bytes")
    if not unpacking.eof or unpacking.unused_data:
        raise Malformed(f"the data of {PAGE} has no end, or something after it")
    return data
