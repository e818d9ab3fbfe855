"""From checks to findings: run them, set what the policy says, keep what holds at a moment, roll up by folder.

The order is run_checks, in_force, marked, roll_up. What run_checks returns (findings yet to come included) is also what
retrieval makes expiry dates of.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.checks import CHECKS
from kbaudit.checks.altered import altered
from kbaudit.checks.base import Narrowing
from kbaudit.checks.fingerprints import against, keys_within, prints_of, whole_print
from kbaudit.checks.retention import with_retention
from kbaudit.checks.rolling import Tree, rolled
from kbaudit.checks.waiving import ON_WAIVERS, apply_waivers
from kbaudit.model import Affected, CheckSetting, Effect, Finding, FindingStatus, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from kbaudit.checks.base import Check
    from kbaudit.model import Corpus, Waiver

_CHECK_OF: Final = {check.code: check for check in CHECKS}
_BADNESS: Final = {severity: rank for rank, severity in enumerate(Severity)}


def run_checks(
    corpus: Corpus, default: Mapping[str, CheckSetting], waivers: Sequence[Waiver] = ()
) -> tuple[Finding, ...]:
    """All findings of all checks under the policy's settings, whenever they begin to hold, worst first.

    default has the settings for files that are no documents: no document set governs them. Waivers are over single
    findings; what became of each is looked at by the checks on waivers, after all others.
    """
    on_facts = [check for check in CHECKS if check.code not in ON_WAIVERS]
    on_waivers = [check for check in CHECKS if check.code in ON_WAIVERS]
    found, uses = apply_waivers(_found(on_facts, corpus, default), waivers, corpus)
    after = replace(corpus, waivers=(*corpus.waivers, *uses))
    return tuple(sorted((*found, *_found(on_waivers, after, default)), key=_order))


def in_force(findings: Iterable[Finding], as_of: datetime, corpus: Corpus) -> tuple[Finding, ...]:
    """The findings that hold at as_of, each for those documents only for which it holds then, worst first."""
    held = []
    for finding in findings:
        affects = tuple([a for a in finding.affects if a.since is None or a.since <= as_of])
        if affects:
            narrowed = _narrowed(_CHECK_OF[finding.code], finding, affects, corpus)
            told = finding if narrowed is finding else with_retention(narrowed, corpus)
            held.append(_standing(told, as_of))
    return tuple(sorted(held, key=_order))


def roll_up(findings: Iterable[Finding], corpus: Corpus, default: Mapping[str, CheckSetting]) -> tuple[Finding, ...]:
    """The findings with those rolled up whose setting asks for it: by folder, as `rolling.rolled` has it.

    Only findings on one document are rolled up. Waivers and the baseline have to be applied before: what is waived,
    known and new shares no line, so that one new finding among forty known ones is told alone.
    """
    kept: list[Finding] = []
    kinds: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        setting = _setting(_CHECK_OF[finding.code], finding.uri, corpus, default)
        if setting.roll_up and len(finding.affects) == 1:
            given = finding.waiver and (finding.waiver.by, finding.waiver.until, finding.waiver.reason)
            does = (finding.effect, finding.simulated)
            kinds.setdefault((finding.code, finding.severity, does, finding.status, given), []).append(finding)
        else:
            kept.append(finding)
    documents = Tree.of(corpus.subjects)
    for group in kinds.values():
        tree = documents.with_more({f.affects[0].uri for f in group} - corpus.subjects.keys())
        kept.extend(rolled(group, tree, _CHECK_OF[group[0].code].of_many))
    return tuple(sorted(kept, key=_order))


def marked(findings: Iterable[Finding], known: frozenset[str], corpus: Corpus) -> tuple[Finding, ...]:
    """The findings of in_force, those marked as known of which all fingerprints are; for details see `against`."""
    return tuple(sorted(against(findings, known, corpus, _CHECK_OF), key=_order))


def _found(checks: Iterable[Check], corpus: Corpus, default: Mapping[str, CheckSetting]) -> Iterator[Finding]:
    for check in checks:
        for finding in check.find(corpus):
            yield from _judged(check, finding, corpus, default)


def _standing(finding: Finding, as_of: datetime) -> Finding:
    """The finding as it stands at as_of: waived until its waiver's end, then as if there were none (KB901 tells it)."""
    if finding.waiver is None:
        return finding
    if as_of < finding.waiver.until.replace(microsecond=0):
        return replace(finding, status=FindingStatus.WAIVED)
    return replace(finding, waiver=None)


