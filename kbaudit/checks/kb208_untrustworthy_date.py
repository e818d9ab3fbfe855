"""KB208: a date of a document can't be relied on: it is unclear, unreadable, or contradicted by another one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

from kbaudit.model import Affected, DateKind, Effect, Evidence, Finding, Origin, Severity, displayed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, DateClaim, Period, Subject

_STATED: Final = frozenset({Origin.FRONT_MATTER, Origin.HTML_META, Origin.HTML_TIME, Origin.SENTENCE})
_LONGEST: Final = 80  # characters of a value that are quoted


class UntrustworthyDate:
    """One finding a document, with everything that is doubtful in its dates."""

    code = "KB208"
    name = "untrustworthy-date"
    summary = "Its dates are unclear or contradict one another."
    of_many = "have dates that can't be relied on"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            evidence = (*_doubtful(subject), *_unread(subject), *_contradicted(subject))
            if evidence:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"{evidence[0].value[:1].upper()}{evidence[0].value[1:]}.",
                    remedy="Write each date as year-month-day, and keep only the one that is true.",
                    affects=(Affected(subject.uri),),
                    evidence=evidence,
                    keys=tuple(_keys(subject)),
                )


def _keys(subject: Subject) -> Iterator[tuple[str, ...]]:
    yield from ((subject.uri, "unclear", claim.raw or claim.value) for claim in subject.doubtful)
    yield from ((subject.uri, "unreadable", field.name, field.value) for field in subject.unread)
    for winner, loser in _disagreeing(subject):
        # Each change that is recorded in a history moves its day: that it lies far behind stays the same matter.
        said = loser.origin.value if loser.origin is Origin.GIT else loser.value[:10]
        yield (subject.uri, "contradicting", winner.value[:10], said)


def _doubtful(subject: Subject) -> Iterator[Evidence]:
    for claim in subject.doubtful:
        said = f"{_quoted(claim.raw)} may be {claim.value} or {claim.otherwise}, and nothing tells which: it isn't used"
        yield Evidence(
            "unclear date", f"{displayed(claim.where)}: {said}" if claim.origin is not Origin.SENTENCE else said
        )


def _unread(subject: Subject) -> Iterator[Evidence]:
    for field in subject.unread:
        yield Evidence("unreadable date", f"{displayed(field.name)} is {_quoted(field.value)}, which is no date")


def _contradicted(subject: Subject) -> Iterator[Evidence]:
    for winner, loser in _disagreeing(subject):
        said = f"{_said(winner)} says {winner.value[:10]}, {_said(loser)} says {loser.value[:10]}"
        yield Evidence("contradicting dates", said)


def _disagreeing(subject: Subject) -> Iterator[tuple[DateClaim, DateClaim]]:
    """The winner with each losing claim of its kind that lies further from it than the policy lets them."""
    winner, limit = subject.effective.claim, subject.governance.disagreement
    if winner is None or limit is None or winner.origin not in _STATED:
        return
    for loser in subject.effective.losers:
        if loser.kind is winner.kind and _tells(loser, winner) and _apart(winner, loser, limit):
            yield winner, loser


def _tells(loser: DateClaim, winner: DateClaim) -> bool:
    """Whether a claim contradicts the winner. A text that was changed long after it says so contradicts itself too."""
    if loser.origin is Origin.GIT:
        return loser.kind is DateKind.UPDATED and loser.value[:10] > winner.value[:10]
    return loser.origin in _STATED


def _apart(one: DateClaim, other: DateClaim, limit: Period) -> bool:
    earlier, later = sorted(date.fromisoformat(claim.value[:10]) for claim in (one, other))
    return limit.after(datetime.combine(earlier, time(), tzinfo=UTC)).date() < later


def _said(claim: DateClaim) -> str:
    if claim.origin is Origin.GIT:
        return f"the history ({displayed(claim.where)})"
    return _quoted(claim.where) if claim.origin is Origin.SENTENCE else displayed(claim.where)


def _quoted(text: str) -> str:
    return f'"{displayed(text[:_LONGEST])}"'
