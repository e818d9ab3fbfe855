"""What is true of a corpus with versions: which documents are one page, how alike two texts are, which one is newest.

Nothing here comes from kbaudit: texts are read and measured as the definitions beside the corpora say (front matter
removed, lower case, sets of 3-grams of word characters).
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n.*?\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
SHORT = 30  # words; pages of fewer stand in none of the truth files
ALIKE = 0.5  # Jaccard
CONTAINED = 0.8  # of the smaller text in the larger one

Pair = frozenset[str]


@dataclass(frozen=True)
class Truth:
    """One corpus: `files` with the truth files beside it. Paths are relative to `files`."""

    corpus: Path

    @cached_property
    def pairs(self) -> list[Mapping]:
        """The labelled pairs: path_a, path_b, relation, j3."""
        return list(map(json.loads, (self.corpus / "truth_pairs.jsonl").read_text("utf-8").splitlines()))

    @cached_property
    def changed(self) -> list[Mapping]:
        """The pairs of versions whose text changed."""
        return [p for p in self.pairs if p["relation"] == "older_version_of" and not p.get("same_text")]

    @cached_property
    def unrelated(self) -> list[Pair]:
        return [both(p) for p in self.pairs if p["relation"] == "unrelated"]

    @cached_property
    def alike(self) -> dict[Pair, float]:
        """Every pair with a Jaccard of 0.3 or more, but for short pages."""
        with (self.corpus / "truth_allpairs_jaccard.csv").open(encoding="utf-8", newline="") as file:
            return {both(row): float(row["j3"]) for row in csv.DictReader(file)}

    @cached_property
    def _grams(self) -> dict[str, tuple[int, frozenset[tuple[str, ...]]]]:
        files = self.corpus / "files"
        return {path.relative_to(files).as_posix(): _read(path) for path in files.rglob("*") if path.is_file()}

    @cached_property
    def _same_pages(self) -> set[Pair]:
        return {both(p) for p in self.pairs if p["relation"] != "unrelated"}

    def measured(self, a: str, b: str) -> tuple[float, float]:
        """Jaccard, and containment in the smaller text, of two documents."""
        ours, theirs = self._grams[a][1], self._grams[b][1]
        shared = len(ours & theirs)
        return (shared / len(ours | theirs), shared / min(len(ours), len(theirs))) if shared else (0.0, 0.0)

    def same_page(self, a: str, b: str) -> bool:
        """As labelled; of a short page by what the labels go by, which is the path below the release folder."""
        if frozenset((a, b)) in self._same_pages:
            return True
        return min(self._grams[a][0], self._grams[b][0]) < SHORT and _page(a) == _page(b)

    def right(self, pair: Pair) -> bool:
        """Whether a pair may be reported as copies, versions, near duplicates or a part and its whole."""
        a, b = sorted(pair)
        jaccard, containment = self.measured(a, b)
        return self.same_page(a, b) or jaccard >= ALIKE or containment >= CONTAINED

    @cached_property
    def newest(self) -> dict[str, str]:
        """For each page that changed later the newest version of it."""
        found: dict[str, str] = {}
        for p in self.changed:
            found[p["path_a"]] = max(found.get(p["path_a"], ""), p["path_b"], key=release)
        for path in self._grams:
            later = [old for old, new in found.items() if release(path) > release(new) and self.same_page(old, path)]
            found.update((old, path) for old in later)
        return found


def both(row: Mapping) -> Pair:
    """The two paths of a row."""
    return frozenset((row["path_a"], row["path_b"]))


@cache
def release(path: str) -> tuple[int, ...]:
    """The number or date of the release folder, which compares."""
    digits = "".join(ch if ch.isdigit() else " " for ch in path.partition("/")[0])
    return tuple(map(int, digits.split()))


def _page(path: str) -> str:
    return path.partition("/")[2]


def _read(path: Path) -> tuple[int, frozenset[tuple[str, ...]]]:
    text = FRONT_MATTER.sub("", path.read_text("utf-8", errors="replace"), count=1)
    words = re.findall(r"\w+", text.lower())
    return len(words), frozenset(zip(words, words[1:], words[2:], strict=False))
