"""A policy in words, for `kbaudit policy check`: what each set asks and, given documents, what it governs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kbaudit.model import displayed
from kbaudit.policy.govern import scope_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kbaudit.model import Governance
    from kbaudit.policy.policy import Policy


def describe(policy: Policy, uris: Sequence[str] = ()) -> list[str]:
    """Lines that say what a policy asks. With uris also how many each set governs, and which sets match nothing."""
    scopes = (scope_of(uri, policy.scopes) for uri in uris)
    governed = Counter(scope.governance.document_set if scope else "" for scope in scopes)
    count = len(policy.scopes)
    lines = [
        f"policy {displayed(policy.name)}: {count} document set{'s' * (count != 1)}, zone {policy.zone}, "
        f"the gate closes at {policy.gate.fail_on}",
        policy.digest,
    ]
    if policy.extends:
        lines.append(f"extends {', which extends '.join(map(displayed, policy.extends))}")
    for scope in policy.scopes:
        name = scope.governance.document_set
        where = f" of source {displayed(scope.source)}" if scope.source else ""
        lines.append(f"{displayed(name)}: {displayed(', '.join(scope.patterns))}{where}: {_asks(scope.governance)}")
        if uris:
            lines.append(_governs(governed[name]))
    lines.append(f"all other documents: {_asks(policy.ungoverned)}")
    if uris:
        lines.append(f"  {governed['']:,} of {len(uris):,} documents")
    return lines


def _governs(count: int) -> str:
    if not count:
        return "  governs no document: it matches nothing, or sets above it take all"
    return f"  governs {count:,} document{'s' * (count != 1)}"


def _asks(governance: Governance) -> str:
    demands = (*_of_time(governance), *_of_metadata(governance), *_of_the_run(governance))
    return ", ".join(demand for demand in demands if demand)


def _of_time(governance: Governance) -> Iterator[str]:
    if governance.evergreen:
        yield "evergreen"
    else:
        yield f"stale after {governance.max_age}" if governance.max_age else "never stale"
        yield f"a review every {governance.review_every}" if governance.review_every else ""
        yield "a review on record" if governance.review_required else ""
        yield f"{governance.grace} of grace" if governance.grace else ""
    yield f"kept for {governance.retention}" if governance.retention else ""


def _of_metadata(governance: Governance) -> Iterator[str]:
    rules = " ".join(rule.name for rule in governance.metadata_rules)
    yield "an owner" if governance.owner_required else ""
    yield displayed(f"the metadata {' '.join(governance.required_metadata)}") if governance.required_metadata else ""
    yield displayed(f"rules for the values of {rules}") if rules else ""
    yield f"in {' or '.join(governance.languages)}" if governance.languages else ""
    yield f"for {displayed(governance.audience)}" if governance.audience else ""
    yield f"classified {displayed(governance.classification)}" if governance.classification else ""


def _of_the_run(governance: Governance) -> Iterator[str]:
    releases = governance.releases
    yield displayed(f"releases {', '.join(releases)} (the latest is {releases[-1]})") if releases else ""
    yield f"a confidence of {governance.min_confidence:g}" if governance.min_confidence else ""
    yield f"the gate closes at {governance.fail_on}" if governance.fail_on else ""
    yield "effects are only simulated" if governance.simulate else ""
    yield _switched_off(governance)


def _switched_off(governance: Governance) -> str:
    off = [code for code, setting in governance.checks.items() if not setting.enabled]
    return f"without {' '.join(off)}" if off else ""
