"""Which pairs the catalog proposes: recall by similarity against every pair of a corpus, their number and their cost.

Truth is exact: all pairs of a corpus are measured, whatever the files are called. "bands" are the LSH keys of the raw
sketches alone, "all keys" also those of the masked sketches and the anchors. Needs ../shared/corpora, but not for the
generated knowledge bases (`python -m benchmarks.candidates generated 20000` makes one and prints its figures).
"""

from __future__ import annotations

import hashlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kbaudit.catalog import Catalog
from kbaudit.model import Extract, Facts, FoundFile, Keys, Learned, Signals, Source
from kbaudit.similarity import measure
from kbaudit.similarity.keys import keyed
from kbaudit.similarity.shingles import shingled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from kbaudit.model import Pair

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"
FRONT_MATTER = re.compile(r"\A---\r?\n.*?\r?\n---\r?\n", re.DOTALL)
BANDS = ((0.8, 1.1), (0.7, 0.8), (0.5, 0.7), (0.3, 0.5))
FEW_WORDS = 30  # shingles: of smaller parts nothing is claimed
SIZES = (5_000, 20_000)


def main() -> None:
    """Prints every figure."""
    for folder in sorted(path for path in CORPORA.glob("*") if path.name != "badfiles-unstructured"):
        if folder.is_dir():
            corpus(folder)
    for size in SIZES:  # each in a process of its own: its peak of memory is its own
        subprocess.run([sys.executable, "-m", "benchmarks.candidates", "generated", str(size)], check=True, cwd=ROOT)


def corpus(folder: Path) -> None:
    """One real knowledge base: what is found of all pairs that resemble one another."""
    texts = _texts(folder / "files")
    truth = _exact(list(texts.values()))
    keys = {uri: keyed(text).keys for uri, text in texts.items()}
    only_bands = {uri: Keys(bands=each.bands) for uri, each in keys.items()}
    for label, chosen in (("bands", only_bands), ("all keys", keys)):
        with tempfile.TemporaryDirectory() as work, _filled(Path(work), texts, chosen) as catalog:
            began = time.process_time()
            found = set(catalog.candidate_pairs())
            cpu = time.process_time() - began
            names = _names(texts)
            hit = [(names[a], names[b]) in found or (names[b], names[a]) in found for a, b in truth.pairs]
            said = f"{len(texts)} texts, {len(found)} candidates, {cpu:.2f} s CPU"
            if label == "all keys":
                said += f", {len(catalog.statement_pairs())} pairs by statements"
            print(f"{folder.name}, {label}: {said}; recall {_recall(truth, hit)}", flush=True)


def generated(size: int) -> None:
    """A made-up knowledge base: versions, forms of templates, notices that stand in pages, and pages of their own."""
    texts = dict(_generated(size, random.Random(20)))
    began = time.process_time()
    keys = {uri: keyed(text).keys for uri, text in texts.items()}
    learned = time.process_time() - began
    with tempfile.TemporaryDirectory() as work, _filled(Path(work), texts, keys) as catalog:
        began = time.process_time()
        found = catalog.candidate_pairs()
        joined = time.process_time() - began
        began = time.process_time()
        said = catalog.statement_pairs()
        disputed = time.process_time() - began
        began = time.process_time()
        pairs = list(measure(found, catalog.texts))
        exact = time.process_time() - began
        kinds = Counter(_kind(texts, pairs))
    megabytes = sum(len(text) for text in texts.values()) / 1e6
    print(
        f"generated {len(texts)}: {megabytes:.0f} MB, keys {learned:.1f} s CPU, "
        f"candidates {len(found)} in {joined:.2f} s, "
        f"statement pairs {len(said)} in {disputed:.2f} s, measured in {exact:.1f} s: "
        + ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))
        + f"; resident {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB",
        flush=True,
    )


def _kind(texts: Mapping[str, str], pairs: Sequence[Pair]) -> Iterator[str]:
    name_of = {name: uri for uri, name in zip(texts, _names(texts), strict=True)}
    for pair in pairs:
        a, b = (name_of[key].split("/")[1].partition("-")[0] for key in (pair.a, pair.b))
        yield f"{min(a, b)}/{max(a, b)}"


@dataclass(frozen=True, slots=True)
class _Truth:
    """All pairs that resemble one another, by the places of their texts; sizes are the shingles of the smaller one."""

    pairs: Sequence[tuple[int, int]]
    jaccard: NDArray[np.float64]
    containment: NDArray[np.float64]
    sizes: NDArray[np.int64]


