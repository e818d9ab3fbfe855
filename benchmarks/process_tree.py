"""Processor time and memory of a command and of all that it starts, read from outside."""

from __future__ import annotations

import contextlib
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

INTERVAL = 0.02  # seconds between two looks


@dataclass(frozen=True)
class Usage:
    """What a command used: seconds of CPU over all its processes, of wall clock, and bytes of memory at the peak.

    main is the peak of the first process alone (RSS); tree sums unique and shared-by-share memory (PSS) of all.
    """

    code: int
    cpu: float
    wall: float
    main: int
    tree: int


def measured(command: Sequence[str | Path], cwd: Path) -> Usage:
    """Runs the command to its end and tells what it used; its output is thrown away."""
    began = time.perf_counter()
    cpu: dict[tuple[int, float], float] = {}
    main = tree = looks = 0
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        root = psutil.Process(process.pid)
        while process.poll() is None:
            looks += 1
            family = _family(root)
            for member in family:
                with contextlib.suppress(psutil.Error):
                    times = member.cpu_times()
                    cpu[member.pid, member.create_time()] = times.user + times.system
            with contextlib.suppress(psutil.Error):
                main = max(main, root.memory_info().rss)
            if looks % 5 == 0:  # PSS walks page tables: look less often
                tree = max(tree, sum(_share(member) for member in family))
            time.sleep(INTERVAL)
    return Usage(process.returncode, sum(cpu.values()), time.perf_counter() - began, main, tree)


def _family(root: psutil.Process) -> list[psutil.Process]:
    try:
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []


def _share(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.Error, AttributeError):
        return 0
