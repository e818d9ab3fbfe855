"""By what was judged: the limits of each document set, and what each check weighs, as the policy says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.reports.wording import clipped

if TYPE_CHECKING:
    from kbaudit.model import CheckSetting, Governance, Period, Report

_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class SetLimits:
    """What is asked of the documents of one set, each in words; "" where nothing is."""

    name: str
    documents: int
    max_age: str
    review: str
    owner: str
    audience: str
    retention: str
    mode: str


@dataclass(frozen=True, slots=True)
class CheckWeight:
    """What a check that runs weighs: in which sets, with which severity and effect."""

    code: str
    severity: str
    effect: str
    sets: str


@dataclass(frozen=True, slots=True)
class Criteria:
    """The sets that govern documents here, and the checks that ran on them."""

    sets: tuple[SetLimits, ...]
    checks: tuple[CheckWeight, ...]


def criteria(report: Report) -> Criteria:
    """The criteria of every document set that has documents; "" names those that no set governs."""
    found: dict[str, Governance] = {}
    counts: dict[str, int] = {}
    for subject in report.corpus.subjects.values():
        name = subject.governance.document_set
        found.setdefault(name, subject.governance)
        counts[name] = counts.get(name, 0) + 1
    sets = tuple(_limits(found[name], counts[name]) for name in sorted(found))
    return Criteria(sets, tuple(_weights(found)))


def simulated(report: Report) -> frozenset[str]:
    """The document sets whose effects are told and not applied."""
    held = (subject.governance for subject in report.corpus.subjects.values())
    return frozenset(governance.document_set for governance in held if governance.simulate)


def _limits(governance: Governance, documents: int) -> SetLimits:
    return SetLimits(
        name=clipped(governance.document_set, _TITLE),
        documents=documents,
        max_age="evergreen" if governance.evergreen else _period(governance.max_age),
        review=_review(governance),
        owner="required" if governance.owner_required else "",
        audience=clipped(governance.audience, _TITLE),
        retention=_period(governance.retention),
        mode="simulated" if governance.simulate else "in force",
    )


def _review(governance: Governance) -> str:
    every = f"every {governance.review_every}" if governance.review_every else ""
    required = "required" if governance.review_required else ""
    grace = f"{governance.grace} of grace" if governance.grace else ""
    return ", ".join(filter(None, (required, every, grace)))


def _period(period: Period | None) -> str:
    return str(period) if period else ""


def _weights(found: dict[str, Governance]) -> list[CheckWeight]:
    """A row for each check and weight; sets is "" where all sets weigh it so."""
    by_weight: dict[tuple[str, str, str], list[str]] = {}
    for name in sorted(found):
        for code, setting in found[name].checks.items():
            by_weight.setdefault((code, *_weight(setting)), []).append(name or "no set")
    return [
        CheckWeight(code, severity, effect, "" if len(sets) == len(found) else clipped(", ".join(sets), _TITLE))
        for (code, severity, effect), sets in sorted(by_weight.items())
    ]


def _weight(setting: CheckSetting) -> tuple[str, str]:
    return (str(setting.severity), str(setting.effect)) if setting.enabled else ("off", "")
