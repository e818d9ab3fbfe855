"""The sample for language detection: prose from the beginning of a text, no code, no markup, no addresses."""

from __future__ import annotations

import re
from typing import Final

SAMPLE_LIMIT: Final = 2_000
RAW_LIMIT: Final = 2 * SAMPLE_LIMIT
"""Characters of raw text that are enough to clean a sample out of."""

_LINKED: Final = re.compile(r"!?\[([^\[\]]{0,300})\](?:\([^()\s]{0,500}(?:\s[^()]{0,200})?\)|\[[^\[\]]{0,100}\])")
_MARKUP: Final = re.compile(
    r"`[^`\n]{0,300}`|<[^<>]{0,500}>|\{[^{}\n]{0,200}\}|(?:https?://|www\.)\S{1,500}"
    r"|^:::.{0,100}$|^\[[^\[\]\n]{0,100}\]:.{0,500}$|[*_#|~>=^\\]{1,50}|-{2,50}",
    re.MULTILINE,
)
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,100}")


def sample_of(raw: str) -> str:
    """At most 2,000 characters of the raw text as prose on one line."""
    clean = raw[:RAW_LIMIT]
    if "](" in clean or "][" in clean:
        clean = _LINKED.sub(r"\1", clean)
    if "@" in clean:
        clean = _MAIL.sub(" ", clean)
    clean = _MARKUP.sub(" ", clean)
    return " ".join(clean.split())[:SAMPLE_LIMIT]
