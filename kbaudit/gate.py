"""The gate: turns an audit's outcome into an exit code.

Worse wins: 4 > 5 > 3 > 1 > 0. Operational failure (4) and a catalog in use (5) end a run before there is an outcome;
they come as errors (see errors.py). An incomplete audit (3) goes before a closed gate (1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.model import Finding, FindingStatus, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kbaudit.model import Subject

PASSED: Final = 0
CLOSED: Final = 1
INCOMPLETE: Final = 3

NEVER: Final = "never"

_LEVELS: Final = tuple(Severity)


def exit_code(
    *, complete: bool, findings: Iterable[Finding], fail_on: str, subjects: Mapping[str, Subject] | None = None
) -> int:
    """The exit code of an audit. fail_on is the least severity that closes the gate, or "never".

    Where subjects are given, by uri, the level of a finding is that of its documents' sets, and fail_on only where a
    set names none. An audit of nothing is never complete.

    Raises:
        ValueError: fail_on is neither a severity nor "never".
    """
    _least(fail_on)  # a wrong level is refused, whatever the findings are
    if not complete:
        return INCOMPLETE
    leasts = ((finding, _least(level_of(finding, fail_on, subjects or {}))) for finding in findings)
    return CLOSED if any(least and closes(finding, least) for finding, least in leasts) else PASSED


def level_of(finding: Finding, fail_on: str, subjects: Mapping[str, Subject]) -> str:
    """The severity from which a finding closes the gate: the lowest of its documents' sets, fail_on by default."""
    known = (subjects[affected.uri].governance for affected in finding.affects if affected.uri in subjects)
    levels = {governance.fail_on or fail_on for governance in known}
    return next((level for level in _LEVELS if level in levels), NEVER) if levels else fail_on


def _least(level: str) -> Severity | None:
    return None if level == NEVER else Severity(level)


def closes(finding: Finding, least: Severity) -> bool:
    """Whether this finding closes the gate: at or above the level, neither waived nor known from the baseline."""
    return finding.status is FindingStatus.NEW and _LEVELS.index(finding.severity) >= _LEVELS.index(least)
