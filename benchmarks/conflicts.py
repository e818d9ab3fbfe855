"""How well differing values are found, and how often harmless edits are taken for one. One line a figure.

Into real pages of ../shared/corpora one value is planted at a time (seeded); it counts as found when it is reported,
and as clean when nothing else is (harmful_edits.py). Harmless edits change how a page says something, never what
(harmless_edits.py). What an audit reports between real documents is held against labels (read_differences.py). Pairs
of unrelated pages and the free-text contradictions of conflicts-conflictqa are counted as they are.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from typing import TYPE_CHECKING, Final

from benchmarks import harmful_edits, harmless_edits, read_differences
from benchmarks.real_pages import CORPORA, VERSIONED, pages, rows, text_of, title_of
from kbaudit.similarity.differences import differences

if TYPE_CHECKING:
    from benchmarks.real_pages import Page

SEED: Final = 11


def main() -> None:
    """Prints every figure."""
    chance = random.Random(SEED)
    found = pages(chance)
    spread = Counter(page.corpus for page in found)
    print(f"pages: {len(found)} ({', '.join(f'{corpus} {count}' for corpus, count in sorted(spread.items()))})")
    harmful_edits.report(found, chance)
    harmless_edits.report(found, chance)
    unrelated()
    free_text()
    read_differences.report()
    speed(found)


def unrelated() -> None:
    """Pages that have nothing to do with one another, or only their form."""
    alarms = count = 0
    for corpus in VERSIONED:
        for row in rows(CORPORA / corpus / "truth_pairs.jsonl"):
            if row["relation"] == "unrelated":
                count += 1
                a, b = (CORPORA / corpus / "files" / row[path] for path in ("path_a", "path_b"))
                said = differences(text_of(a), text_of(b), title_a=title_of(a), title_b=title_of(b))
                alarms += bool(said.conflicts)
    print(f"unrelated pairs: false alarms on {alarms} of {count}")


def free_text() -> None:
    """Answers that contradict each other in other words: what values and turns alone can find of them."""
    found = count = 0
    for row in rows(CORPORA / "conflicts-conflictqa" / "truth_conflicts.jsonl"):
        a, b = (text_of(CORPORA / "conflicts-conflictqa" / "files" / row[path]) for path in ("path_a", "path_b"))
        count += 1
        found += bool(differences(a, b).conflicts)
    print(f"conflicts-conflictqa: found {found} of {count}")


def speed(found: list[Page]) -> None:
    """CPU time of a pair: editions of a page, and texts of 700 kB."""
    times = []
    for corpus in VERSIONED:
        for row in list(rows(CORPORA / corpus / "truth_pairs.jsonl"))[:150]:
            a, b = (text_of(CORPORA / corpus / "files" / row[path]) for path in ("path_a", "path_b"))
            if row["relation"] == "older_version_of" and 5_000 < len(a) < 20_000:
                times.append(_timed(a, b) * 1000)
    print(
        f"editions of 5 to 20 kB: median {statistics.median(times):.1f} ms, "
        f"95 % {sorted(times)[len(times) * 95 // 100]:.1f} ms"
    )
    whole = "\n\n".join(page.text for page in found)
    long, other = whole[:700_000], whole[100_000:800_000]
    print(f"two texts of 700 kB that share 600 kB: {_timed(long, other):.1f} s")
    print(f"two texts of 700 kB that share nothing: {_timed(whole[:700_000], whole[700_000:1_400_000]):.1f} s")


def _timed(a: str, b: str) -> float:
    begin = time.process_time()
    differences(a, b)
    return time.process_time() - begin


if __name__ == "__main__":
    main()
