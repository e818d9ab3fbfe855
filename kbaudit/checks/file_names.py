"""What checks read of a file's name."""

from __future__ import annotations

import re
from typing import Final

_ENDING: Final = re.compile(r"\.(?!(?:v|ver|rev)\d)(?=\d{0,4}[A-Za-z])[A-Za-z0-9]{1,5}$", re.IGNORECASE)
_MOST_ENDINGS: Final = 3


def stem(uri: str) -> str:
    """A file's name less its endings: "leave.html.md.erb" is "leave", "policy_v2.1.docx" is "policy_v2.1"."""
    name = uri.rpartition("/")[2]
    for _ in range(_MOST_ENDINGS):
        shorter = _ENDING.sub("", name) if "." in name else name
        if shorter in {"", name}:
            break
        name = shorter
    return name
