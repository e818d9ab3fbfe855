"""Readiness: how much the rules let through, overall and by document set, and the verdict in one sentence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbaudit.model import UNREADABLE, Effect, Status
from kbaudit.reports.groups import folder_of, grouped
from kbaudit.reports.wording import counted, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.model import Report


@dataclass(frozen=True, slots=True)
class Readiness:
    """How the documents of one group fare: documents = served + demoted + excluded."""

    name: str
    served: int
    demoted: int
    excluded: int

    @property
    def documents(self) -> int:
        return self.served + self.demoted + self.excluded

    @property
    def passing(self) -> int:
        """Documents that the rules let through, at full or at less weight."""
        return self.served + self.demoted

    @property
    def share(self) -> int:
        """Passing documents in percent."""
        return percent(self.passing, self.documents)


def overall(report: Report) -> Readiness:
    """The readiness of the whole corpus."""
    counts = report.summary
    return Readiness("all", counts.served, counts.demoted, counts.excluded)


def readiness_line(report: Report) -> str:
    """`812 of 1,024 documents (79 %), 74 % of passages may be served`."""
    counts = report.summary
    return shares_line(overall(report), percent(counts.passages_served, counts.passages))


def shares_line(whole: Readiness, passages: int) -> str:
    """The same of these documents and so many percent of passages."""
    return (
        f"{whole.passing:,} of {whole.documents:,} document{'s' * (whole.documents != 1)} ({whole.share} %), "
        f"{passages} % of passages may be served"
    )


def answer(whole: Readiness, *, complete: bool) -> str:
    """May this knowledge base be served: in a word or two."""
    if not whole.documents or not complete:
        return "Can't tell"
    if not whole.passing:
        return "No"
    if whole.excluded:
        return "In part"
    return "With less weight in part" if whole.demoted else "Yes"


def has_sets(report: Report) -> bool:
    """Whether the policy declares a document set that governs any document; else folders stand in for sets."""
    return any(subject.governance.document_set for subject in report.corpus.subjects.values())


def by_set(report: Report) -> tuple[Readiness, ...]:
    """Readiness by document set (by top-level folder where none is declared), the most documents lost first."""
    declared = has_sets(report)
    tally: dict[str, dict[Status, int]] = defaultdict(lambda: dict.fromkeys(Status, 0))
    for uri, subject in report.corpus.subjects.items():
        group = (subject.governance.document_set or "(no document set)") if declared else folder_of(uri)
        tally[group][report.verdicts[uri].status] += 1
    return _ordered(tally)


def _ordered(tally: Mapping[str, Mapping[Status, int]]) -> tuple[Readiness, ...]:
    groups = (
        Readiness(name, served=counts[Status.SERVE], demoted=counts[Status.DEMOTE], excluded=counts[Status.EXCLUDE])
        for name, counts in tally.items()
    )
    return tuple(sorted(groups, key=lambda group: (-group.excluded, -group.demoted, group.name)))


def by_owner(report: Report) -> tuple[Readiness, ...]:
    """Readiness by owner ("" for nobody), the most documents lost first."""
    tally: dict[str, dict[Status, int]] = defaultdict(lambda: dict.fromkeys(Status, 0))
    for uri, subject in report.corpus.subjects.items():
        tally[subject.owner.value][report.verdicts[uri].status] += 1
    return _ordered(tally)


def verdict_sentence(report: Report) -> str:
    """What a data owner has to know, in one sentence."""
    whole = overall(report)
    if not whole.documents:
        return f"There is nothing to audit: {counted(report.summary.found, 'file')} found, none of them a document."
    if not report.run.complete:
        return f"This audit is incomplete: {_gap(report)}, so it can't vouch for the whole."
    return f"{standing(whole)}; {_advice(report)}."


def _gap(report: Report) -> str:
    unreadable = sum(skipped.reason in UNREADABLE for skipped in report.corpus.skipped)
    if not unreadable:
        return "not every file was looked at"
    return f"{counted(unreadable, 'file')} of {report.summary.found:,} can't be read"


def standing(whole: Readiness) -> str:
    """How the documents of an audit fare that is complete and has any, without an end."""
    if whole.served == whole.documents:
        return (
            f"All {whole.documents:,} documents may be served"
            if whole.documents > 1
            else "The one document may be served"
        )
    parts = []
    if whole.excluded:
        parts.append(f"{whole.excluded:,} of {counted(whole.documents, 'document')} must not be served")
    if whole.demoted:
        rest = (
            f"{whole.demoted:,}" if whole.excluded else f"{whole.demoted:,} of {counted(whole.documents, 'document')}"
        )
        parts.append(f"{rest} only with less weight")
    return " and ".join(parts)


def _advice(report: Report) -> str:
    groups = grouped(report.findings)
    if not groups:
        return "there is nothing to mend"
    first = groups[0]
    code = f"{first.code} {first.name}".strip()
    alike = {
        affected.uri for group in groups if group.code == first.code for f in group.findings for affected in f.affects
    }
    if first.effect is Effect.NONE:
        return f"worth a look is {code} ({counted(len(alike), 'document')})"
    return f"begin with {code} ({counted(len(alike), 'document')})"
