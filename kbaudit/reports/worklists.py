"""What each owner has to do: who answers for which findings, worst first. worklist_pages.py makes pages of it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import Effect, FindingStatus, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kbaudit.model import Finding, Owned, Report, Subject

NOBODY: Final = "nobody"
DIGITS: Final = 16
"""Of the digest in a file's name: names of two owners that only look alike must not meet, by chance or on purpose."""

_SLUG: Final = 40
_UNSAFE: Final = re.compile(r"[^a-z0-9]+")
_SEVERITIES, _EFFECTS = tuple(Severity), tuple(Effect)


@dataclass(frozen=True, slots=True)
class Task:
    """A document of an owner with its open findings, worst first. subject is None for what is no document."""

    uri: str
    subject: Subject | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """A finding that was rolled up by folder, and those of its documents that are the owner's."""

    finding: Finding
    uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worklist:
    """One owner's work. owner is None for what nobody owns."""

    owner: Owned | None
    filename: str
    tasks: tuple[Task, ...]
    alike: tuple[Alike, ...]

    @property
    def called(self) -> str:
        """How people call the owner."""
        return (self.owner.name or self.owner.value) if self.owner else NOBODY

    @property
    def documents(self) -> int:
        return len({task.uri for task in self.tasks} | {uri for one in self.alike for uri in one.uris})

    def counted(self, severity: Severity) -> int:
        """How many of the findings, each once a document, have this severity."""
        single = sum(finding.severity is severity for task in self.tasks for finding in task.findings)
        return single + sum(len(one.uris) for one in self.alike if one.finding.severity is severity)


def worklists(report: Report) -> tuple[Worklist, ...]:
    """The worklists of a report by the names of their files, that of nobody last. What is waived asks for nothing."""
    single: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    alike: dict[str, list[Alike]] = defaultdict(list)
    owners: dict[str, Owned] = {}
    for finding in report.findings:
        if finding.status is FindingStatus.WAIVED:
            continue
        of: dict[str, list[str]] = defaultdict(list)
        for uri in dict.fromkeys(affected.uri for affected in finding.affects):
            owner = _owner(uri, report)
            key = owner.value if owner else ""
            if owner:
                owners.setdefault(key, owner)
            of[key].append(uri)
        for key, uris in of.items():
            if finding.uri.endswith("/"):
                alike[key].append(Alike(finding, tuple(uris)))
            else:
                for uri in uris:
                    single[key][uri].append(finding)
    keys = sorted({*single, *alike}, key=lambda key: (not key, filename(key)))
    return tuple(_worklist(key, owners.get(key), single[key], alike[key], report) for key in keys)


def filename(owner: str) -> str:
    """A name for an owner's file that any file system takes and that no other owner's has; nobody's where it's ""."""
    if not owner:
        return f"{NOBODY}.md"
    plain = unicodedata.normalize("NFKD", owner).encode("ascii", "ignore").decode().lower()
    slug = _UNSAFE.sub("-", plain).strip("-")[:_SLUG].strip("-") or "owner"
    return f"{slug}-{hashlib.sha256(owner.encode('utf-8', 'surrogatepass')).hexdigest()[:DIGITS]}.md"


def _worklist(
    key: str, owner: Owned | None, single: dict[str, list[Finding]], alike: Iterable[Alike], report: Report
) -> Worklist:
    tasks = [
        Task(uri, report.corpus.subjects.get(uri), tuple(sorted(findings, key=badness)))
        for uri, findings in single.items()
    ]
    return Worklist(
        owner,
        filename(key),
        tuple(sorted(tasks, key=lambda task: (badness(task.findings[0])[:2], -len(task.findings), task.uri))),
        tuple(sorted(alike, key=lambda one: badness(one.finding))),
    )


def badness(finding: Finding) -> tuple[int, int, str, str, str]:
    """The worst first: by severity, then by effect."""
    effect = max(_EFFECTS.index(finding.effect), _EFFECTS.index(finding.simulated))
    return -_SEVERITIES.index(finding.severity), -effect, finding.code, finding.uri, finding.fingerprint


def _owner(uri: str, report: Report) -> Owned | None:
    subject = report.corpus.subjects.get(uri)
    return subject.owner if subject and subject.owner.value else None
