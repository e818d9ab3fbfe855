"""What happens inside a worker: its limits, and one value or reason for each item of a batch."""

from __future__ import annotations

import gc
import signal
import sys
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")
Value = TypeVar("Value")

_OLD, _YOUNG = 2, 0  # generations of the garbage collector
_BATCHES: Final = count(1)
_THOROUGH: Final = 16  # batches: what outlives one is hardly ever garbage, and walking it takes 0.1 ms an item


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may use: seconds of wall clock (and of CPU), bytes of memory beyond the worker's own."""

    seconds: float
    memory: int


class Cause(StrEnum):
    """Why an item has no value."""

    TIME = "time"
    MEMORY = "memory"
    DIED = "died"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Raised:
    """An item raised something: it has no value, and the worker goes on."""

    cause: Cause
    detail: str


def begin(prepare: Callable[[], None], limits: Limits) -> None:
    """Readies a worker, once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    prepare()
    gc.disable()  # once a batch is enough: measured, 0.5 ms less a small item
    _limit_memory(limits.memory)


def work_through(function: Callable[[Item], Value], batch: Sequence[Item], limits: Limits) -> list[Value | Raised]:
    """The outcome of each item of a batch, in its order."""
    values = [_guarded(function, item, limits) for item in batch]
    gc.collect(_YOUNG if next(_BATCHES) % _THOROUGH else _OLD)
    return values


def _guarded(function: Callable[[Item], Value], item: Item, limits: Limits) -> Value | Raised:
    _limit_processor_time(limits.seconds)
    try:
        return function(item)
    except MemoryError:
        return Raised(Cause.MEMORY, "needs more memory than the limit")
    except RecursionError:
        return Raised(Cause.ERROR, "is nested too deeply")
    except Exception as error:  # noqa: BLE001 - whatever a library raises on one item must cost that item alone
        return Raised(Cause.ERROR, f"{type(error).__name__}: {error}"[:500])


def _limit_memory(memory: int) -> None:
    """On Linux alone: the address space that the worker maps already, and the item's allowance."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return
    import resource  # noqa: PLC0415 - absent on Windows

    mapped = int(statm.read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (mapped + memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _limit_processor_time(seconds: float) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - absent on Windows

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
