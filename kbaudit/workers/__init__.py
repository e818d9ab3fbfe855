"""Supervised processes: one function over many items, where a hang, a crash or a kill costs one item.

Items go out in small batches. A batch that doesn't come back whole is taken apart: each of its items runs alone,
under its own limits, so that only the culprit fails. This module knows nothing of documents.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import deque
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from kbaudit.workers.inside import Cause, Limits, Raised, begin, work_through

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

__all__ = ["Cause", "Done", "Failed", "Limits", "Work", "default_jobs", "supervise"]

Item = TypeVar("Item")
Value = TypeVar("Value")

CRASHES_TOLERATED = 3  # pools broken in a row, with nothing done between, before the run gives up


@dataclass(frozen=True, slots=True)
class Done(Generic[Item, Value]):
    """An item and its value."""

    item: Item
    value: Value


@dataclass(frozen=True, slots=True)
class Failed(Generic[Item]):
    """An item that has no value, and why."""

    item: Item
    cause: Cause
    detail: str


@dataclass(frozen=True, slots=True)
class Work(Generic[Item, Value]):
    """What workers do: prepare once, then function for each item; both importable.

    preload names a module that a fork server imports before it forks workers, so that they share what it loads.
    instead gives what is left to try of an item that failed: a smaller one that takes its place, or None.
    """

    function: Callable[[Item], Value]
    prepare: Callable[[], None]
    preload: str = ""
    instead: Callable[[Failed[Item]], Item | None] = lambda _: None


def default_jobs() -> int:
    """The number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def supervise(
    work: Work[Item, Value], batches: Iterable[Sequence[Item]], *, jobs: int, limits: Limits
) -> Iterator[Done[Item, Value] | Failed[Item]]:
    """Yields one outcome for each item of each batch, in the order in which they end.

    batches is read only as fast as workers take them. Closing the iterator (or an exception, such as Ctrl-C,
    raised while it waits) ends every worker at once.
    """
    source = iter(batches)
    waiting: deque[Sequence[Item]] = deque(islice(source, 1))
    if not waiting:
        return  # no work, no workers
    broken = 0
    while broken < CRASHES_TOLERATED:
        try:
            with _pool(work, jobs, limits) as pool:
                for outcome in _drive(_Crew(pool, work, jobs, limits), source, waiting):
                    broken = 0
                    yield outcome
        except BrokenProcessPool:  # a worker died while it had no task: begin again with what is still waiting
            broken += 1
        else:
            return
    for batch in [*waiting, *source]:
        yield from (Failed(item, Cause.DIED, "worker processes can't be started") for item in batch)


@dataclass(frozen=True, slots=True)
class _Crew(Generic[Item, Value]):
    pool: ProcessPool
    work: Work[Item, Value]
    jobs: int
    limits: Limits

    def take(self, batch: Sequence[Item]) -> Future[list[Value | Raised]]:
        """Hands a batch to the next free worker."""
        return self.pool.schedule(
            work_through, args=(self.work.function, batch, self.limits), timeout=self.limits.seconds
        )


def _drive(
    crew: _Crew[Item, Value], source: Iterator[Sequence[Item]], waiting: deque[Sequence[Item]]
) -> Iterator[Done[Item, Value] | Failed[Item]]:
    running: dict[Future[list[Value | Raised]], Sequence[Item]] = {}
    try:
        while True:
            while len(running) < 2 * crew.jobs and (batch := waiting.popleft() if waiting else next(source, None)):
                running[crew.take(batch)] = batch
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                for outcome in _outcomes(future, running.pop(future), waiting):
                    if isinstance(outcome, Failed) and (smaller := crew.work.instead(outcome)) is not None:
                        waiting.append([smaller])
                    else:
                        yield outcome
    finally:
        waiting.extend(running.values())


def _outcomes(
    future: Future[list[Value | Raised]], batch: Sequence[Item], waiting: deque[Sequence[Item]]
) -> Iterator[Done[Item, Value] | Failed[Item]]:
    try:
        values = future.result()
    except BrokenProcessPool:
        waiting.append(batch)
        raise
    except (FutureTimeout, ProcessExpired, MemoryError, OSError) as error:
        if len(batch) > 1:
            waiting.extendleft([item] for item in reversed(batch))
            return
        yield _failure(batch[0], error)
        return
    for item, value in zip(batch, values, strict=True):
        yield Failed(item, value.cause, value.detail) if isinstance(value, Raised) else Done(item, value)


def _failure(item: Item, error: BaseException) -> Failed[Item]:
    if isinstance(error, FutureTimeout):
        return Failed(item, Cause.TIME, "took longer than the limit")
    if isinstance(error, ProcessExpired):
        code = error.exitcode or 0
        if code == -getattr(signal, "SIGXCPU", 0):
            return Failed(item, Cause.TIME, "used more processor time than the limit")
        return Failed(item, Cause.DIED, f"the worker ended with {_named(code)}")
    return Failed(item, Cause.MEMORY if isinstance(error, MemoryError) else Cause.ERROR, str(error) or "out of memory")


def _named(code: int) -> str:
    try:
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    except ValueError:
        return f"exit code {code}"


@contextmanager
def _pool(work: Work[Item, Value], jobs: int, limits: Limits) -> Iterator[ProcessPool]:
    with _main_hidden():
        pool = ProcessPool(
            max_workers=jobs,
            initializer=begin,
            initargs=(work.prepare, limits),
            context=_context(work.preload or work.function.__module__),
        )
        try:
            yield pool
        finally:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it untyped
            pool.join()


def _context(preload: str) -> multiprocessing.context.BaseContext:
    """Forkserver where there is one: replacements start fast, and no threads of this process are forked along."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload])
    return context


@contextmanager
def _main_hidden() -> Iterator[None]:
    """Keeps workers from importing the caller's main module: a script without a guard would run twice."""
    main = sys.modules["__main__"]
    hidden = {name: getattr(main, name) for name in ("__file__", "__spec__") if hasattr(main, name)}
    try:
        for name in hidden:
            setattr(main, name, None)
        yield
    finally:
        for name, value in hidden.items():
            setattr(main, name, value)