def _exact(texts: Sequence[str]) -> _Truth:
    shingles = [shingled(text).raw for text in texts]
    sizes = np.array([each.size for each in shingles])
    everything = np.concatenate(shingles)
    order = np.argsort(everything, kind="stable")
    owners, everything = np.repeat(np.arange(len(texts)), sizes)[order], everything[order]
    shared = np.zeros((len(texts), len(texts)), dtype=np.int32)
    borders = np.flatnonzero(np.diff(everything, prepend=0, append=0))
    for begin, end in pairwise(borders):
        if end - begin > 1:
            shared[np.ix_(owners[begin:end], owners[begin:end])] += 1
    a, b = np.triu_indices(len(texts), 1)
    both, least = shared[a, b], np.minimum(sizes[a], sizes[b])
    jaccard, containment = both / np.maximum(sizes[a] + sizes[b] - both, 1), both / np.maximum(least, 1)
    kept = (jaccard >= BANDS[-1][0]) | (containment >= 0.8)
    pairs = list(zip(a[kept].tolist(), b[kept].tolist(), strict=True))
    return _Truth(pairs, jaccard[kept], containment[kept], least[kept])


def _recall(truth: _Truth, hit: Sequence[bool]) -> str:
    found = np.array(hit, dtype=bool)
    said = []
    for low, high in BANDS:
        mask = (truth.jaccard >= low) & (truth.jaccard < high)
        said.append(f"{low}-{min(high, 1)}: {found[mask].sum()}/{mask.sum()}")
    mask = (truth.containment >= 0.8) & (truth.jaccard < 0.7) & (truth.sizes >= FEW_WORDS)
    said.append(f"part of: {found[mask].sum()}/{mask.sum()}")
    return ", ".join(said)


def _texts(files: Path) -> dict[str, str]:
    """The distinct texts of a folder by the first path that holds each."""
    texts: dict[str, str] = {}
    for path in sorted(path for path in files.rglob("*") if path.is_file()):
        text = FRONT_MATTER.sub("", path.read_bytes().decode("utf-8-sig", "replace"), count=1)
        texts.setdefault(text, f"kb/{path.relative_to(files).as_posix()}")
    return {uri: text for text, uri in texts.items()}


def _names(texts: Mapping[str, str]) -> list[str]:
    return [f"{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}:markdown" for text in texts.values()]


def _filled(work: Path, texts: Mapping[str, str], keys: Mapping[str, Keys]) -> Catalog:
    catalog = Catalog.open(work / "catalog.duckdb")
    catalog.begin_crawl([Source("kb", work)], datetime(2026, 1, 1, tzinfo=UTC), "1")
    batch = [_learned(uri, name, texts[uri], keys[uri]) for uri, name in zip(texts, _names(texts), strict=True)]
    for begin in range(0, len(batch), 256):
        catalog.record(batch[begin : begin + 256])
    catalog.finish_crawl()
    return catalog


def _learned(uri: str, name: str, text: str, keys: Keys) -> Learned:
    sha256 = name.partition(":")[0]
    signals = Signals("en", 1.0)
    facts = Facts(sha256, Extract("markdown", "", text, ()), signals, len(text.split()), sha256, b"", b"")
    return Learned(FoundFile(uri, "kb", uri.encode(), len(text), 1), sha256, "markdown", facts=facts, keys=keys)


class _Author:
    """Writes prose of made-up words, some of them often and a number now and then."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.words = ["".join(chance.choices("abcdefghilmnoprstuv", k=chance.randint(3, 9))) for _ in range(8000)]
        self._weights = [1 / (rank + 20) for rank in range(len(self.words))]

    def prose(self, count: int) -> str:
        return " ".join(self._word(word) for word in self.chance.choices(self.words, self._weights, k=count))

    def edited(self, text: str, share: float) -> str:
        return " ".join(self.chance.choice(self.words) if self.chance.random() < share else w for w in text.split())

    def form(self, template: str) -> str:
        words = template.split()
        for place in range(0, len(words), 15):
            words[place] = str(self.chance.randint(1, 10**6)) if place % 2 else self.chance.choice(self.words)
        return " ".join(words)

    def _word(self, word: str) -> str:
        luck = self.chance.random()
        return f"{word}." if luck < 0.1 else f"{word} {self.chance.randint(2, 99)}" if luck < 0.2 else word


def _generated(size: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Three tenths versions, two tenths forms, the rest pages; of the pages 1 in 100 holds a notice of 40 words."""
    author = _Author(chance)
    for number in range(size // 10):
        first = author.prose(300)
        yield from ((f"kb/version-{number}-{step}.md", author.edited(first, step / 100)) for step in range(3))
    templates = [author.prose(300) for _ in range(max(1, size // 5000))]
    for number in range(size // 5):
        yield f"kb/form-{number}.md", author.form(templates[number % len(templates)])
    notices = [author.prose(40) for _ in range(20)]
    yield from ((f"kb/notice-{number}.md", notice) for number, notice in enumerate(notices))
    disclaimer = author.prose(60)
    for number in range(size - 3 * (size // 10) - size // 5 - len(notices)):
        parts = [author.prose(chance.randint(100, 400)), author.prose(chance.randint(100, 400))]
        if number % 100 == 0:
            parts.insert(1, notices[number // 100 % len(notices)])
        if number % 10 == 0:
            parts.append(disclaimer)
        yield f"kb/page-{number}.md", "\n\n".join(parts)


if __name__ == "__main__":
    if sys.argv[1:2] == ["generated"]:
        generated(int(sys.argv[2]))
    else:
        main()
