"""A stamp as an audit writes it, of a document that may be served, with other values where a test wants them."""

from __future__ import annotations

import hashlib
from typing import Final

from kbaudit.retrieval.rules import digest

NEVER: Final = 253402300799


def a_stamp(uri: str, **fields: object) -> dict[str, object]:
    texts = ("kb_effective_date", "kb_owner", "kb_language", "kb_document_set", "kb_audience", "kb_version")
    content: dict[str, object] = {
        "uri": uri,
        "doc_id": f"id of {uri}",
        "sha256": hashlib.sha256(uri.encode()).hexdigest(),
        "kb_status": "serve",
        "kb_valid_from_ts": 0,
        "kb_expires_ts": NEVER,
        "kb_demote_ts": NEVER,
        "kb_effective_ts": 0,
        "kb_confidence": 1.0,
        "kb_has_owner": False,
        "kb_is_latest": True,
        **dict.fromkeys((*texts, "kb_family", "kb_release"), ""),
        **{name: [] for name in ("kb_reasons", "kb_superseded_by", "kb_conflicts", "passages")},
        **fields,
    }
    return {**content, "stamp": digest(content)}
