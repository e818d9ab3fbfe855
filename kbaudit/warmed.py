"""Imported by the fork server, and by nothing else: what every worker needs is loaded here once and shared by all.

Measured: language profiles, MinHash permutations and the common readers cost 1 s of CPU a worker
otherwise; and unless frozen, each full garbage collection in a worker walks the 100,000 entries of the profiles.
"""

from __future__ import annotations

import gc

from kbaudit import learn
from kbaudit.extractors import html, markdown, text

__all__ = ["html", "learn", "markdown", "text"]

learn.prepare()
gc.collect()
gc.freeze()
