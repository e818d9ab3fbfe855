"""What the files of a bundle are called, and which names there may be at all."""

from __future__ import annotations

import re
from typing import Final

from kbaudit import __version__

TOOL: Final = f"kbaudit {__version__}"
"""How a run names this version."""

SCHEMA: Final = "kbaudit.evidence/1"

MANIFEST: Final = "manifest.json"
STATEMENT: Final = "statement.json"
SUMS: Final = "SHA256SUMS"
SIGNATURE: Final = "SHA256SUMS.sig"
GUIDE: Final = "README.md"
CORPUS: Final = "corpus.jsonl"
INPUTS: Final = "inputs.json"
FILES: Final = "files.jsonl"
POLICY: Final = "policy.json"
WAIVERS: Final = "waivers.json"
SHEET: Final = "sampling.csv"
PRINTED: Final = "sampling.md"
REPORT: Final = "report"

FOREIGN_SIGNATURES: Final = ("SHA256SUMS.minisig", "SHA256SUMS.asc")
"""What other programs put beside SHA256SUMS: it may be there and isn't looked at."""

UNLISTED: Final = (SUMS, SIGNATURE, *FOREIGN_SIGNATURES)
"""What SHA256SUMS can't list: itself, and what is made of it."""

NAMES: Final = frozenset(
    {MANIFEST, STATEMENT, *UNLISTED, GUIDE, CORPUS, INPUTS, FILES, POLICY, WAIVERS, SHEET, PRINTED}
)
"""What may lie directly in a bundle, beside the folder of the report."""

_SAFE: Final = re.compile(rf"(?:{REPORT}/)?[A-Za-z0-9][A-Za-z0-9._-]{{0,63}}")


def is_safe(path: str) -> bool:
    """Whether it can be the path of a file in a bundle: a plain name, directly in it or in its report folder."""
    return _SAFE.fullmatch(path) is not None
