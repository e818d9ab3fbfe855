"""All that report.html says: its markup, and what its data islands hold, unpacked."""

import base64
import re
import zlib
from pathlib import Path


def words_of(page: Path) -> str:
    """The page's source, and behind it each island as JSON text."""
    text = page.read_text(encoding="utf-8")
    islands = re.findall(r'<script type="text/plain" id="[\w-]+">([^<]*)</script>', text)
    return "\n".join([text, *(zlib.decompress(base64.b64decode(island)).decode("utf-8") for island in islands)])
