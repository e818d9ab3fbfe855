"""Which findings matter most: by severity, then effect, then how many documents they affect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, Finding, FindingStatus, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEVERITIES: Final = tuple(Severity)
_EFFECTS: Final = tuple(Effect)


def by_priority(findings: Iterable[Finding]) -> list[Finding]:
    """All findings that aren't waived, the ones that matter most first."""
    return sorted((finding for finding in findings if finding.status != FindingStatus.WAIVED), key=_weight)


def _weight(finding: Finding) -> tuple[int, int, int, str, str, str]:
    severity, effect = _SEVERITIES.index(finding.severity), _EFFECTS.index(finding.effect)
    return -severity, -effect, -len(finding.affects), finding.code, finding.uri, finding.fingerprint
