"""What a document set asks of its documents: what it says itself, over what the defaults say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.checks import CHECKS
from kbaudit.model import CheckSetting, Governance, MetadataRule, Severity
from kbaudit.policy.release_lines import ReleasePath, in_order
from kbaudit.policy.schema import Requirements
from kbaudit.policy.schema_parts import CheckEntry, Mode, Required
from kbaudit.signals.names import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.policy.schema import DocumentSet, PolicyFile
    from kbaudit.policy.schema_parts import MetadataEntry, ReleaseLines

_ON_OWNERS: Final = frozenset({"KB301"})
_ON_REVIEWS: Final = frozenset({"KB202", "KB204"})


def inherited(defaults: Requirements, entry: DocumentSet) -> Requirements:
    """A set's demands: what it says, else what the defaults say; checks and metadata are merged key by key."""
    said = {name: getattr(entry, name) for name in Requirements.model_fields if name in entry.model_fields_set}
    checks = dict(defaults.checks)
    for code, setting in entry.checks.items():
        checks[code] = _overlaid(checks.get(code, CheckEntry()), setting)
    metadata = {**defaults.metadata, **entry.metadata}
    return defaults.model_copy(update={**said, "checks": checks, "metadata": metadata})


def governance_of(name: str, demands: Requirements, said: PolicyFile) -> Governance:
    """What is asked of the documents of one set ("" for those that no set governs)."""
    owner, review = demands.owner is Required.REQUIRED, demands.review is Required.REQUIRED
    raised = (_ON_OWNERS if owner else frozenset()) | (_ON_REVIEWS if review else frozenset())
    return Governance(
        document_set=name,
        max_age=demands.max_age,
        owner_required=owner,
        review_required=review,
        review_every=demands.review_every,
        audience=demands.audience or "",
        required_metadata=demands.required_metadata,
        languages=demands.languages,
        min_words=demands.min_words,
        passage_limit=demands.passage_limit,
        ungoverned=not name and bool(said.document_sets),
        zone=next((s.zone for s in said.document_sets if s.name == name and s.zone), said.zone),
        checks=_settings(said.checks, demands.checks, raised),
        grace=demands.grace,
        evergreen=demands.evergreen,
        retention=demands.retention,
        classification=demands.classification or "",
        metadata_rules=_rules(demands.metadata),
        min_confidence=demands.min_confidence,
        simulate=demands.mode is Mode.SIMULATE,
        fail_on=str(demands.fail_on or ""),
        releases=in_order(demands.releases.live, demands.releases.latest) if demands.releases else (),
        disagreement=demands.date_disagreement,
        inherit_owner=demands.inherit_owner,
        classifications=said.classifications,
    )


def release_path(lines: ReleaseLines | None) -> ReleasePath | None:
    """Where the paths of a set name their release; None where the set has one line."""
    return ReleasePath.of(lines.path, lines.live) if lines else None


def _rules(metadata: Mapping[str, MetadataEntry]) -> tuple[MetadataRule, ...]:
    """One rule a field, by the order of the names: fields of one name are one field, however they are written."""
    by_key = {key_of(name): MetadataRule(name, entry.pattern or "", entry.values) for name, entry in metadata.items()}
    return tuple(rule for _, rule in sorted(by_key.items()))


def _overlaid(below: CheckEntry, above: CheckEntry) -> CheckEntry:
    return below.model_copy(update=above.model_dump(exclude_none=True))


def _settings(
    everywhere: Mapping[str, CheckEntry], here: Mapping[str, CheckEntry], raised: frozenset[str]
) -> dict[str, CheckSetting]:
    """Every check's setting: its own, under the policy's, under what `required` raises, under the set's."""
    settings = {}
    for check in CHECKS:
        setting = CheckSetting(enabled=True, severity=check.severity, effect=check.effect, roll_up=check.roll_up)
        setting = _set(setting, everywhere.get(check.code))
        if check.code in raised:
            severity = Severity.WARNING if setting.severity is Severity.NOTE else setting.severity
            setting = replace(setting, enabled=True, severity=severity, roll_up=False)
        settings[check.code] = _set(setting, here.get(check.code))
    return settings


def _set(setting: CheckSetting, entry: CheckEntry | None) -> CheckSetting:
    return replace(setting, **entry.model_dump(exclude_none=True)) if entry else setting