def _judged(check: Check, finding: Finding, corpus: Corpus, default: Mapping[str, CheckSetting]) -> Iterator[Finding]:
    """The finding as the policy has it: split where its documents stand under different settings."""
    if len(finding.affects) == 1:  # as nearly all do
        parts = [(finding.affects[0].uri, [_on_the_second(finding.affects[0])])]
    else:
        parts = _by_setting(check, finding, corpus, default)
    for uri, affects in parts:
        setting = _setting(check, uri, corpus, default)
        if setting.enabled:
            part = _narrowed(check, finding, tuple(affects), corpus)
            yield _as_set(part, check, setting, corpus, simulated=_only_simulated(uri, corpus))


def _by_setting(
    check: Check, finding: Finding, corpus: Corpus, default: Mapping[str, CheckSetting]
) -> list[tuple[str, list[Affected]]]:
    """The documents that stand under one setting, with the uri of the first of them."""
    parts: dict[tuple[CheckSetting, bool], tuple[str, list[Affected]]] = {}
    for affected in finding.affects:
        key = (_setting(check, affected.uri, corpus, default), _only_simulated(affected.uri, corpus))
        parts.setdefault(key, (affected.uri, []))[1].append(_on_the_second(affected))
    return list(parts.values())


def _as_set(finding: Finding, check: Check, setting: CheckSetting, corpus: Corpus, *, simulated: bool) -> Finding:
    """The finding with all that the policy says of it, made once: there are as many findings as documents.

    In a set that only simulates, its effect is told as what it would have.
    """
    prints = prints_of(finding)
    effect = setting.effect if finding.at_most is Severity.ERROR else Effect.NONE
    on_documents = Effect.NONE if finding.passages_only else effect
    return altered(
        finding,
        name=check.name,
        severity=_within(setting.severity, finding),
        fingerprint=whole_print(finding, prints),
        fingerprints=prints,
        evidence=with_retention(finding, corpus).evidence,
        effect=Effect.NONE if simulated else on_documents,
        simulated=on_documents if simulated else finding.simulated,
        spoiled=() if simulated or effect is Effect.NONE else finding.spoiled,
    )


def _only_simulated(uri: str, corpus: Corpus) -> bool:
    subject = corpus.subjects.get(uri)
    return subject is not None and subject.governance.simulate


def _within(severity: Severity, finding: Finding) -> Severity:
    if finding.at_most is Severity.ERROR and finding.at_least is Severity.NOTE:
        return severity
    lowered = min(severity, finding.at_most, key=_BADNESS.__getitem__)
    return max(lowered, finding.at_least, key=_BADNESS.__getitem__)


def _setting(check: Check, uri: str, corpus: Corpus, default: Mapping[str, CheckSetting]) -> CheckSetting:
    subject = corpus.subjects.get(uri)
    settings = subject.governance.checks if subject else default
    return settings.get(check.code) or CheckSetting(
        enabled=True, severity=check.severity, effect=check.effect, roll_up=check.roll_up
    )


def _on_the_second(affected: Affected) -> Affected:
    """Stamps count in whole seconds; so do findings, or an audit and a stamp would disagree for a moment."""
    since, acts = affected.since, affected.acts
    if not (since and since.microsecond) and not (acts and acts.microsecond):
        return affected
    return Affected(affected.uri, since and since.replace(microsecond=0), acts and acts.replace(microsecond=0))


def _narrowed(check: Check, finding: Finding, affects: tuple[Affected, ...], corpus: Corpus) -> Finding:
    if len(affects) == len(finding.affects):
        return finding if affects == finding.affects else replace(finding, affects=affects)
    fewer = replace(finding, uri=affects[0].uri, affects=affects)
    if isinstance(check, Narrowing):
        fewer = check.narrowed(finding, affects, corpus)
    kept = replace(fewer, keys=keys_within(finding, affects))
    return replace(kept, fingerprints=prints_of(kept)) if finding.fingerprints else kept


def _order(finding: Finding) -> tuple[int, str, str, str]:
    return -_BADNESS[finding.severity], finding.code, finding.uri, finding.fingerprint
