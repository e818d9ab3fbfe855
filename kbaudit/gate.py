"""The gate: turns an audit's outcome into an exit code.

Worse wins: 4 > 5 > 3 > 1 > 0. Operational failure (4) and a catalog in use (5) end a run before there is an outcome;
they come as errors (see errors.py). An incomplete audit (3) goes before a closed gate (1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.model import Finding, FindingStatus, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

PASSED: Final = 0
CLOSED: Final = 1
INCOMPLETE: Final = 3

NEVER: Final = "never"

_LEVELS: Final = tuple(Severity)


def exit_code(*, complete: bool, findings: Iterable[Finding], fail_on: str) -> int:
    """The exit code of an audit. fail_on is the least severity that closes the gate, or "never".

    An audit of nothing is never complete.

    Raises:
        ValueError: fail_on is neither a severity nor "never".
    """
    least = None if fail_on == NEVER else Severity(fail_on)
    if not complete:
        return INCOMPLETE
    return CLOSED if least and any(closes(finding, least) for finding in findings) else PASSED


def closes(finding: Finding, least: Severity) -> bool:
    """Whether this finding closes the gate: at or above the level, neither waived nor known from the baseline."""
    return finding.status is FindingStatus.NEW and _LEVELS.index(finding.severity) >= _LEVELS.index(least)
