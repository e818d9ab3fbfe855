"""A policy in words, for `kbaudit policy check`: what each set asks and, given documents, what it governs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kbaudit.model import displayed
from kbaudit.policy.govern import inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kbaudit.model import Governance
    from kbaudit.policy.policy import Policy


def describe(policy: Policy, uris: Sequence[str] = ()) -> list[str]:
    """Lines that say what a policy asks. With uris also how many each set governs, and which sets match nothing."""
    governed = Counter(_set_of(policy, uri) for uri in uris)
    count = len(policy.scopes)
    lines = [
        f"policy {displayed(policy.name)}: {count} document set{'s' * (count != 1)}, zone {policy.zone}, "
        f"the gate closes at {policy.gate.fail_on}",
        policy.digest,
    ]
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


def _set_of(policy: Policy, uri: str) -> str:
    source, path = uri.partition("/")[0], inside(uri)
    return next((s.governance.document_set for s in policy.scopes if s.holds(source, path)), "")


def _governs(count: int) -> str:
    if not count:
        return "  governs no document: it matches nothing, or sets above it take all"
    return f"  governs {count:,} document{'s' * (count != 1)}"


def _asks(governance: Governance) -> str:
    demands = [
        f"stale after {governance.max_age}" if governance.max_age else "never stale",
        f"a review every {governance.review_every}" if governance.review_every else "",
        "a review on record" if governance.review_required else "",
        "an owner" if governance.owner_required else "",
        displayed(f"the metadata {' '.join(governance.required_metadata)}") if governance.required_metadata else "",
        f"in {' or '.join(governance.languages)}" if governance.languages else "",
        f"for {displayed(governance.audience)}" if governance.audience else "",
        _switched_off(governance),
    ]
    return ", ".join(demand for demand in demands if demand)


def _switched_off(governance: Governance) -> str:
    off = [code for code, setting in governance.checks.items() if not setting.enabled]
    return f"without {' '.join(off)}" if off else ""
