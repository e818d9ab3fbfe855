"""From checks to findings: run them, set what the policy says, keep what holds at a moment, roll up by folder.

The order is run_checks, in_force, roll_up. What run_checks returns (findings yet to come included) is also what
retrieval makes expiry dates of.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kbaudit.checks import CHECKS
from kbaudit.checks.base import Narrowing
from kbaudit.model import Affected, CheckSetting, Effect, Finding, Severity, displayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from kbaudit.checks.base import Check
    from kbaudit.model import Corpus

_CHECK_OF: Final = {check.code: check for check in CHECKS}
_BADNESS: Final = {severity: rank for rank, severity in enumerate(Severity)}


def run_checks(corpus: Corpus, default: Mapping[str, CheckSetting]) -> tuple[Finding, ...]:
    """All findings of all checks under the policy's settings, whenever they begin to hold, worst first.

    default has the settings for files that are no documents: no document set governs them.
    """
    found = ((check, finding) for check in CHECKS for finding in check.find(corpus))
    judged = (judged for check, finding in found for judged in _judged(check, finding, corpus, default))
    return tuple(sorted(judged, key=_order))


def in_force(findings: Iterable[Finding], as_of: datetime, corpus: Corpus) -> tuple[Finding, ...]:
    """The findings that hold at as_of, each for those documents only for which it holds then, worst first."""
    held = []
    for finding in findings:
        affects = tuple(a for a in finding.affects if a.since is None or a.since <= as_of)
        if affects:
            held.append(_narrowed(_CHECK_OF[finding.code], finding, affects, corpus))
    return tuple(sorted(held, key=_order))


def roll_up(findings: Iterable[Finding], corpus: Corpus, default: Mapping[str, CheckSetting]) -> tuple[Finding, ...]:
    """The findings with those rolled up whose setting asks for it: one a folder, where a folder has two or more.

    Only findings on one document are rolled up. Waivers have to be applied before (a waived and a live finding
    don't share a line), a baseline after: it knows the fingerprints that were reported, those of roll-ups.
    """
    kept: list[Finding] = []
    folders: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        setting = _setting(_CHECK_OF[finding.code], finding.uri, corpus, default)
        if setting.roll_up and len(finding.affects) == 1:
            key = (finding.code, finding.severity, finding.effect, finding.status, _folder(finding.uri))
            folders.setdefault(key, []).append(finding)
        else:
            kept.append(finding)
    documents = Counter(_folder(uri) for uri in corpus.subjects)
    parents = {parent for folder in documents for parent in _above(folder)}
    for group in folders.values():
        if len({finding.affects[0].uri for finding in group}) == 1:
            kept.extend(group)
        else:
            folder = _folder(group[0].uri)
            kept.append(_rolled_up(group, documents[folder], corpus, directly=folder in parents))
    return tuple(sorted(kept, key=_order))


def _judged(check: Check, finding: Finding, corpus: Corpus, default: Mapping[str, CheckSetting]) -> Iterator[Finding]:
    """The finding as the policy has it: split where its documents stand under different settings."""
    by_setting: dict[CheckSetting, list[Affected]] = {}
    for affected in finding.affects:
        by_setting.setdefault(_setting(check, affected.uri, corpus, default), []).append(_on_the_second(affected))
    for setting, affects in by_setting.items():
        if setting.enabled:
            part = _narrowed(check, finding, tuple(affects), corpus)
            effect = setting.effect if finding.at_most is Severity.ERROR else Effect.NONE
            yield replace(
                part,
                name=check.name,
                severity=_within(setting.severity, finding),
                effect=Effect.NONE if finding.passages_only else effect,
                spoiled=() if effect is Effect.NONE else part.spoiled,
                fingerprint=_fingerprint(part),
            )


def _within(severity: Severity, finding: Finding) -> Severity:
    lowered = min(severity, finding.at_most, key=_BADNESS.__getitem__)
    return max(lowered, finding.at_least, key=_BADNESS.__getitem__)


def _setting(check: Check, uri: str, corpus: Corpus, default: Mapping[str, CheckSetting]) -> CheckSetting:
    subject = corpus.subjects.get(uri)
    settings = subject.governance.checks if subject else default
    own = CheckSetting(enabled=True, severity=check.severity, effect=check.effect, roll_up=check.roll_up)
    return settings.get(check.code, own)


def _on_the_second(affected: Affected) -> Affected:
    """Stamps count in whole seconds; so do findings, or an audit and a stamp would disagree for a moment."""
    since = affected.since
    return affected if since is None or not since.microsecond else replace(affected, since=since.replace(microsecond=0))


def _narrowed(check: Check, finding: Finding, affects: tuple[Affected, ...], corpus: Corpus) -> Finding:
    if len(affects) == len(finding.affects):
        return finding if affects == finding.affects else replace(finding, affects=affects)
    if isinstance(check, Narrowing):
        return check.narrowed(finding, affects, corpus)
    return replace(finding, uri=affects[0].uri, affects=affects)


def _rolled_up(group: list[Finding], documents: int, corpus: Corpus, *, directly: bool) -> Finding:
    """One finding for a group. documents counts those in the folder itself; directly: there are more further down."""
    first, folder = group[0], _folder(group[0].uri)
    affects = tuple(sorted((affected for f in group for affected in f.affects), key=lambda a: a.uri))
    uris = {affected.uri for affected in affects}
    total = documents + sum(uri not in corpus.subjects for uri in uris)
    where = f"{'directly ' * directly}in {displayed(folder)}"
    said = f"{len(uris):,} of {total:,} documents {where} {_CHECK_OF[first.code].of_many}."
    prints = "\n".join(sorted(finding.fingerprint for finding in group))
    mark = hashlib.sha256(f"{first.code}\n{folder}\n{prints}".encode()).hexdigest()
    return replace(
        first, uri=folder, message=said, affects=affects, evidence=(), passage=None, spoiled=(), fingerprint=mark
    )


def _fingerprint(finding: Finding) -> str:
    """What makes a finding the same one in the next audit: code, documents and evidence, not wording and time."""
    uris = [affected.uri for affected in finding.affects]
    evidence = [[e.label, e.value, e.uri] for e in finding.evidence]
    return hashlib.sha256(json.dumps([finding.code, uris, evidence]).encode()).hexdigest()


def _folder(uri: str) -> str:
    return uri.rpartition("/")[0] + "/"


def _above(folder: str) -> Iterator[str]:
    """The folders above a folder: "kb/" and "kb/hr/" of "kb/hr/pay/"."""
    while (folder := _folder(folder.rstrip("/"))) != "/":
        yield folder


def _order(finding: Finding) -> tuple[int, str, str, str]:
    return -_BADNESS[finding.severity], finding.code, finding.uri, finding.fingerprint
