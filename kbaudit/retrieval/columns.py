"""The kb_ fields as typed columns, for engines whose columns have types and hold no lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = type[str] | type[float] | type[bool]

_TEXTS: Final = (
    *("kb_uri", "kb_doc_id", "kb_sha256", "kb_stamp", "kb_ruleset", "kb_status", "kb_reasons", "kb_effective_date"),
    *("kb_owner", "kb_language", "kb_document_set", "kb_audience", "kb_version", "kb_family", "kb_release"),
    *("kb_superseded_by", "kb_conflicts"),
)
_NUMBERS: Final = ("kb_valid_from_ts", "kb_expires_ts", "kb_demote_ts", "kb_effective_ts", "kb_confidence")
_TRUTHS: Final = ("kb_has_owner", "kb_is_latest")

COLUMNS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(_TEXTS, str),
    **dict.fromkeys(_NUMBERS, float),
    **dict.fromkeys(_TRUTHS, bool),
}
"""What each field is. Lists are JSON text; moments are floats, so that they compare to a `now` with a fraction."""


def flat(value: object) -> object:
    """The value as a column holds it: a list as JSON text, which select.listed reads back."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | tuple) else value
