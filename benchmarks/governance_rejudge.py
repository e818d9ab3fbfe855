"""What judging 40,000 documents again takes under another policy, stage by stage; no document is opened for it.

They were judged before, under the pack default: families and links that no policy changes are kept since then.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.made_up import KINDS
from benchmarks.scale import crawled
from kbaudit import pipeline
from kbaudit.catalog import Catalog
from kbaudit.policy import Policy, load_pack, read_policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZE: Final = 40_000
GOAL: Final = 10  # seconds
AS_OF: Final = datetime(2026, 1, 1, tzinfo=UTC)
CHANGED: Final = b"""schema: kbaudit.policy/1
extends: default
document_sets:
  - {name: all, match: ["**"], max_age: 24 months, owner: required}
"""
STAGES: Final[tuple[tuple[object, str], ...]] = (
    (Catalog, "documents"), (Policy, "govern"), (pipeline, "find_kinships"), (pipeline, "follow_links"),
    (pipeline, "repeated_passages"), (pipeline, "run_checks"), (pipeline, "resolve"), (pipeline, "identified"),
    (pipeline, "in_force"), (pipeline, "marked"), (pipeline, "seen_before"), (pipeline, "roll_up"),
    (pipeline, "known_as_reported"), (pipeline, "counted"), (pipeline, "stamp_all"), (Catalog, "record_run"),
)  # fmt: skip
GENERATORS: Final = frozenset({"documents", "stamp_all"})


def main(kept: Path | None) -> None:
    """Learns and judges a made-up knowledge base (or judges the catalog that is given), then judges it again."""
    with tempfile.TemporaryDirectory() as folder:
        path = kept or crawled(Path(folder), KINDS["base"](SIZE, random.Random(4)))
        _judged(path, load_pack("default"))
        opened, spent = _Opened(), {}
        with _watched(spent):
            documents, wall, cpu = _judged(path, read_policy(CHANGED, "changed", base=Path()))
    again = f"judging {documents:,} documents again"
    print(f"{again}, s wall: {wall:.1f} (goal {GOAL}: {'met' if wall < GOAL else 'missed'})")
    print(f"{again}, s CPU: {cpu:.1f}")
    print(f"{again}, files of the knowledge base opened: {opened.count} (goal 0)")
    for name, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"{again}, {name}, s CPU: {seconds:.2f}")
    sys.stdout.flush()


def _judged(path: Path, policy: Policy) -> tuple[int, float, float]:
    """How many documents were judged, and the seconds that it took, by the clock and of the processor."""
    with Catalog.open(path) as catalog:
        began, used = time.perf_counter(), time.process_time()
        report = pipeline.judge(catalog, pipeline.Judging(policy, AS_OF))
        return len(report.corpus.subjects), time.perf_counter() - began, time.process_time() - used


class _Opened:
    """Counts the files below a folder called kb that this process opens from now on."""

    def __init__(self) -> None:
        self.count = 0
        sys.addaudithook(self._seen)

    def _seen(self, event: str, given: tuple[object, ...]) -> None:
        if event in {"open", "os.open"} and given and "/kb/" in os.fsdecode(str(given[0])):
            self.count += 1


@contextmanager
def _watched(spent: dict[str, float]) -> Iterator[None]:
    """Meanwhile each stage adds its CPU seconds under its name."""
    usual = [(owner, name, getattr(owner, name)) for owner, name in STAGES]
    for owner, name, function in usual:
        setattr(owner, name, _timed(name, function, spent))
    try:
        yield
    finally:
        for owner, name, function in usual:
            setattr(owner, name, function)


def _timed(name: str, function: Callable[..., object], spent: dict[str, float]) -> Callable[..., object]:
    def timed(*given: object, **named: object) -> object:
        began = time.process_time()
        made = function(*given, **named)
        made = tuple(made) if name in GENERATORS else made  # type: ignore[arg-type] # a generator
        spent[name] = spent.get(name, 0.0) + time.process_time() - began
        return made

    return timed
