"""statement.json: what the bundle says of itself, as an in-toto Statement v1, ready to be put into an envelope.

https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.evidence.names import FILES, MANIFEST
from kbaudit.reports.encoding import json_page

if TYPE_CHECKING:
    from collections.abc import Mapping

TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "urn:kbaudit:evidence:v1"


def statement_text(manifest: Mapping[str, object], manifest_sha256: str, root_sha256: str) -> str:
    """The statement of a bundle: its subjects are the manifest and the list of files, each by its digest."""
    told = {name: manifest[name] for name in ("schema", "run", "population", "policy", "waivers")}
    return json_page(
        {
            "_type": TYPE,
            "subject": [
                {"name": MANIFEST, "digest": {"sha256": manifest_sha256}},
                {"name": FILES, "digest": {"sha256": root_sha256}},
            ],
            "predicateType": PREDICATE,
            "predicate": told,
        }
    )
