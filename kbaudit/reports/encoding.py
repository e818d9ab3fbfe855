"""How the machine-readable files write values: JSON that any reader takes, and times in UTC with a Z."""

from __future__ import annotations

import json
import re
from datetime import UTC
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# Legal in JSON, yet they end a line for some readers (U+0085, U+2028) or steer a terminal or editor that shows the file
# (C1 controls, bidi, invisible characters): always written as \uNNNN, which means the same to every parser.
_UNSEEN: Final = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


_JSON: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def json_line(value: Mapping[str, object]) -> str:
    """One object as one line, keys in the order given."""
    return _safe(_JSON.encode(value)) + "\n"


def json_page(value: Mapping[str, object]) -> str:
    """One object as an indented file, keys in the order given."""
    return _indented(value, "\n") + "\n"


def _indented(value: object, margin: str) -> str:
    """As json.dumps writes it with an indent of 2, in a third of its time. margin begins a line at this depth."""
    if isinstance(value, str):
        return _safe(encode_basestring(value))
    if not value or not isinstance(value, (dict, list, tuple)):
        return _JSON.encode(value)
    inner = margin + "  "
    if isinstance(value, dict):
        inside = [f"{_indented(str(key), inner)}: {_indented(each, inner)}" for key, each in value.items()]
        return f"{{{inner}{f',{inner}'.join(inside)}{margin}}}"
    return f"[{inner}{f',{inner}'.join([_indented(each, inner) for each in value])}{margin}]"


def instant(moment: datetime | None) -> str:
    """An aware moment as ISO 8601 with Z; "" for none."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else ""


def ratio(value: float) -> float:
    """A share of 0..1, to six places: enough to compare, and free of binary noise."""
    return round(float(value), 6)


def _safe(text: str) -> str:
    """JSON without unseen characters. Half a surrogate pair is no text: it becomes the words that `displayed` shows."""
    if text.isascii() and "\x7f" not in text:
        return text
    text = _SURROGATE.sub(lambda found: f"\\\\u{ord(found[0]):04x}", text)
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)
