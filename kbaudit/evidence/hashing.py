"""The sha256 of files that no extractor reads: pictures, unknown types, what was too large or too slow."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from kbaudit.crawlers.files import hash_file
from kbaudit.errors import ExtractionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LARGEST: Final = 2**30  # bytes of a file that is still opened: seconds
WITHIN: Final = "!/"  # in the uri of what is attached to a file

_ESCAPED: Final = re.compile(rb"\\(?:\\|x([0-9a-f]{2}))")


def hash_skipped(
    files: Iterable[tuple[str, int, int]], roots: Mapping[str, str]
) -> Iterator[tuple[str, int, int, str]]:
    """Uri, size, mtime in nanoseconds and sha256 of those files that can be read; of each the uri, size and mtime.

    What is attached to a file or lies above its source is left out, and so is what is larger than LARGEST.
    """
    for uri, size, _ in files:
        path = _path(uri, roots)
        if path is None or size > LARGEST:
            continue
        try:
            sha256, status = hash_file(path)
        except ExtractionError:
            continue  # the audit tells of it: it was skipped
        yield uri, status.st_size, status.st_mtime_ns, sha256


def below_of(uri: str) -> bytes:
    r"""The path below its source that a uri stands for, from which `uri_of` made it: \\ and \xNN become bytes again."""
    below = uri.partition("/")[2].encode()
    return _ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()) if found[1] else b"\\", below)


def _path(uri: str, roots: Mapping[str, str]) -> bytes | None:
    """Where a file of that uri lies; None of what isn't a file of its source. A source may be one file itself."""
    below = below_of(uri)
    if WITHIN in uri or b".." in below.split(b"/"):
        return None
    root = below_of(roots.get(uri.partition("/")[0], ""))
    if not root:
        return None
    return root if os.path.isfile(root) else os.path.join(root, below)  # noqa: PTH113, PTH118 - any bytes name a file
