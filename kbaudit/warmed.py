"""Imported by the fork server, and by nothing else: what every worker needs is loaded here once and shared by all.

Measured: language profiles, MinHash permutations and the common readers cost 1 s of CPU a worker
otherwise; and unless frozen, each full garbage collection in a worker walks the 100,000 entries of the profiles.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from kbaudit import learn
from kbaudit.extractors import html, markdown, text

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["html", "learn", "markdown", "text"]


def _unless_parent_is_gone(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A worker that was still starting when its run ended finds the run's locks and pipes gone: nothing to tell."""
    if not issubclass(kind, FileNotFoundError | ConnectionError | EOFError):
        sys.__excepthook__(kind, error, trace)


learn.prepare()
gc.collect()
gc.freeze()
sys.excepthook = _unless_parent_is_gone
