"""What judging 40,000 documents again takes under another policy, stage by stage; no document is opened for it."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import kbaudit.pipeline as run
from benchmarks.made_up import KINDS
from benchmarks.scale import crawled
from kbaudit.catalog import Catalog
from kbaudit.policy import load_pack, read_policy

if TYPE_CHECKING:
    from collections.abc import Callable

    from kbaudit.policy import Policy

SIZE: Final = 40_000
AS_OF: Final = datetime(2026, 1, 1, tzinfo=UTC)
CHANGED: Final = b"""schema: kbaudit.policy/1
extends: default
document_sets:
  - {name: all, match: ["**"], max_age: 24 months, owner: required}
"""
STAGES: Final = (
    "find_kinships", "follow_links", "repeated_passages", "run_checks", "resolve", "identified", "in_force", "marked",
    "seen_before", "roll_up", "known_as_reported", "counted", "stamp_all",
)  # fmt: skip


def main(kept: Path | None) -> None:
    """Learns and judges a made-up knowledge base (or takes the catalog that is given), then judges it again."""
    with tempfile.TemporaryDirectory() as folder:
        path = kept or crawled(Path(folder), KINDS["base"](SIZE, random.Random(4)))
        if not kept:
            _judged(path, load_pack("default"))
        _judged(path, read_policy(CHANGED, "changed", base=Path()))


def _judged(path: Path, policy: Policy) -> None:
    spent: dict[str, float] = {}
    opened = _Opened()
    usual = {name: getattr(run, name) for name in STAGES}
    for name, function in usual.items():
        setattr(run, name, _timed(name, function, spent))
    began, used = time.perf_counter(), time.process_time()
    with Catalog.open(path) as catalog:
        documents = list(catalog.documents())
        spent["reading the catalog"] = time.process_time() - used
        policy.govern(documents)
        spent["govern"] = time.process_time() - used - spent["reading the catalog"]
        before = time.perf_counter() - began, time.process_time() - used
        report = run.judge(catalog, run.Judging(policy, AS_OF))
    for name, function in usual.items():
        setattr(run, name, function)
    wall, cpu = time.perf_counter() - began - before[0], time.process_time() - used - before[1]
    print(f"files of the knowledge base opened: {opened.count}")
    print(f"{len(report.corpus.subjects):,} documents judged: {wall:.1f} s wall, {cpu:.1f} s CPU (goal: 10 s)")
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"    {name}: {seconds:.2f} s CPU")
    sys.stdout.flush()


class _Opened:
    """Counts the files below a folder called kb that this process opens from now on."""

    def __init__(self) -> None:
        self.count = 0
        sys.addaudithook(self._seen)

    def _seen(self, event: str, given: tuple[object, ...]) -> None:
        if event in {"open", "os.open"} and given and "/kb/" in os.fsdecode(str(given[0])):
            self.count += 1


def _timed(name: str, function: Callable[..., object], spent: dict[str, float]) -> Callable[..., object]:
    def timed(*given: object, **named: object) -> object:
        began = time.process_time()
        made = function(*given, **named)
        made = tuple(made) if name == "stamp_all" else made  # type: ignore[arg-type] # a generator
        spent[name] = spent.get(name, 0.0) + time.process_time() - began
        return made

    return timed
