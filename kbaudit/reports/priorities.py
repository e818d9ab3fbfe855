"""Which findings matter most: by severity, then effect, then how many documents they affect."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, Finding, FindingStatus, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

# One code with a hundred findings would fill any list: after this many the other codes of its severity have their turn.
TURN: Final = 3

_SEVERITIES: Final = tuple(Severity)
_EFFECTS: Final = tuple(Effect)


def by_priority(findings: Iterable[Finding]) -> list[Finding]:
    """All findings that aren't waived, the ones that matter most first."""
    return sorted((finding for finding in findings if finding.status != FindingStatus.WAIVED), key=_weight)


def top_findings(findings: Iterable[Finding], limit: int) -> tuple[Finding, ...]:
    """The findings to show first: by priority, with every code of a severity having its turn."""
    seen: Counter[str] = Counter()
    turns: dict[int, int] = {}
    ordered = by_priority(findings)
    for place, finding in enumerate(ordered):
        turns[place] = seen[finding.code] // TURN
        seen[finding.code] += 1
    places = sorted(turns, key=lambda place: (-_SEVERITIES.index(ordered[place].severity), turns[place], place))
    return tuple(ordered[place] for place in places[:limit])


def _weight(finding: Finding) -> tuple[int, int, int, str, str, str]:
    severity, effect = _SEVERITIES.index(finding.severity), _EFFECTS.index(finding.effect)
    return -severity, -effect, -len(finding.affects), finding.code, finding.uri, finding.fingerprint
