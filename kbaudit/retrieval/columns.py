"""The kb_ fields of a point and what each of them is, for engines whose columns have types."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = type[str] | type[float] | type[bool]

TEXTS: Final = (
    *("kb_uri", "kb_doc_id", "kb_sha256", "kb_stamp", "kb_ruleset", "kb_status", "kb_effective_date", "kb_owner"),
    *("kb_language", "kb_document_set", "kb_audience", "kb_version", "kb_family", "kb_release"),
)
LISTS: Final = ("kb_reasons", "kb_superseded_by", "kb_conflicts")
MOMENTS: Final = ("kb_valid_from_ts", "kb_expires_ts", "kb_demote_ts", "kb_effective_ts")
SHARES: Final = ("kb_confidence",)
TRUTHS: Final = ("kb_has_owner", "kb_is_latest")

COLUMNS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys((*TEXTS, *LISTS), str),
    **dict.fromkeys((*MOMENTS, *SHARES), float),
    **dict.fromkeys(TRUTHS, bool),
}
"""What each is in an engine that holds no lists: those are JSON text. Moments are floats: `now` may have a fraction."""


def flat(value: object) -> object:
    """The value as a column holds it: a list as JSON text, which listed reads back."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple) else value


def listed(value: object) -> tuple[str, ...]:
    """The texts of a list; engines that store none hold it as JSON."""
    if isinstance(value, str) and value:
        try:
            parsed: object = json.loads(value)
        except ValueError:
            return (value,)
        value = parsed if isinstance(parsed, list) else [value]
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()
