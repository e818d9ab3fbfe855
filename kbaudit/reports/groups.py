"""The findings of one check as one matter: how many, where, and which of them to look at first."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, FindingStatus, Severity
from kbaudit.reports.priorities import by_priority
from kbaudit.reports.wording import counted, does, percent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kbaudit.model import Finding
    from kbaudit.reports.comparisons import Comparisons

FOLDERS: Final = 3  # that a group names
ALL: Final = 3  # findings that are shown in full
EXAMPLES: Final = 2  # of more than that
_AT_ONCE: Final = frozenset({"KB601"})
"""What can't wait, however few documents it is in: whoever could read a secret has it."""
_SEVERITIES: Final = tuple(Severity)
_IN_WORDS: Final = {Effect.EXCLUDE: "excludes", Effect.DEMOTE: "demotes", Effect.NONE: "concerns"}


@dataclass(frozen=True, slots=True)
class Group:
    """All open findings of one check with one effect, the ones that matter most first.

    severity is that of the worst. simulated is the effect that they would have, in document sets that only simulate.
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

    def share(self, of: int) -> str:
        """`17 %` of so many documents; "" for less than one."""
        return f"{percent(self.documents, of)} %" if of <= 100 * self.documents <= 100 * of else ""

    @property
    def count(self) -> str:
        """`12 findings`, `12 findings (4 errors)` where they aren't all of one severity."""
        worst = sum(finding.severity is self.severity for finding in self.findings)
        all_ = counted(len(self.findings), "finding")
        return all_ if worst == len(self.findings) else f"{all_} ({counted(worst, self.severity.value)})"

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
    """The open findings by check and effect, in the order in which to mend them.

    The severest go first, of these what can't wait, then what has an effect, then those with the most documents.
    """
    by_kind: dict[tuple[str, Effect, Effect], list[Finding]] = defaultdict(list)
    for finding in by_priority(findings):
        by_kind[finding.code, finding.effect, finding.simulated].append(finding)
    return tuple(sorted((_group(found) for found in by_kind.values()), key=_urgency))


def _urgency(group: Group) -> tuple[int, bool, bool, int, str, str]:
    idle = group.effect is Effect.NONE
    severity = -_SEVERITIES.index(group.severity)
    return severity, group.code not in _AT_ONCE, idle, -group.documents, group.code, group.effect


def examples(group: Group, comparisons: Comparisons) -> tuple[Finding, ...]:
    """All findings of a small group; of a large one those that say most: what shows a difference comes first.

    Where they need different remedies, the examples do too.
    """
    if len(group.findings) <= ALL:
        return group.findings
    telling = sorted(group.findings, key=lambda f: not any(r.differences for r in comparisons.behind(f)))
    of_remedy: dict[str, Finding] = {}
    for finding in telling:
        of_remedy.setdefault(finding.remedy, finding)
    chosen = [*of_remedy.values(), *(f for f in telling[:EXAMPLES] if f is not of_remedy[f.remedy])]
    return tuple(chosen[:EXAMPLES])


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
