"""How the stage that relates documents grows: its CPU time and memory on made-up knowledge bases of many documents.

The stage is all that an audit does after the crawl: candidates, exact measures, comparisons, families, relations,
checks and verdicts. It runs in a process of its own, on a catalog that a real crawl made; that of the hot bucket is
filled without reading 50,000 files. Prints a line a figure:

    python -m benchmarks.scale                      5,000 and 25,000 documents, identical ones, and a hot bucket
    python -m benchmarks.scale base 5000            one knowledge base of that kind and size
    python -m benchmarks.scale base 5000 profile    and where its time goes
"""

from __future__ import annotations

import cProfile
import hashlib
import json
import math
import os
import pstats
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.made_up import KINDS
from kbaudit.catalog import Catalog
from kbaudit.model import Extract, Facts, FoundFile, Learned, Signals, Source
from kbaudit.pipeline import Crawling, Judging, crawl, judge
from kbaudit.policy import load_pack
from kbaudit.similarity.keys import keyed

if TYPE_CHECKING:
    from benchmarks.made_up import Pages

AS_OF = datetime(2026, 1, 1, tzinfo=UTC)
SMALL, LARGE, HOT = 5_000, 25_000, 50_000
CPU_GOAL, MEMORY_GOAL, EXPONENT_GOAL = 120, 1_500, 1.15  # seconds, MB
JOBS = 2


def main() -> None:
    """Every figure of the issue."""
    small, large = run("base", SMALL), run("base", LARGE)
    exponent = math.log(large["cpu"] / small["cpu"]) / math.log(LARGE / SMALL)
    same, hot = run("identical", LARGE), run("hot", HOT)
    said = (
        (f"{LARGE:,} documents, CPU s", large["cpu"], CPU_GOAL),
        (f"growth from {SMALL:,} to {LARGE:,} documents, exponent", exponent, EXPONENT_GOAL),
        (f"{LARGE:,} documents, peak MB", large["peak"], MEMORY_GOAL),
        (f"{LARGE:,} identical documents, peak MB", same["peak"], MEMORY_GOAL),
        (f"a hot bucket of {HOT:,}, peak MB", hot["peak"], MEMORY_GOAL),
    )
    for what, figure, goal in said:
        print(f"{what}: {figure:.4g} (goal {goal:,}: {'met' if figure <= goal else 'missed'})")


def run(kind: str, size: int, *, profile: bool = False) -> dict[str, float]:
    """Makes a knowledge base, learns it, and relates it in a fresh process; prints what that used."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        catalog = (filled if kind == "hot" else crawled)(Path(folder), KINDS[kind](size, random.Random(4)))
        learning = time.perf_counter() - began
        command = [sys.executable, "-m", "benchmarks.scale", "stage", str(catalog), *["profile"] * profile]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
        *shown, last = told.stdout.splitlines()
        used: dict[str, float] = json.loads(last)
        print("\n".join(shown), end="\n" * bool(shown))
    steps = ", ".join(f"{name} {value:g}" for name, value in used.items() if name not in {"cpu", "wall", "peak"})
    print(
        f"{kind} {size:,}: {used['cpu']:.1f} s CPU, {used['wall']:.1f} s wall, peak {used['peak']:.0f} MB ({steps}; "
        f"made and learned in {learning:.0f} s; load {os.getloadavg()[0]:.1f})",
        flush=True,
    )
    return used


def crawled(work: Path, pages: Pages) -> Path:
    """The catalog of a knowledge base of files."""
    files = work / "kb"
    for name, text in pages:
        path = files / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    path = work / "catalog.duckdb"
    with Catalog.open(path) as catalog:
        crawl(catalog, [Source("kb", files)], Crawling(load_pack("default"), jobs=JOBS))
    return path


def filled(work: Path, pages: Pages) -> Path:
    """The catalog of the same without files: texts and keys, no dates, owners or passages."""
    path = work / "catalog.duckdb"
    with Catalog.open(path) as catalog:
        catalog.begin_crawl([Source("kb", work)], AS_OF, "made up")
        while some := list(islice(pages, 500)):
            catalog.record([_learned(f"kb/{name}", text) for name, text in some])
        catalog.finish_crawl()
    return path


def _learned(uri: str, text: str) -> Learned:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    alike = keyed(text)
    facts = Facts(
        sha256,
        Extract("markdown", "", text, ()),
        Signals("en", 1.0),
        alike.words,
        sha256,
        alike.sketch,
        alike.masked_sketch,
    )
    return Learned(FoundFile(uri, "kb", uri.encode(), len(text), 1), sha256, "markdown", facts=facts, keys=alike.keys)


def stage(path: Path) -> dict[str, float]:
    """What the stage uses, step by step in CPU seconds, and what it found."""
    clock = _Clock()
    began, cpu = time.perf_counter(), time.process_time()
    with Catalog.open(path) as catalog:
        report = judge(catalog, Judging(load_pack("default"), AS_OF), progress=clock)
    used = time.process_time() - cpu
    kinds = Counter(relation.kind.value for relation in report.corpus.relations)
    return {
        "cpu": used,
        "wall": time.perf_counter() - began,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **clock.steps(cpu, cpu + used),
        "families": len(report.corpus.families),
        "findings": len(report.findings),
        "uncompared": report.corpus.uncompared.pairs,
        **dict(sorted(kinds.items())),
    }


class _Clock:
    """A Progress that notes how many steps each stage has, and the CPU time of its beginning and its last step."""

    def __init__(self) -> None:
        self._stages: list[tuple[str, int, float]] = []
        self._last = 0.0

    def begin(self, stage: str, total: int | None) -> None:
        self._stages.append((stage, total or 0, time.process_time()))
        self._last = time.process_time()

    def advance(self, steps: int, size: int = 0) -> None:  # noqa: ARG002 - the protocol's arguments
        self._last = time.process_time()

    def steps(self, began: float, ended: float) -> dict[str, float]:
        """Seconds before the first stage, in each stage with what it leads to, and after the last one's last step."""
        found = {"candidates s": round(self._stages[0][2] - began, 2)}
        ends = [at for _, _, at in self._stages[1:]] + [self._last]
        for (name, total, at), end in zip(self._stages, ends, strict=True):
            found[f"{name} s"] = round(found.get(f"{name} s", 0.0) + end - at, 2)
            found[f"{name} pairs"] = found.get(f"{name} pairs", 0) + total
        return found | {"judging s": round(ended - self._last, 2)}


def profiled(path: Path) -> dict[str, float]:
    """The same under a profiler, which prints the functions that took the most time."""
    profile = cProfile.Profile()
    used = profile.runcall(stage, path)
    pstats.Stats(profile).sort_stats("cumulative").print_stats("kbaudit", 60)
    pstats.Stats(profile).sort_stats("tottime").print_stats(40)
    return used


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            main()
        case ["stage", path, *also]:
            print(json.dumps(profiled(Path(path)) if also else stage(Path(path))))
        case [kind, size, *also]:
            run(kind, int(size), profile=bool(also))
        case _:
            sys.exit(__doc__)
