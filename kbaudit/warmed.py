"""Imported by the fork server, and by nothing else: what every worker needs is loaded here once and shared by all.

Measured: language profiles and MinHash permutations cost 1 s of CPU a worker otherwise.
"""

from __future__ import annotations

from kbaudit import learn

learn.prepare()
