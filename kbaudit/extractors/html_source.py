"""The source of an HTML page before it is parsed: its encoding, template tags, and nesting that no parser stands."""

from __future__ import annotations

import re
from typing import Final

from kbaudit.extractors.decode import Problems, decode

DEPTH_LIMIT: Final = 20_000
_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20})")
_ANY_TAG: Final = re.compile(r"</?[A-Za-z!?][^<>]{0,5000}>")
_CLOSED_BY_OTHERS: Final = (
    "area base br col dd dt embed hr img input li link meta option p param source tbody td th tr track wbr"
)
_NEVER_DEEP: Final = frozenset(_CLOSED_BY_OTHERS.split())
_LEGACY: Final = ("windows-", "iso-8859-", "latin", "cp", "koi8", "shift_jis", "sjis", "euc-", "gb", "big5", "mac")
_CHARSET: Final = re.compile(rb"""<meta[^<>]{0,200}?charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})""", re.IGNORECASE)


def decoded(data: bytes) -> tuple[str, Problems]:
    """As decode, but a page in a legacy encoding is believed when it names that."""
    text, problems = decode(data)
    guessed = any(detail.startswith("decoded as ") for _, detail in problems)
    named = _CHARSET.search(data[:4096]) if guessed else None
    encoding = named[1].decode("ascii", "replace").lower() if named else ""
    if not encoding.startswith(_LEGACY):
        return text, problems
    # As browsers do (WHATWG Encoding): these labels mean windows-1252.
    encoding = "cp1252" if encoding in ("iso-8859-1", "latin1", "windows-1252") else encoding
    try:
        return data.decode(encoding, "replace").replace("\0", "\ufffd"), (("encoding", f"decoded as {encoding}"),)
    except LookupError:
        return text, problems


def without_templates(source: str) -> str:
    """The source less its <% %> tags; one that is never closed stays."""
    kept: list[str] = []
    position = 0
    while (start := source.find("<%", position)) >= 0:
        end = source.find("%>", start)
        if end < 0:
            break
        kept.append(source[position:start])
        position = end + 2
    return "".join((*kept, source[position:])) if kept or position else source


def too_deep(source: str) -> bool:
    """Whether the parser would take minutes: its time grows with the square of the depth."""
    depth = deepest = 0
    if source.count("<") > DEPTH_LIMIT:
        for slash, tag in _TAG.findall(source):
            if tag.lower() not in _NEVER_DEEP:
                depth = max(0, depth - 1) if slash else depth + 1
                deepest = max(deepest, depth)
    return deepest > DEPTH_LIMIT


def flattened(source: str) -> str:
    """The source less its tags, a line end for each."""
    return _ANY_TAG.sub("\n", source)
