"""The findings of one check as one matter: how many, where, and which of them to look at first."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, FindingStatus
from kbaudit.reports.priorities import by_priority
from kbaudit.reports.wording import counted, does

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kbaudit.model import Finding, Severity
    from kbaudit.reports.comparisons import Comparisons

FOLDERS: Final = 3  # that a group names
ALL: Final = 3  # findings that are shown in full
EXAMPLES: Final = 2  # of more than that
_IN_WORDS: Final = {Effect.EXCLUDE: "excludes", Effect.DEMOTE: "demotes", Effect.NONE: "concerns"}


@dataclass(frozen=True, slots=True)
class Group:
    """All open findings of one check with one severity and effect, the ones that matter most first.

    simulated is the effect that they would have, in document sets that only simulate.
    folders count the affected documents by top-level folder, the most first.
    """

    code: str
    name: str
    severity: Severity
    effect: Effect
    findings: tuple[Finding, ...]
    documents: int
    folders: tuple[tuple[str, int], ...]
    simulated: Effect = Effect.NONE

    @property
    def consequence(self) -> str:
        """`excludes 183 documents`, `would exclude 183 documents`."""
        if self.simulated is not Effect.NONE:
            return f"{does(self.effect, self.simulated)} {counted(self.documents, 'document')}"
        return f"{_IN_WORDS[self.effect]} {counted(self.documents, 'document')}"

    @property
    def known(self) -> int:
        """How many of the findings were in the baseline."""
        return sum(finding.status is FindingStatus.KNOWN for finding in self.findings)

    @property
    def remedy(self) -> str:
        """The one remedy for all of them; "" where they need different ones."""
        remedies = {finding.remedy for finding in self.findings}
        return remedies.pop() if len(remedies) == 1 else ""


def grouped(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """The open findings by check, severity and effect: the worst groups first, then those with the most documents."""
    by_kind: dict[tuple[str, Severity, Effect, Effect], list[Finding]] = defaultdict(list)
    for finding in by_priority(findings):
        by_kind[finding.code, finding.severity, finding.effect, finding.simulated].append(finding)
    groups = [_group(found) for found in by_kind.values()]
    order = {key: at for at, key in enumerate(dict.fromkeys((g.severity, g.effect) for g in groups))}
    return tuple(sorted(groups, key=lambda g: (order[g.severity, g.effect], -g.documents, g.code)))


def examples(group: Group, comparisons: Comparisons) -> tuple[Finding, ...]:
    """All findings of a small group; of a large one those that say most: what shows a difference comes first."""
    if len(group.findings) <= ALL:
        return group.findings
    telling = sorted(group.findings, key=lambda f: not any(r.differences for r in comparisons.behind(f)))
    return tuple(telling[:EXAMPLES])


def said_of_folders(folders: tuple[tuple[str, int], ...], most: int = FOLDERS) -> str:
    """`mainly in kb/5.1/ (92), kb/7.4/ (91) and 2 more folders`; `in kb/5.1/ (92)` where that's all."""
    named = ", ".join(f"{name} ({number:,})" for name, number in folders[:most])
    left = len(folders) - most
    return f"mainly in {named} and {counted(left, 'more folder')}" if left > 0 else f"in {named}"


def folder_of(uri: str) -> str:
    """The source and its top-level folder: `handbook/hr/`; files at the top are `handbook/`."""
    parts = uri.split("/")
    return "/".join(parts[:2] if len(parts) > 2 else parts[:1]) + "/"


def _group(found: list[Finding]) -> Group:
    first = found[0]
    uris = {affected.uri for finding in found for affected in finding.affects}
    folders = Counter(folder_of(uri) for uri in uris)
    return Group(
        code=first.code,
        name=first.name,
        severity=first.severity,
        effect=first.effect,
        simulated=first.simulated,
        findings=tuple(found),
        documents=len(uris),
        folders=tuple(sorted(folders.items(), key=lambda item: (-item[1], item[0]))),
    )
