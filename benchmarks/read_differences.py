"""The differences that the real command reports on real corpora, against the labels of those who read both sentences.

labels/*.jsonl holds a line a difference: true where the two documents say different values of one matter, else false,
with the reason.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from benchmarks.real_pages import CORPORA, PAGES, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

LABELS: Final = Path(__file__).resolve().parent / "labels" / "version_differences.jsonl"
_TOLD: Final = {"older_version_of": "between versions", "conflicts_with": "conflicts"}


def report() -> None:
    """Of the differences that an audit reports today, the share that was labelled true."""
    labels: dict[tuple[str, ...], list[bool]] = {}
    for row in rows(LABELS):
        labels.setdefault(_key(row["corpus"], row["path_a"], row["path_b"], row), []).append(bool(row["label"]))
    counts: Counter[tuple[str, bool | None]] = Counter()
    for corpus in PAGES:
        for relation in relations(corpus):
            for said in relation.get("differences") or []:
                known = labels.get(_key(corpus, relation["a"], relation["b"], said), [])
                counts[relation["kind"], known.pop(0) if known else None] += 1
    for kind, name in _TOLD.items():
        true, false, unread = (counts[kind, label] for label in (True, False, None))
        print(f"reported {name}: labelled true {true} of {true + false}, {unread} without a label")
    print(f"labelled and no longer reported: {sum(map(len, labels.values()))}")


def _key(corpus: str, a: str, b: str, said: dict[str, Any]) -> tuple[str, ...]:
    return corpus, a, b, said["kind"], said["value_a"], said["value_b"]


def relations(corpus: str) -> Iterator[dict[str, Any]]:
    """The versions and conflicts that the real command reports, their paths as they stand in the corpus."""
    with tempfile.TemporaryDirectory() as folder:
        source = f"kb={CORPORA / corpus / 'files'}"
        command = [sys.executable, "-m", "kbaudit", "audit", source, "-q", "--fail-on", "never"]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        for row in rows(Path(folder) / "kbaudit-report" / "relations.jsonl"):
            if row["kind"] in _TOLD:
                yield {**row, "a": row["a"].removeprefix("kb/"), "b": row["b"].removeprefix("kb/")}
