"""Progress bars on stderr: stage, count, rate and remaining time; nothing at all where there is no terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kbaudit.model import Silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

    from kbaudit.model import Progress


@contextmanager
def progress_on_stderr(*, quiet: bool, no_color: bool) -> Iterator[Progress]:
    """The Progress to hand to the core for the time of the block."""
    if quiet or not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console  # noqa: PLC0415 - costs 50 ms that a pipe needn't pay
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    with Progress(
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True, no_color=no_color),
        transient=True,
    ) as bars:
        yield Bars(bars)


class Bars:
    """A Progress of one bar a stage."""

    def __init__(self, bars: RichProgress) -> None:
        self._bars = bars
        self._task: TaskID | None = None
        self._size = 0

    def begin(self, stage: str, total: int | None) -> None:
        """Ends the bar of the stage before and begins a new one."""
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._size = 0
        self._task = self._bars.add_task(stage, total=total, rate="")

    def advance(self, steps: int, size: int = 0) -> None:
        """Moves the bar on and tells the rate."""
        if self._task is None:
            return
        self._size += size
        self._bars.advance(self._task, steps)
        task = next(task for task in self._bars.tasks if task.id == self._task)
        speed, elapsed = task.speed, task.elapsed
        if speed and elapsed:
            self._bars.update(self._task, rate=f"{speed:,.0f}/s {self._size / elapsed / 1e6:.1f} MB/s")
