"""From findings to verdicts: what the retrieval layer is told of each document, now and at moments to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.model import UNREADABLE, Effect, ExcludedPassage, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from kbaudit.model import Affected, Corpus, Finding, Subject

_RANK: Final = {effect: rank for rank, effect in enumerate(Effect)}
_STATUS: Final = {Effect.NONE: Status.SERVE, Effect.DEMOTE: Status.DEMOTE, Effect.EXCLUDE: Status.EXCLUDE}
_UNREADABLE_CODE: Final = "KB502"
_LOW_CONFIDENCE_CODE: Final = "KB503"


class _Held(NamedTuple):
    """One finding's effect on one document; since None means it always has held."""

    code: str
    effect: Effect
    since: datetime | None


def resolve(
    corpus: Corpus, findings: Sequence[Finding], as_of: datetime, *, min_confidence: float = 0.0
) -> dict[str, Verdict]:
    """The verdict on every document and every unreadable file, by uri, sorted.

    findings are all of run_checks, those yet to come included, before roll-up. base_status is the worst effect in
    force at as_of: what holds once goes on holding, so it's right at every later moment too. status also leaves
    out what isn't valid yet, and what the rules drop for a confidence below min_confidence.
    """
    held = _by_document(findings)
    spoiled = _spoiled_by_document(findings)
    lifted = _lifted_until(findings)
    verdicts = {
        uri: _verdict(
            subject,
            (*held.get(uri, ()), *_below_its_set(subject, lifted.get(uri))),
            spoiled.get(uri, ()),
            as_of,
            min_confidence,
        )
        for uri, subject in corpus.subjects.items()
    }
    for skipped in corpus.skipped:
        if skipped.reason in UNREADABLE:
            verdicts[skipped.uri] = _unread(skipped.uri, held.get(skipped.uri, ()), as_of)
    return {uri: verdicts[uri] for uri in sorted(verdicts)}


def _by_document(findings: Sequence[Finding]) -> dict[str, list[_Held]]:
    held: dict[str, list[_Held]] = {}
    for finding in findings:
        if finding.effect is not Effect.NONE:
            for affected in finding.affects:
                held.setdefault(affected.uri, []).append(_Held(finding.code, finding.effect, _acts(affected)))
    return held


def _acts(affected: Affected) -> datetime | None:
    """The moment from which a finding has its effect: that from which it holds, or later."""
    if affected.since is None or affected.acts is None:
        return affected.acts or affected.since
    return max(affected.since, affected.acts)


def _spoiled_by_document(findings: Sequence[Finding]) -> dict[str, tuple[ExcludedPassage, ...]]:
    """The passages that are kept out of each document, in their order, with the codes of the checks that ask for it."""
    codes: dict[str, dict[tuple[int, int, str], set[str]]] = {}
    for finding in findings:
        if finding.spoiled:
            spans = codes.setdefault(finding.affects[0].uri, {})
            for mark in finding.spoiled:
                spans.setdefault((mark.start, mark.end, mark.text_sha256), set()).add(finding.code)
    return {
        uri: tuple(ExcludedPassage(*span, reasons=tuple(sorted(reasons))) for span, reasons in sorted(spans.items()))
        for uri, spans in codes.items()
    }


def _lifted_until(findings: Sequence[Finding]) -> dict[str, datetime | None]:
    """The documents whose doubtful text somebody answers for, and the end of the waiver."""
    waived = (finding for finding in findings if finding.waiver and finding.code == _LOW_CONFIDENCE_CODE)
    return {affected.uri: _acts(affected) for finding in waived for affected in finding.affects}


def _below_its_set(subject: Subject, lifted: datetime | None) -> tuple[_Held, ...]:
    """What excludes a document whose text is less sure than its set asks; the rules' filter knows one limit for all.

    lifted is the moment from which it does so, where a waiver is over it until then.
    """
    governance = subject.governance
    if governance.simulate or subject.document.confidence >= governance.min_confidence:
        return ()
    return (_Held(_LOW_CONFIDENCE_CODE, Effect.EXCLUDE, lifted),)


def _verdict(
    subject: Subject,
    held: Sequence[_Held],
    spoiled: tuple[ExcludedPassage, ...],
    as_of: datetime,
    min_confidence: float,
) -> Verdict:
    in_force = _in_force(held, as_of)
    reasons = tuple(sorted({one.code for one in in_force}))
    base = _STATUS[max([one.effect for one in in_force], key=_RANK.__getitem__, default=Effect.NONE)]
    # Stamps count in whole seconds: so does the verdict, or the two would disagree for a moment.
    begins = subject.valid_from.at and subject.valid_from.at.replace(microsecond=0)
    withheld = (begins is not None and begins > as_of) or subject.document.confidence < min_confidence
    return Verdict(
        uri=subject.uri,
        status=Status.EXCLUDE if withheld else base,
        reasons=reasons,
        base_status=base,
        base_reasons=reasons,
        valid_from=begins,
        expires_at=_first(held, Effect.EXCLUDE),
        demotes_at=_first(held, Effect.DEMOTE),
        passages=spoiled,
    )


def _in_force(held: Sequence[_Held], as_of: datetime) -> list[_Held]:
    return [one for one in held if one.since is None or one.since <= as_of]


def _unread(uri: str, held: Sequence[_Held], as_of: datetime) -> Verdict:
    """Nobody has judged what a file says that can't be read: it's excluded, whatever the policy says of KB502."""
    reasons = tuple(sorted({_UNREADABLE_CODE, *(one.code for one in _in_force(held, as_of))}))
    return Verdict(uri, Status.EXCLUDE, reasons, Status.EXCLUDE, reasons)


def _first(held: Sequence[_Held], effect: Effect) -> datetime | None:
    """The first moment that has this effect. None where there is none; what always holds is in the base status."""
    return min([one.since for one in held if one.effect is effect and one.since is not None], default=None)
