"""KB302: the owner whom a document names has left, or is nobody whom the owner directory knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.model import Affected, Effect, Evidence, Finding, Severity, displayed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Corpus, Subject

_LEFT: Final = "left"
_UNKNOWN: Final = "unknown"


class UnknownOwner:
    """Needs an owner directory: without one nobody can tell."""

    code = "KB302"
    name = "unknown-owner"
    summary = "Its owner has left, or isn't in the owner directory."
    of_many = "have an owner who left or isn't known"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for subject in corpus.subjects.values():
            if subject.owner.standing in {_LEFT, _UNKNOWN}:
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=_message(subject),
                    remedy=_remedy(subject),
                    affects=(Affected(subject.uri),),
                    evidence=tuple(_evidence(subject)),
                    keys=((subject.uri, subject.owner.claim.value if subject.owner.claim else subject.owner.value),),
                )


def _message(subject: Subject) -> str:
    owner = displayed(subject.owner.name or subject.owner.value)
    if subject.owner.standing == _LEFT:
        return f"Its owner {owner} isn't active any more."
    return f"Its owner {owner} isn't in the owner directory."


def _remedy(subject: Subject) -> str:
    if subject.owner.backup:
        return (
            f"Make {displayed(subject.owner.backup)} its owner, whom the directory names in place of the one who left."
        )
    if subject.owner.standing == _LEFT:
        return "Name somebody else as its owner; the directory names nobody in place of the one who left."
    return "Name its owner as the directory has them (by id, mail address, name or team), or add them to the directory."


def _evidence(subject: Subject) -> Iterator[Evidence]:
    owned = subject.owner
    if owned.claim:
        yield Evidence("owner as written", displayed(f"{owned.claim.value} ({owned.claim.where})"))
    if owned.backup:
        yield Evidence("proposed owner", displayed(owned.backup))
